//! Who is signed in.

use crate::{accounts::model::Identity, error::AppError};
use leptos::{prelude::*, server_fn::codec::Json};

/// Who is signed in: what the console's frame is drawn from.
#[server(prefix = "/fn", endpoint = "account/me", input = Json)]
pub async fn me() -> Result<Identity, AppError> {
    let actor = crate::server::ctx::ctx()?.actor;
    Ok(Identity { email: actor.email, name: actor.name, is_admin: actor.is_admin, projects: actor.projects })
}
