//! The people of a project and their roles.

use super::{audit, links, settings, store};
use crate::{
    access::Role,
    accounts::model::settings::{Member, People},
    error::AppError,
    server::{
        clock::Millis,
        ctx::{By, Ctx, Visitor},
        db::Tx,
        once,
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::json;

/// The page a new invitation's link is kept for.
pub const SHOWN: &str = "member";

/// What the page of people shows.
pub async fn page(visitor: &Visitor, ctx: &Ctx, project_id: i64) -> AppResult<People> {
    Ok(People {
        members: list(&ctx.state, project_id).await?,
        invitations: links::invitations(&ctx.state, Some(project_id)).await?,
        made: once::take(visitor, SHOWN),
        me: ctx.actor.user_id.clone(),
        now: ctx.now(),
    })
}

/// Everybody with a role in the project, by name.
pub async fn list(state: &AppState, project_id: i64) -> AppResult<Vec<Member>> {
    let rows = store::members::listed(&state.db, project_id).await?;
    let member = |row: store::members::MemberRow| {
        Some(Member {
            role: Role::parse(&row.role)?,
            user_id: row.user_id,
            email: row.email,
            name: row.name,
            is_admin: row.is_admin,
            since: row.since,
        })
    };
    Ok(rows.into_iter().filter_map(member).collect())
}

/// Change the role of somebody in the project. The person's sessions end: what they may do has changed.
///
/// # Errors
/// `NotFound` for somebody without a role here. `Conflict` for the own role:
/// who makes a mistake with it could not take it back.
pub async fn set_role(
    state: &AppState,
    project_id: i64,
    by: &By,
    user_id: &str,
    role: Role,
) -> AppResult<()> {
    if by.id.as_deref() == Some(user_id) {
        return Err(AppError::conflict("Your own role is changed by another maintainer."));
    }
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    let known = store::members::role(&mut tx, project_id, user_id).await?;
    known.and_then(|(_, role)| role).ok_or(AppError::NotFound)?;
    set_in(&mut tx, now, by, project_id, user_id, role).await?;
    tx.commit().await?;
    settings::told(state, Some(project_id));
    Ok(())
}

/// Give somebody a role as part of a larger change, or change it.
pub(super) async fn set_in(
    tx: &mut Tx,
    now: Millis,
    by: &By,
    project_id: i64,
    user_id: &str,
    role: Role,
) -> AppResult<()> {
    let known = store::members::role(tx, project_id, user_id).await?;
    let (email, before) = known.ok_or(AppError::NotFound)?;
    if before.as_deref() == Some(role.as_str()) {
        return Ok(());
    }
    store::users::set_role(tx, project_id, user_id, role.as_str(), now).await?;
    store::sessions::end_all(tx, user_id, "").await?;
    let detail = json!({ "role": { "from": before, "to": role } });
    let entry = audit::Entry {
        at: now,
        by,
        action: "member.set",
        project_id: Some(project_id),
        target: &email,
        detail,
    };
    Ok(audit::record(tx, entry).await?)
}

/// Take somebody's role away: the person's sessions end.
///
/// # Errors
/// `NotFound` for somebody without a role here.
pub async fn remove(state: &AppState, project_id: i64, by: &By, user_id: &str) -> AppResult<()> {
    let mut tx = state.db.begin_write().await?;
    let known = store::members::role(&mut tx, project_id, user_id).await?;
    let Some((email, Some(role))) = known else { return Err(AppError::NotFound) };
    store::members::remove(&mut tx, project_id, user_id).await?;
    store::sessions::end_all(&mut tx, user_id, "").await?;
    let entry = audit::Entry {
        at: state.clock.now(),
        by,
        action: "member.remove",
        project_id: Some(project_id),
        target: &email,
        detail: json!({ "role": role }),
    };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    settings::told(state, Some(project_id));
    Ok(())
}
