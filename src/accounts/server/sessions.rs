//! Sessions: a random cookie, stored as a hash, that ends by itself.

use super::{
    links, projects,
    store::{
        self,
        sessions::{Live, NewSession},
    },
};
use crate::{
    access::{ProjectAccess, Role},
    server::{
        clock::{HOUR, MINUTE, Millis, hex, random},
        ctx::{Actor, By, Visitor},
        db::{DbError, Tx},
        problem::AppResult,
        secret::sha256,
        state::AppState,
    },
};
use serde_json::json;

/// Without a request for this long a session ends.
pub const IDLE: Millis = HOUR;
/// After this long it ends in any case.
pub const ABSOLUTE: Millis = 12 * HOUR;
/// `last_seen_at` is written at most this often.
const TOUCH: Millis = MINUTE;

/// Begin a session; the cookie's value. `agent` names the browser for the
/// person's own list, e.g. "Firefox on Linux".
pub async fn start(state: &AppState, user_id: &str, agent: &str) -> AppResult<String> {
    let mut tx = state.db.begin_write().await?;
    let cookie = start_in(&mut tx, state, user_id, agent).await?;
    tx.commit().await?;
    Ok(cookie)
}

/// Sign `who` in, in the transaction of what allows it: the session this browser had ends.
pub(super) async fn begin(tx: &mut Tx, visitor: &Visitor, who: &By) -> AppResult<String> {
    let (state, agent) = (&visitor.state, super::cookies::agent(visitor));
    if let Some(before) = &visitor.actor {
        store::sessions::end(tx, &before.user_id, &before.session_id).await?;
    }
    let cookie = start_in(tx, state, who.id.as_deref().unwrap_or_default(), &agent).await?;
    let detail = json!({ "browser": agent });
    links::note(tx, state.clock.now(), who, "session.start", None, &who.name, detail).await?;
    Ok(cookie)
}

async fn start_in(tx: &mut Tx, state: &AppState, user_id: &str, agent: &str) -> AppResult<String> {
    let (id, now, cookie) = (state.clock.new_id(), state.clock.now(), hex(&random::<32>()));
    let session =
        NewSession { id: &id, token_hash: &sha256(&cookie), user_id, agent, now, expires_at: now + ABSOLUTE };
    store::sessions::insert(tx, &session).await?;
    store::sessions::touch(tx, &id, user_id, now).await?;
    Ok(cookie)
}

/// Who a cookie belongs to, with the projects open to that person.
pub async fn actor(state: &AppState, cookie: &str) -> AppResult<Option<Actor>> {
    let now = state.clock.now();
    let Some(live) = store::sessions::live(&state.db, &sha256(cookie), now, now - IDLE).await? else {
        return Ok(None);
    };
    if now - live.last_seen_at > TOUCH
        && let Err(error) = touch(state, &live, now).await
    {
        // A full disk must not keep people from reading.
        tracing::warn!(%error, "could not note the use of a session");
    }
    let projects = open_projects(state, &live.user_id, live.is_admin).await?;
    Ok(Some(Actor {
        user_id: live.user_id,
        session_id: live.id,
        email: live.email,
        name: live.name,
        is_admin: live.is_admin,
        projects,
    }))
}

async fn touch(state: &AppState, live: &Live, now: Millis) -> Result<(), DbError> {
    let mut tx = state.db.begin_write().await?;
    store::sessions::touch(&mut tx, &live.id, &live.user_id, now).await?;
    tx.commit().await
}

/// An instance admin is maintainer everywhere; others have their own roles.
async fn open_projects(state: &AppState, user_id: &str, is_admin: bool) -> AppResult<Vec<ProjectAccess>> {
    let roles = if is_admin { Vec::new() } else { store::users::roles(&state.db, user_id).await? };
    let role_in = |id: i64| {
        let own = roles.iter().find(|(project_id, _)| *project_id == id);
        if is_admin { Some(Role::Maintainer) } else { own.and_then(|(_, role)| Role::parse(role)) }
    };
    let open = projects::active(state).await?.into_iter().filter_map(|project| {
        let role = role_in(project.id)?;
        Some(ProjectAccess { id: project.id, slug: project.slug.clone(), name: project.name.clone(), role })
    });
    Ok(open.collect())
}
