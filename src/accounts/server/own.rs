//! What a person changes about the own account.

use super::{
    credentials, links,
    password::{Hasher, check_strength},
    sessions::IDLE,
    store,
};
use crate::{
    accounts::model::{
        clean_name,
        session::{Own, OwnSession},
    },
    error::AppError,
    server::{ctx::Ctx, problem::AppResult},
};
use serde_json::json;

/// What the account page shows.
pub async fn page(ctx: &Ctx) -> AppResult<Own> {
    let now = ctx.now();
    let rows = store::sessions::of_user(&ctx.state.db, &ctx.actor.user_id, now, now - IDLE).await?;
    let session = |row: store::sessions::OwnRow| OwnSession {
        current: row.id == ctx.actor.session_id,
        id: row.id,
        agent: row.agent,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(Own {
        email: ctx.actor.email.clone(),
        name: ctx.actor.name.clone(),
        sessions: rows.into_iter().map(session).collect(),
        now,
    })
}

/// # Errors
/// `Invalid` names the field.
pub async fn rename(ctx: &Ctx, name: &str) -> AppResult<()> {
    let name = clean_name(name)?;
    let mut tx = ctx.state.db.begin_write().await?;
    store::users::set_name(&mut tx, &ctx.actor.user_id, &name, ctx.now()).await?;
    let detail = json!({ "name": { "from": ctx.actor.name, "to": name } });
    let by = (&ctx.actor).into();
    links::note(&mut tx, ctx.now(), &by, "user.rename", None, &ctx.actor.email, detail).await?;
    Ok(tx.commit().await?)
}

/// A new password, if the current one is known; every other session ends.
///
/// # Errors
/// `Invalid` for `current` or `password`; `Limited`.
pub async fn change_password(ctx: &Ctx, current: &str, password: &str) -> AppResult<()> {
    let (state, actor) = (&ctx.state, &ctx.actor);
    let checked = credentials::check_password(state, ctx.ip, &actor.email, current).await;
    checked.map_err(|error| match error {
        AppError::Invalid { .. } => AppError::invalid("current", "This is not your current password."),
        other => other,
    })?;
    check_strength(password, &[&actor.email, &actor.name])?;
    let hash = state.part::<Hasher>().hash(password).await?;
    let mut tx = state.db.begin_write().await?;
    store::users::set_password(&mut tx, &actor.user_id, &hash, ctx.now()).await?;
    store::sessions::end_all(&mut tx, &actor.user_id, &actor.session_id).await?;
    links::note(&mut tx, ctx.now(), &actor.into(), "user.password", None, &actor.email, json!({})).await?;
    Ok(tx.commit().await?)
}

/// End one of the own sessions.
///
/// # Errors
/// `NotFound` for somebody else's.
pub async fn end_session(ctx: &Ctx, id: &str) -> AppResult<()> {
    let mut tx = ctx.state.db.begin_write().await?;
    if !store::sessions::end(&mut tx, &ctx.actor.user_id, id).await? {
        return Err(AppError::NotFound);
    }
    let by = (&ctx.actor).into();
    links::note(&mut tx, ctx.now(), &by, "session.end", None, &ctx.actor.email, json!({})).await?;
    Ok(tx.commit().await?)
}

/// End all own sessions but this one.
pub async fn end_other_sessions(ctx: &Ctx) -> AppResult<()> {
    let mut tx = ctx.state.db.begin_write().await?;
    let ended = store::sessions::end_all(&mut tx, &ctx.actor.user_id, &ctx.actor.session_id).await?;
    let (by, detail) = ((&ctx.actor).into(), json!({ "sessions": ended }));
    links::note(&mut tx, ctx.now(), &by, "session.end", None, &ctx.actor.email, detail).await?;
    Ok(tx.commit().await?)
}
