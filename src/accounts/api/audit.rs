//! The audit log.

use crate::codec::Json;
use crate::{
    accounts::model::audit::{AuditPage, AuditQuery},
    error::AppError,
};
use leptos::prelude::*;

/// What changed in a project.
#[server(prefix = "/fn", endpoint = "audit/project", protocol = Json)]
pub async fn project_audit(project: String, query: AuditQuery) -> Result<AuditPage, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::audit_log::read(&ctx.state, Some(project.id), &query).await
}

/// What changed anywhere.
#[server(prefix = "/fn", endpoint = "audit/instance", protocol = Json)]
pub async fn instance_audit(query: AuditQuery) -> Result<AuditPage, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::audit_log::read(&ctx.state, None, &query).await
}
