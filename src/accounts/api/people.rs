//! Everybody on the instance, for its admins.

use crate::codec::Json;
use crate::{accounts::model::session::Everybody, error::AppError};
use leptos::prelude::*;

/// Everybody, and open invitations.
#[server(prefix = "/fn", endpoint = "people/list", protocol = Json)]
pub async fn all_people() -> Result<Everybody, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::people::page(&ctx).await
}

/// A link that makes somebody an account; the whole link.
#[server(prefix = "/fn", endpoint = "people/invite")]
pub async fn invite_person(email: String, #[server(default)] is_admin: bool) -> Result<String, AppError> {
    use crate::accounts::server::{entrance, links};
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    let invite = links::Invite { email, into: None, is_admin };
    let path = links::invite(&ctx.state, &(&ctx.actor).into(), invite).await?;
    entrance::shown_once("person", &path)
}

/// Withdraw an invitation.
#[server(prefix = "/fn", endpoint = "people/withdraw")]
pub async fn withdraw_person(invitation: String) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    let by = (&ctx.actor).into();
    crate::accounts::server::links::withdraw(&ctx.state, None, &by, &invitation).await
}

/// A link by which somebody chooses a new password; the whole link.
#[server(prefix = "/fn", endpoint = "people/reset-link")]
pub async fn make_reset_link(email: String) -> Result<String, AppError> {
    use crate::accounts::server::{entrance, links};
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    entrance::shown_once("person", &links::reset(&ctx.state, &(&ctx.actor).into(), &email).await?)
}

/// Disable an account, or enable it again.
#[server(prefix = "/fn", endpoint = "people/set-disabled")]
pub async fn set_person_disabled(user: String, disabled: bool) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::people::set_disabled(&ctx.state, &(&ctx.actor).into(), &user, disabled).await
}

/// Make somebody an instance admin, or not any more.
#[server(prefix = "/fn", endpoint = "people/set-admin")]
pub async fn set_person_admin(user: String, is_admin: bool) -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    ctx.admin()?;
    crate::accounts::server::people::set_admin(&ctx.state, &(&ctx.actor).into(), &user, is_admin).await
}
