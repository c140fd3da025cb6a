//! Server functions of feedback.

use super::model::{EntryPage, Inbox, Status};
use crate::codec::Json;
use crate::error::AppError;
use leptos::prelude::*;

/// A page of the inbox, by the names and values of its address.
#[server(prefix = "/fn", endpoint = "feedback/inbox", protocol = Json)]
pub async fn get_inbox(project: String, asked: Vec<(String, String)>) -> Result<Inbox, AppError> {
    super::server::inbox::list(&crate::server::ctx::ctx()?, &project, asked).await
}

/// One entry with its files, its history and what is like it.
#[server(prefix = "/fn", endpoint = "feedback/entry", protocol = Json)]
pub async fn get_entry(project: String, id: String) -> Result<EntryPage, AppError> {
    super::server::inbox::entry(&crate::server::ctx::ctx()?, &project, &id).await
}

/// Move an entry along the workflow; `from` is where the person saw it. Returns where it is now.
#[server(prefix = "/fn", endpoint = "feedback/triage")]
pub async fn triage_entry(project: String, id: String, from: Status, to: Status) -> Result<Status, AppError> {
    use super::server::{Change, set_status};
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Member)?;
    set_status(&ctx.state, &(&ctx.actor).into(), project.id, Change { id, from, to }).await?;
    Ok(to)
}
