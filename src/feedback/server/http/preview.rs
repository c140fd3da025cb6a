//! `/app/{project}/preview`: a sample page that carries the real script, for a frame in the settings
//! of the widget. It only reads, and is shown to members of the project and in no other site's frame.

use super::page::{html, links};
use crate::{
    access::Role,
    accounts::server as accounts,
    error::AppError,
    feedback::{
        model::Snippet,
        pages::preview::{PreviewPage, PreviewPageProps},
    },
    server::{ctx::Ctx, problem::AppResult, security::content_security_policy},
};
use axum::{
    extract::{Path, Query},
    http::{header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;
use std::collections::HashMap;

/// The page with the attributes its address names.
pub async fn page(ctx: Ctx, Path(slug): Path<String>, parts: Parts) -> AppResult<Response> {
    let access = ctx.project(&slug, Role::Viewer)?;
    let project = accounts::project_by_id(&ctx.state, access.id).await?.ok_or(AppError::NotFound)?;
    let said: HashMap<String, String> =
        Query::try_from_uri(&parts.uri).map(|Query(said)| said).unwrap_or_default();
    let snippet = Snippet::read(|name| said.get(name).cloned());
    let links = links(&ctx.state);
    let policy = content_security_policy(&links.nonce, "'self'");
    let key = project.public_key.clone();
    let html = html(|| PreviewPage(PreviewPageProps { snippet, key, links }).into_any());
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}
