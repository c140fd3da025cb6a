//! What to paste, and whether it works.

use crate::codec::Json;
use crate::{accounts::model::settings::Start, error::AppError};
use leptos::prelude::*;

/// Address and key of a project, and the newest thing its product reported.
#[server(prefix = "/fn", endpoint = "project/start", protocol = Json)]
pub async fn project_start(project: String) -> Result<Start, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Viewer)?;
    crate::accounts::server::start::look(&crate::server::ctx::visitor()?, project.id).await
}
