//! Links that make an account or let its owner in: shown once to who made them, since there is no
//! mail, stored as a hash, good once and for a while.

use super::{
    audit, credentials,
    store::{self, links::LinkRow, links::NewLink},
};
use crate::{
    access::Role,
    accounts::model::{clean_email, session::LinkKind, settings::Invitation},
    error::AppError,
    server::{
        clock::{DAY, HOUR, MINUTE, Millis, hex, random},
        ctx::By,
        db::{DbError, Tx},
        problem::AppResult,
        secret::sha256,
        state::AppState,
    },
};
use serde_json::json;
use std::net::IpAddr;

/// The rules of each kind.
impl LinkKind {
    fn word(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
            Self::SignIn => "sign_in",
        }
    }

    fn lifetime(self) -> Millis {
        match self {
            Self::Invite => 7 * DAY,
            Self::Reset => 24 * HOUR,
            Self::SignIn => 30 * MINUTE,
        }
    }

    fn path(self, secret: &str) -> String {
        match self {
            Self::Invite => format!("/invite/{secret}"),
            Self::Reset => format!("/reset/{secret}"),
            Self::SignIn => format!("/login/{secret}"),
        }
    }
}

/// Who is invited, and to what.
#[derive(Debug, Clone)]
pub struct Invite {
    pub email: String,
    /// The project and the role there; none: only an account.
    pub into: Option<(i64, Role)>,
    pub is_admin: bool,
}

/// Invite somebody, known here or not: nothing tells which. The path of the link.
///
/// # Errors
/// `Invalid` for what is no address.
pub async fn invite(state: &AppState, by: &By, invite: Invite) -> AppResult<String> {
    let email = clean_email(&invite.email)?;
    let (secret, now) = (hex(&random::<32>()), state.clock.now());
    let (id, hash) = (state.clock.new_id(), sha256(&secret));
    let (project_id, role) = invite.into.unzip();
    let mut tx = state.db.begin_write().await?;
    let link = NewLink {
        project_id,
        role: role.map(Role::as_str),
        is_admin: invite.is_admin,
        ..plain(LinkKind::Invite, &id, &hash, &email, by, now)
    };
    store::links::insert(&mut tx, &link).await?;
    let detail = json!({ "role": role, "is_admin": invite.is_admin });
    note(&mut tx, now, by, "user.invite", project_id, &email, detail).await?;
    tx.commit().await?;
    super::settings::told(state, project_id);
    Ok(LinkKind::Invite.path(&secret))
}

/// A link to choose a new password; earlier ones stop working. The path of the link.
///
/// # Errors
/// `Invalid` when nobody has this address: only admins and the command line may ask.
pub async fn reset(state: &AppState, by: &By, email: &str) -> AppResult<String> {
    let path = for_owner(state, by, LinkKind::Reset, email, "user.reset_link").await?;
    Ok(path)
}

/// A link that signs in once: how a demonstration hands over. The path of the link.
pub async fn sign_in(state: &AppState, by: &By, email: &str) -> AppResult<String> {
    for_owner(state, by, LinkKind::SignIn, email, "user.sign_in_link").await
}

async fn for_owner(
    state: &AppState,
    by: &By,
    kind: LinkKind,
    email: &str,
    action: &'static str,
) -> AppResult<String> {
    let email = clean_email(email)?;
    if store::users::credentials(&state.db, &email).await?.is_none() {
        return Err(AppError::invalid("email", "Nobody with this address has an account here."));
    }
    let (secret, now) = (hex(&random::<32>()), state.clock.now());
    let (id, hash) = (state.clock.new_id(), sha256(&secret));
    let mut tx = state.db.begin_write().await?;
    store::links::supersede(&mut tx, kind.word(), &email, now).await?;
    store::links::insert(&mut tx, &plain(kind, &id, &hash, &email, by, now)).await?;
    note(&mut tx, now, by, action, None, &email, json!({})).await?;
    tx.commit().await?;
    Ok(kind.path(&secret))
}

/// An open link by its secret.
///
/// # Errors
/// `NotFound` when it is mistyped, used or expired; `Limited`.
pub(super) async fn find(state: &AppState, ip: IpAddr, kind: LinkKind, secret: &str) -> AppResult<LinkRow> {
    credentials::check_secret(state, ip)?;
    let found = store::links::open(&state.db, &sha256(secret), kind.word(), state.clock.now()).await?;
    found.ok_or(AppError::NotFound)
}

/// Use a link up as part of what it is for.
///
/// # Errors
/// `NotFound` when somebody was faster.
pub(super) async fn use_up(tx: &mut Tx, link: &LinkRow, now: Millis) -> AppResult<()> {
    if store::links::use_up(tx, &link.id, now).await? { Ok(()) } else { Err(AppError::NotFound) }
}

/// Invitations nobody has used yet.
pub async fn invitations(state: &AppState, project_id: Option<i64>) -> AppResult<Vec<Invitation>> {
    let rows = store::links::invitations(&state.db, project_id, state.clock.now()).await?;
    let invitation = |row: LinkRow| Invitation {
        id: row.id,
        email: row.email,
        role: row.role.as_deref().and_then(Role::parse),
        made_by: row.made_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(invitation).collect())
}

/// Withdraw an invitation into a project, or without one into the instance.
///
/// # Errors
/// `NotFound` when there is no such open one.
pub async fn withdraw(state: &AppState, project_id: Option<i64>, by: &By, id: &str) -> AppResult<()> {
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    let found = store::links::withdraw(&mut tx, project_id, id, now).await?;
    let (email,) = found.ok_or(AppError::NotFound)?;
    note(&mut tx, now, by, "user.withdraw_invite", project_id, &email, json!({})).await?;
    tx.commit().await?;
    super::settings::told(state, project_id);
    Ok(())
}

fn plain<'a>(
    kind: LinkKind,
    id: &'a str,
    token_hash: &'a str,
    email: &'a str,
    by: &'a By,
    now: Millis,
) -> NewLink<'a> {
    NewLink {
        id,
        token_hash,
        kind: kind.word(),
        email,
        project_id: None,
        role: None,
        is_admin: false,
        made_by: &by.name,
        now,
        expires_at: now + kind.lifetime(),
    }
}

/// An audit entry about a person.
pub(super) async fn note(
    tx: &mut Tx,
    at: Millis,
    by: &By,
    action: &'static str,
    project_id: Option<i64>,
    email: &str,
    detail: serde_json::Value,
) -> Result<(), DbError> {
    audit::record(tx, audit::Entry { at, by, action, project_id, target: email, detail }).await
}
