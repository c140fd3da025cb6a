//! The own account.

use crate::codec::Json;
use crate::{
    accounts::model::{Identity, session::Own},
    error::AppError,
};
use leptos::prelude::*;

/// Who is signed in: what the console's frame is drawn from.
#[server(prefix = "/fn", endpoint = "account/me", protocol = Json)]
pub async fn me() -> Result<Identity, AppError> {
    let crate::server::ctx::Ctx { state, actor, .. } = crate::server::ctx::ctx()?;
    let (email, name, is_admin, projects) = (actor.email, actor.name, actor.is_admin, actor.projects);
    Ok(Identity { email, name, is_admin, projects, demo: state.config.demo })
}

/// Name, address and sessions.
#[server(prefix = "/fn", endpoint = "account/own", protocol = Json)]
pub async fn own_account() -> Result<Own, AppError> {
    crate::accounts::server::own::page(&crate::server::ctx::ctx()?).await
}

/// Change the own name.
#[server(prefix = "/fn", endpoint = "account/rename")]
pub async fn rename_me(name: String) -> Result<(), AppError> {
    crate::accounts::server::own::rename(&crate::server::ctx::ctx()?, &name).await
}

/// Change the own password; every other session ends.
#[server(prefix = "/fn", endpoint = "account/password")]
pub async fn change_password(current: String, password: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    crate::accounts::server::own::change_password(&ctx, &current, &password).await
}

/// End one of the own sessions.
#[server(prefix = "/fn", endpoint = "account/end-session")]
pub async fn end_session(session: String) -> Result<(), AppError> {
    crate::accounts::server::own::end_session(&crate::server::ctx::ctx()?, &session).await
}

/// End all own sessions but this one.
#[server(prefix = "/fn", endpoint = "account/end-other-sessions")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    crate::accounts::server::own::end_other_sessions(&crate::server::ctx::ctx()?).await
}
