//! The API tokens of a project.

use crate::codec::Json;
use crate::{access::Scope, accounts::model::settings::Tokens, error::AppError};
use leptos::prelude::*;

/// Every token that is not revoked, without its text.
#[server(prefix = "/fn", endpoint = "tokens/list", protocol = Json)]
pub async fn project_tokens(project: String) -> Result<Tokens, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::tokens::page(&crate::server::ctx::visitor()?, project.id).await
}

/// Make a token; its text, which nothing can show again.
#[server(prefix = "/fn", endpoint = "tokens/create")]
pub async fn create_token(
    project: String,
    name: String,
    expires: String,
    #[server(default)] scopes: Vec<Scope>,
) -> Result<String, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    let visitor = crate::server::ctx::visitor()?;
    crate::accounts::server::tokens::create_shown(&visitor, &ctx, project.id, name, scopes, &expires).await
}

/// End a token.
#[server(prefix = "/fn", endpoint = "tokens/revoke")]
pub async fn revoke_token(project: String, token: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Maintainer)?;
    crate::accounts::server::tokens::revoke(&ctx.state, project.id, &(&ctx.actor).into(), &token).await
}
