//! The secret a project's server signs the ids of its users with.

use crate::codec::Json;
use crate::{accounts::model::identity::Signing, error::AppError};
use leptos::prelude::*;

/// The secret of now.
#[server(prefix = "/fn", endpoint = "project/identity", protocol = Json)]
pub async fn project_identity(project: String) -> Result<Signing, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::identity::signing(&ctx.state, project.id).await
}

/// A new secret in place of the old one.
#[server(prefix = "/fn", endpoint = "project/rotate-identity")]
pub async fn rotate_identity(project: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::settings::rotate_identity(&ctx.state, project.id, &(&ctx.actor).into()).await
}
