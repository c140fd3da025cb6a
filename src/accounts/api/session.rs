//! Getting in and out: sign in and out, the first run, links.

use crate::codec::Json;
use crate::{
    accounts::model::session::{Destination, LinkFacts, LinkKind},
    error::AppError,
};
use leptos::prelude::*;

/// Where the address without a path leads.
#[server(prefix = "/fn", endpoint = "session/home", protocol = Json)]
pub async fn home() -> Result<Destination, AppError> {
    crate::accounts::server::entrance::home(&crate::server::ctx::visitor()?).await
}

/// What the sign-in page has to say: "" when nothing.
#[server(prefix = "/fn", endpoint = "session/warning", protocol = Json)]
pub async fn sign_in_warning() -> Result<String, AppError> {
    Ok(crate::accounts::server::entrance::warning(&crate::server::ctx::visitor()?))
}

/// Sign in and go on to `next`.
#[server(prefix = "/fn", endpoint = "session/sign-in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, join};
    let visitor = crate::server::ctx::visitor()?;
    cookies::set(&join::sign_in(&visitor, &email, &password).await?);
    leptos_axum::redirect(crate::accounts::model::session::local_path(&next));
    Ok(())
}

/// End this session.
#[server(prefix = "/fn", endpoint = "session/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let ctx = crate::server::ctx::ctx()?;
    crate::accounts::server::own::end_session(&ctx, &ctx.actor.session_id).await?;
    crate::accounts::server::cookies::clear();
    leptos_axum::redirect("/login");
    Ok(())
}

/// Whether a setup link is good.
#[server(prefix = "/fn", endpoint = "setup/check", protocol = Json)]
pub async fn check_setup(token: String) -> Result<(), AppError> {
    crate::accounts::server::setup::check(&crate::server::ctx::visitor()?, &token).await
}

/// Make the first admin and the first project, and go on to what to paste.
#[server(prefix = "/fn", endpoint = "setup/complete")]
pub async fn set_up(
    token: String,
    name: String,
    email: String,
    password: String,
    project: String,
    time_zone: String,
) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, setup};
    let first = setup::FirstRun { name, email, password, project, time_zone };
    let (slug, cookie) = setup::complete(&crate::server::ctx::visitor()?, &token, first).await?;
    cookies::set(&cookie);
    leptos_axum::redirect(&format!("/app/{slug}/start"));
    Ok(())
}

/// What a link is about.
#[server(prefix = "/fn", endpoint = "link/look", protocol = Json)]
pub async fn look_at_link(kind: LinkKind, secret: String) -> Result<LinkFacts, AppError> {
    crate::accounts::server::join::look(&crate::server::ctx::visitor()?, kind, &secret).await
}

/// Make the account an invitation is for.
#[server(prefix = "/fn", endpoint = "link/join")]
pub async fn join_by_link(secret: String, name: String, password: String) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, join};
    cookies::set(&join::join(&crate::server::ctx::visitor()?, &secret, name, password).await?);
    leptos_axum::redirect("/");
    Ok(())
}

/// Accept an invitation with the account one is signed in to.
#[server(prefix = "/fn", endpoint = "link/accept")]
pub async fn accept_link(secret: String) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, join};
    cookies::set(&join::accept(&crate::server::ctx::visitor()?, &secret).await?);
    leptos_axum::redirect("/");
    Ok(())
}

/// Choose a new password by link.
#[server(prefix = "/fn", endpoint = "link/choose-password")]
pub async fn choose_password(secret: String, password: String) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, join};
    cookies::set(&join::choose_password(&crate::server::ctx::visitor()?, &secret, &password).await?);
    leptos_axum::redirect("/");
    Ok(())
}

/// Sign in by link.
#[server(prefix = "/fn", endpoint = "link/enter")]
pub async fn enter_by_link(secret: String) -> Result<(), AppError> {
    use crate::accounts::server::{cookies, join};
    cookies::set(&join::enter(&crate::server::ctx::visitor()?, &secret).await?);
    leptos_axum::redirect("/");
    Ok(())
}
