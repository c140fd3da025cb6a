//! What the settings of the widget need to know.

use crate::{
    access::Role,
    accounts::server as accounts,
    deploys::server::environments,
    error::AppError,
    feedback::model::WidgetFacts,
    server::{
        ctx::{Ctx, Visitor},
        problem::AppResult,
    },
};

/// Address, key and environments of a project.
///
/// # Errors
/// `Forbidden` for anybody but its maintainers.
pub async fn facts(ctx: &Ctx, visitor: &Visitor, slug: &str) -> AppResult<WidgetFacts> {
    let access = ctx.project(slug, Role::Maintainer)?;
    let project = accounts::project_by_id(&ctx.state, access.id).await?.ok_or(AppError::NotFound)?;
    let environments = environments::list(&ctx.state, access.id).await?;
    Ok(WidgetFacts {
        base: visitor.base_url(),
        public_key: project.public_key.clone(),
        environments: environments.iter().map(|environment| environment.name.clone()).collect(),
    })
}
