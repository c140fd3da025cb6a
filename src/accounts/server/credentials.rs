//! The one place where a password or a secret link is checked, with the limiter inside: a side
//! entrance without a limiter is how passwords are guessed.
//!
//! An account is never locked: the back-off is per account *and* client prefix, so its owner can
//! still sign in from elsewhere. Unknown, disabled and wrong are the same answer after the same
//! work.

use super::{password::Hasher, store};
use crate::{
    error::AppError,
    server::{
        ctx::By,
        limits::{Key, Kind, Prefix, RetryAfter},
        problem::AppResult,
        state::AppState,
    },
};
use std::net::IpAddr;

/// The person a password belongs to, by id and address.
///
/// # Errors
/// `Invalid` for `password` when address and password do not belong together; `Limited`.
pub async fn check_password(state: &AppState, ip: IpAddr, email: &str, password: &str) -> AppResult<By> {
    let email = email.trim().to_lowercase();
    let prefix = Prefix::from(ip);
    let account = state.buckets.pair(&email, prefix);
    attempt(state, prefix)?;
    take(state, Kind::SignInAccount, account)?;
    let known = store::users::credentials(&state.db, &email).await?;
    let stored = known.as_ref().and_then(|known| known.password_hash.as_deref());
    let hasher = state.part::<Hasher>();
    let fits = hasher.verify(password, stored).await?;
    let Some(known) = known.filter(|known| fits && known.disabled_at.is_none()) else {
        let message = "This address and this password do not belong together.";
        return Err(AppError::invalid("password", message));
    };
    state.buckets.forgive(Kind::SignInAccount, account);
    if let Some(stored) = &known.password_hash
        && hasher.is_outdated(stored).await?
    {
        let hash = hasher.hash(password).await?;
        let mut tx = state.db.begin_write().await?;
        store::users::set_password(&mut tx, &known.id, &hash, state.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(By { id: Some(known.id), name: email })
}

/// Count one try of something secret other than a password: a link, the setup token.
///
/// # Errors
/// `Limited`.
pub fn check_secret(state: &AppState, ip: IpAddr) -> AppResult<()> {
    attempt(state, Prefix::from(ip))
}

fn attempt(state: &AppState, prefix: Prefix) -> AppResult<()> {
    take(state, Kind::SignInPrefix, Key::Prefix(prefix))?;
    take(state, Kind::SignInGlobal, Key::All)
}

fn take(state: &AppState, kind: Kind, key: Key) -> AppResult<()> {
    let taken = state.buckets.check(kind, key, state.clock.now());
    taken.map_err(|RetryAfter(retry_after)| {
        metrics::counter!("app_limited", "limit" => "sign_in").increment(1);
        AppError::Limited { retry_after }
    })
}
