//! The people of a project.

use crate::codec::Json;
use crate::{access::Role, accounts::model::settings::People, error::AppError};
use leptos::prelude::*;

/// Everybody with a role, and open invitations.
#[server(prefix = "/fn", endpoint = "members/list", protocol = Json)]
pub async fn project_people(project: String) -> Result<People, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    crate::accounts::server::members::page(&crate::server::ctx::visitor()?, &ctx, project.id).await
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

/// A link into the project for an address, known here or not; the whole link, which is shown once.
#[server(prefix = "/fn", endpoint = "members/invite")]
pub async fn invite_member(project: String, email: String, role: Role) -> Result<String, AppError> {
    use crate::accounts::server::{entrance, links, members};
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    let invite = links::Invite { email, into: Some((project.id, role)), is_admin: false };
    let path = links::invite(&ctx.state, &(&ctx.actor).into(), invite).await?;
    entrance::shown_once(members::SHOWN, &path)
}

/// Make an invitation's link useless.
#[server(prefix = "/fn", endpoint = "members/withdraw")]
pub async fn withdraw_invitation(project: String, invitation: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, Role::Maintainer)?;
    let by = (&ctx.actor).into();
    crate::accounts::server::links::withdraw(&ctx.state, Some(project.id), &by, &invitation).await
}
