//! The people of a project.

use crate::{access::Role, accounts::model::settings::People, error::AppError};
use leptos::{prelude::*, server_fn::codec::Json};

/// Everybody with a role, and open invitations.
#[server(prefix = "/fn", endpoint = "members/list", input = Json)]
pub async fn project_people(project: String) -> Result<People, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    crate::accounts::server::members::page(&ctx, project.id).await
}

/// Change somebody's role.
#[server(prefix = "/fn", endpoint = "members/set-role")]
pub async fn set_member_role(project: String, user: String, role: Role) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::members::set_role(&ctx.state, project.id, &by, &user, role).await
}

/// Take somebody's role away. Who leaves ends on the start page.
#[server(prefix = "/fn", endpoint = "members/remove")]
pub async fn remove_member(project: String, user: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    crate::accounts::server::members::remove(&ctx.state, project.id, &(&ctx.actor).into(), &user).await?;
    if user == ctx.actor.user_id && !ctx.actor.is_admin {
        leptos_axum::redirect("/");
    }
    Ok(())
}
