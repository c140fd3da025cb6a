//! What happens when somebody follows a link: join, choose a new password, sign in.

use super::{
    credentials, links, members,
    password::{Hasher, check_strength},
    projects::project_by_id,
    sessions,
    store::{self, links::LinkRow, users::Credentials},
    users::{self, NewUser},
};
use crate::{
    access::Role,
    accounts::model::session::{LinkFacts, LinkKind},
    error::AppError,
    server::{
        ctx::{By, Visitor},
        db::Tx,
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::json;

/// What the page of a link says before anything is done.
///
/// # Errors
/// `NotFound` when it is mistyped, used or expired.
pub async fn look(visitor: &Visitor, kind: LinkKind, secret: &str) -> AppResult<LinkFacts> {
    let state = &visitor.state;
    let link = links::find(state, visitor.ip, kind, secret).await?;
    let project = match link.project_id {
        Some(id) => project_by_id(state, id).await?.map(|project| project.name.clone()),
        None => None,
    };
    Ok(LinkFacts {
        has_account: store::users::credentials(&state.db, &link.email).await?.is_some(),
        signed_in: visitor.actor.as_ref().is_some_and(|actor| actor.email == link.email),
        email: link.email,
        project,
        role: link.role.as_deref().and_then(Role::parse),
        made_by: link.made_by,
    })
}

/// Make the account an invitation is for, with its role; the session's cookie.
///
/// # Errors
/// `NotFound`; `Invalid` names the field; `Conflict` when there is an account already: its owner
/// signs in and calls [`accept`].
pub async fn join(visitor: &Visitor, secret: &str, name: String, password: String) -> AppResult<String> {
    let state = &visitor.state;
    let link = links::find(state, visitor.ip, LinkKind::Invite, secret).await?;
    if store::users::credentials(&state.db, &link.email).await?.is_some() {
        return Err(AppError::conflict("There is an account with this address: sign in to accept."));
    }
    let new = NewUser { email: link.email.clone(), name, password, is_admin: link.is_admin };
    let prepared = users::prepare(state, new).await?;
    let mut tx = state.db.begin_write().await?;
    links::use_up(&mut tx, &link, state.clock.now()).await?;
    let by = By { id: None, name: link.made_by.clone() };
    let id = users::create_in(&mut tx, state, &by, &prepared).await?;
    grant(&mut tx, state, &by, &link, &id).await?;
    let cookie = sessions::begin(&mut tx, visitor, &By { id: Some(id), name: link.email.clone() }).await?;
    tx.commit().await?;
    told(state, &link);
    Ok(cookie)
}

/// Give the signed-in person what an invitation promises. New rights end the
/// sessions of before, so this browser gets a new one: its cookie.
///
/// # Errors
/// `NotFound`; `Forbidden` when it was made for somebody else.
pub async fn accept(visitor: &Visitor, secret: &str) -> AppResult<String> {
    let state = &visitor.state;
    let link = links::find(state, visitor.ip, LinkKind::Invite, secret).await?;
    let actor = visitor.actor.as_ref().ok_or(AppError::Unauthorized)?;
    if actor.email != link.email {
        return Err(AppError::Forbidden);
    }
    let mut tx = state.db.begin_write().await?;
    links::use_up(&mut tx, &link, state.clock.now()).await?;
    let by = By { id: None, name: link.made_by.clone() };
    grant(&mut tx, state, &by, &link, &actor.user_id).await?;
    let cookie = sessions::begin(&mut tx, visitor, &actor.into()).await?;
    tx.commit().await?;
    told(state, &link);
    Ok(cookie)
}

/// Role and rights of the invitation, as its maker gave them.
async fn grant(tx: &mut Tx, state: &AppState, by: &By, link: &LinkRow, user_id: &str) -> AppResult<()> {
    let now = state.clock.now();
    if let (Some(project_id), Some(role)) = (link.project_id, link.role.as_deref().and_then(Role::parse)) {
        members::set_in(tx, now, by, project_id, user_id, role).await?;
    }
    if link.is_admin {
        super::people::set_admin_in(tx, now, by, user_id, true).await?;
    }
    Ok(())
}

fn told(state: &AppState, link: &LinkRow) {
    super::settings::told(state, link.project_id);
}

/// A new password by link: every session ends and a new one begins; its cookie.
///
/// # Errors
/// `NotFound`; `Invalid` for a password that may not be chosen.
pub async fn choose_password(visitor: &Visitor, secret: &str, password: &str) -> AppResult<String> {
    let state = &visitor.state;
    let link = links::find(state, visitor.ip, LinkKind::Reset, secret).await?;
    let owner = owner(state, &link).await?;
    check_strength(password, &[&link.email, &owner.name])?;
    let hash = state.part::<Hasher>().hash(password).await?;
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    links::use_up(&mut tx, &link, now).await?;
    store::users::set_password(&mut tx, &owner.id, &hash, now).await?;
    store::sessions::end_all(&mut tx, &owner.id, "").await?;
    let by = By { id: Some(owner.id), name: link.email.clone() };
    links::note(&mut tx, now, &by, "user.password", None, &link.email, json!({ "by": "link" })).await?;
    let cookie = sessions::begin(&mut tx, visitor, &by).await?;
    tx.commit().await?;
    Ok(cookie)
}

/// Sign in by link; the session's cookie.
pub async fn enter(visitor: &Visitor, secret: &str) -> AppResult<String> {
    let state = &visitor.state;
    let link = links::find(state, visitor.ip, LinkKind::SignIn, secret).await?;
    let owner = owner(state, &link).await?;
    let mut tx = state.db.begin_write().await?;
    links::use_up(&mut tx, &link, state.clock.now()).await?;
    let cookie = sessions::begin(&mut tx, visitor, &By { id: Some(owner.id), name: link.email }).await?;
    tx.commit().await?;
    Ok(cookie)
}

/// Whose link it is; somebody disabled is nobody.
async fn owner(state: &AppState, link: &LinkRow) -> AppResult<Credentials> {
    let owner = store::users::credentials(&state.db, &link.email).await?;
    owner.filter(|owner| owner.disabled_at.is_none()).ok_or(AppError::NotFound)
}

/// Sign in with a password; the session's cookie.
pub async fn sign_in(visitor: &Visitor, email: &str, password: &str) -> AppResult<String> {
    let state = &visitor.state;
    let who = credentials::check_password(state, visitor.ip, email, password).await?;
    let mut tx = state.db.begin_write().await?;
    let cookie = sessions::begin(&mut tx, visitor, &who).await?;
    tx.commit().await?;
    Ok(cookie)
}
