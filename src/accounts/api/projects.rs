//! All projects of the instance, for its admins.

use crate::codec::Json;
use crate::{accounts::model::settings::ProjectList, error::AppError};
use leptos::prelude::*;

/// Every project, archived ones too.
#[server(prefix = "/fn", endpoint = "admin/projects", protocol = Json)]
pub async fn all_projects() -> Result<ProjectList, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::settings::listed(&ctx.state).await
}

/// Make a project; ends on the page that says what to paste. An empty slug is made from the name.
#[server(prefix = "/fn", endpoint = "admin/create-project")]
pub async fn create_project(name: String, slug: String, time_zone: String) -> Result<(), AppError> {
    use crate::accounts::{model::slug_or_name, server::projects};
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    let new = projects::NewProject { slug: slug_or_name(slug, &name), name, time_zone, origins: Vec::new() };
    let made = projects::create(&ctx.state, &(&ctx.actor).into(), new).await?;
    leptos_axum::redirect(&format!("/app/{}/start", made.slug));
    Ok(())
}

/// Bring an archived project back.
#[server(prefix = "/fn", endpoint = "admin/unarchive-project")]
pub async fn unarchive_project(project: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::settings::unarchive(&ctx.state, &project, &(&ctx.actor).into()).await
}
