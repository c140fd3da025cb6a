//! The server function of the overview.

use super::model::Overview;
use crate::codec::Json;
use crate::error::AppError;
use leptos::prelude::*;

/// Everything the page shows.
#[server(prefix = "/fn", endpoint = "overview/read", protocol = Json)]
pub async fn read_overview(project: String) -> Result<Overview, AppError> {
    let project = crate::server::ctx::ctx()?.project(&project, crate::access::Role::Viewer)?;
    super::server::read(&crate::server::ctx::visitor()?, project.id).await
}
