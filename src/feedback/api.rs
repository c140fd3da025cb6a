//! Server functions of feedback.

use super::model::{Around, CommentKind, Done, EntryPage, Inbox, Status, Trend, WidgetFacts};
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

/// What came in the last thirty days, and what was deployed meanwhile.
#[server(prefix = "/fn", endpoint = "feedback/trend", protocol = Json)]
pub async fn get_trend(project: String) -> Result<Trend, AppError> {
    let ctx = crate::server::ctx::ctx()?;
    let project = ctx.project(&project, crate::access::Role::Viewer)?;
    super::server::trend(&ctx.state, project.id).await
}

/// Page views and deployments around an entry; none without the entry.
#[server(prefix = "/fn", endpoint = "feedback/around", protocol = Json)]
pub async fn get_around(project: String, id: String) -> Result<Option<Around>, AppError> {
    super::server::around::around(&crate::server::ctx::ctx()?, &project, &id).await
}

/// Change an entry: `from` is where the person saw it and `to` where it goes, `assignee` a person's
/// id or `nobody`. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/triage")]
pub async fn triage_entry(
    project: String,
    id: String,
    from: Option<Status>,
    to: Option<Status>,
    assignee: Option<String>,
    add: Option<String>,
    remove: Option<String>,
) -> Result<String, AppError> {
    let asked = super::server::inbox::Asked { from, to, assignee, add, remove };
    super::server::inbox::change(&crate::server::ctx::ctx()?, &project, &id, asked).await
}

/// Say something about an entry; an `answer` goes to whoever sent it.
#[server(prefix = "/fn", endpoint = "feedback/comment")]
pub async fn comment_entry(
    project: String,
    id: String,
    comment: String,
    kind: CommentKind,
    content: String,
) -> Result<(), AppError> {
    let said = super::server::Said { id: Some(comment), kind, content };
    super::server::inbox::comment(&crate::server::ctx::ctx()?, &project, &id, said).await
}

/// Make an entry a duplicate of another one, which is named by id or number. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/merge")]
pub async fn merge_entry(project: String, id: String, into: String) -> Result<String, AppError> {
    super::server::inbox::merge(&crate::server::ctx::ctx()?, &project, &id, &into).await
}

/// Make a duplicate an entry of its own again. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/unmerge")]
pub async fn unmerge_entry(project: String, id: String) -> Result<String, AppError> {
    super::server::inbox::unmerge(&crate::server::ctx::ctx()?, &project, &id).await
}

/// Change many entries: those of `ids`, with `all` those of `page`. `assignee` is a person's id or
/// `nobody`, `tagging` whether `tag` is added (`add`) or removed (`remove`).
#[server(prefix = "/fn", endpoint = "feedback/batch")]
pub async fn batch_entries(
    project: String,
    #[server(default)] ids: Vec<String>,
    all: Option<bool>,
    #[server(default)] page: Vec<String>,
    to: Option<Status>,
    assignee: Option<String>,
    tag: Option<String>,
    tagging: Option<String>,
) -> Result<Done, AppError> {
    let asked = super::server::bulk::Asked { ids, all, page, to, assignee, tag, tagging };
    super::server::bulk::change(&crate::server::ctx::ctx()?, &project, asked).await
}

/// Take a change of many entries back.
#[server(prefix = "/fn", endpoint = "feedback/undo")]
pub async fn undo_batch(project: String, batch: String) -> Result<Done, AppError> {
    super::server::bulk::undo(&crate::server::ctx::ctx()?, &project, &batch).await
}

/// Keep filters, each as `name=value`, under a name: alone, or `shared` with everybody in the
/// project. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/save-view")]
pub async fn save_view(
    project: String,
    name: String,
    #[server(default)] filters: Vec<String>,
    shared: Option<bool>,
) -> Result<String, AppError> {
    let new = super::server::views::NewView { name, filters, shared: shared == Some(true) };
    super::server::views::save(&crate::server::ctx::ctx()?, &project, new).await
}

/// Give a view another name, share it or take it back. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/change-view")]
pub async fn change_view(
    project: String,
    view: String,
    name: String,
    shared: Option<bool>,
) -> Result<String, AppError> {
    let shared = shared == Some(true);
    super::server::views::change(&crate::server::ctx::ctx()?, &project, &view, &name, shared).await
}

/// Delete a view. Returns what was done, in words.
#[server(prefix = "/fn", endpoint = "feedback/delete-view")]
pub async fn delete_view(project: String, view: String) -> Result<String, AppError> {
    super::server::views::delete(&crate::server::ctx::ctx()?, &project, &view).await
}

/// What the settings of the widget are made of.
#[server(prefix = "/fn", endpoint = "feedback/widget", protocol = Json)]
pub async fn get_widget(project: String) -> Result<WidgetFacts, AppError> {
    let visitor = crate::server::ctx::visitor()?;
    super::server::embed::facts(&crate::server::ctx::ctx()?, &visitor, &project).await
}
