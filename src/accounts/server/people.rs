//! Everybody on the instance, for its admins.

use super::{entrance, links, store, store::users::Standing};
use crate::{
    accounts::model::session::{Everybody, Person},
    error::AppError,
    server::{
        clock::Millis,
        ctx::{By, Ctx},
        db::Tx,
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::json;

/// What the page of people shows.
pub async fn page(ctx: &Ctx) -> AppResult<Everybody> {
    let rows = store::users::listed(&ctx.state.db).await?;
    let person = |row: store::users::ListedRow| Person {
        id: row.id,
        email: row.email,
        name: row.name,
        is_admin: row.is_admin,
        disabled: row.disabled_at.is_some(),
        last_seen_at: row.last_seen_at,
        projects: row.projects,
    };
    Ok(Everybody {
        people: rows.into_iter().map(person).collect(),
        invitations: links::invitations(&ctx.state, None).await?,
        me: ctx.actor.user_id.clone(),
        now: ctx.now(),
        made: entrance::just_made("person"),
    })
}

/// Let somebody in again, or keep the person out: all sessions end.
///
/// # Errors
/// `NotFound`; `Conflict` for the last admin who can sign in.
pub async fn set_disabled(state: &AppState, by: &By, user_id: &str, disabled: bool) -> AppResult<()> {
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    let action = if disabled { "user.disable" } else { "user.enable" };
    change(&mut tx, now, by, user_id, action, |standing| {
        standing.disabled_at = disabled.then_some(now);
    })
    .await?;
    Ok(tx.commit().await?)
}

/// Make somebody an instance admin, or not any more: all sessions end.
///
/// # Errors
/// `NotFound`; `Conflict` for the last admin who can sign in.
pub async fn set_admin(state: &AppState, by: &By, user_id: &str, is_admin: bool) -> AppResult<()> {
    let mut tx = state.db.begin_write().await?;
    set_admin_in(&mut tx, state.clock.now(), by, user_id, is_admin).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn set_admin_in(
    tx: &mut Tx,
    now: Millis,
    by: &By,
    user_id: &str,
    is_admin: bool,
) -> AppResult<()> {
    let action = if is_admin { "user.make_admin" } else { "user.unmake_admin" };
    change(tx, now, by, user_id, action, |standing| standing.is_admin = is_admin).await
}

async fn change(
    tx: &mut Tx,
    now: Millis,
    by: &By,
    user_id: &str,
    action: &'static str,
    edit: impl FnOnce(&mut Standing),
) -> AppResult<()> {
    store::users::lock_admins(tx).await?;
    let mut standing = store::users::standing(tx, user_id).await?.ok_or(AppError::NotFound)?;
    let before = (standing.is_admin, standing.disabled_at.is_some());
    edit(&mut standing);
    if before == (standing.is_admin, standing.disabled_at.is_some()) {
        return Ok(());
    }
    store::users::set_standing(tx, user_id, &standing, now).await?;
    if store::users::admins(tx).await? == 0 {
        return Err(AppError::conflict("This is the last admin: make somebody else one first."));
    }
    store::sessions::end_all(tx, user_id, "").await?;
    Ok(links::note(tx, now, by, action, None, &standing.email, json!({})).await?)
}
