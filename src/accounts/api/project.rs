//! The general settings of a project.

use crate::codec::Json;
use crate::{accounts::model::settings::General, error::AppError};
use leptos::prelude::*;

/// Name, time zone, origins, key and how long feedback is kept.
#[server(prefix = "/fn", endpoint = "project/settings", protocol = Json)]
pub async fn project_settings(project: String) -> Result<General, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::settings::general(&ctx.state, project.id).await
}

/// Name and time zone.
#[server(prefix = "/fn", endpoint = "project/update")]
pub async fn update_project(project: String, name: String, time_zone: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::settings::update(&ctx.state, project.id, &by, &name, &time_zone).await
}

/// Let pages of more origins write.
#[server(prefix = "/fn", endpoint = "project/add-origins")]
pub async fn add_origins(project: String, origins: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::settings::add_origins(&ctx.state, project.id, &by, &origins).await
}

/// Let pages of an origin write no more.
#[server(prefix = "/fn", endpoint = "project/remove-origin")]
pub async fn remove_origin(project: String, origin: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::settings::remove_origin(&ctx.state, project.id, &by, &origin).await
}

/// How long feedback is kept: a number of days or `forever`.
#[server(prefix = "/fn", endpoint = "project/keep-feedback")]
pub async fn keep_feedback(project: String, days: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::settings::keep_feedback(&ctx.state, project.id, &by, &days).await
}

/// A new public key in place of the old one.
#[server(prefix = "/fn", endpoint = "project/rotate-key")]
pub async fn rotate_key(project: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::settings::rotate_key(&ctx.state, project.id, &(&ctx.actor).into()).await
}

/// Take nothing in any more and hide the project, if its slug was typed. Ends on the start page.
#[server(prefix = "/fn", endpoint = "project/archive")]
pub async fn archive_project(project: String, confirm: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::settings::archive(&ctx.state, project.id, &by, &confirm).await?;
    leptos_axum::redirect("/");
    Ok(())
}
