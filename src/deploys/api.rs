//! Server functions of deployments.

use super::model::{Asked, DeploymentList, DeploymentPage};
use crate::codec::Json;
use crate::error::AppError;
use leptos::prelude::*;

/// A page of the list.
#[server(prefix = "/fn", endpoint = "deploys/list", protocol = Json)]
pub async fn list_deployments(project: String, asked: Asked) -> Result<DeploymentList, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Viewer)?;
    let base_url = crate::server::ctx::visitor()?.base_url();
    super::server::view::deployments(&ctx.state, project.id, asked, base_url).await
}

/// One deployment with its history.
#[server(prefix = "/fn", endpoint = "deploys/get", protocol = Json)]
pub async fn get_deployment(project: String, id: String) -> Result<DeploymentPage, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Viewer)?;
    super::server::view::deployment(&ctx.state, project.id, &id).await
}
