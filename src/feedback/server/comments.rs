//! What is said about an entry, among the team and to whoever sent it.

use super::{input, sink::TOPIC, store, store::Comment};
use crate::{
    accounts::server::audit,
    error::AppError,
    feedback::model::CommentKind,
    server::{ctx::By, problem::AppResult, state::AppState},
};
use serde_json::json;
use widget::model::{CONTENT_MAX, ContentError, validate_content};

/// A comment to be made.
#[derive(Debug, Clone)]
pub struct Said {
    /// Makes a repeat harmless.
    pub id: Option<String>,
    pub kind: CommentKind,
    pub content: String,
}

/// Say something about an entry. The same under the same id is said once.
///
/// # Errors
/// `Invalid` for an empty or too long text, `Conflict` when the id belongs to
/// another comment, `NotFound`.
pub async fn comment(
    state: &AppState,
    by: &By,
    project_id: i64,
    feedback_id: &str,
    said: Said,
) -> AppResult<Comment> {
    let feedback_id = input::client_id(feedback_id).map_err(|_| AppError::NotFound)?;
    let id = match &said.id {
        Some(id) => input::client_id(id)?,
        None => state.clock.new_id(),
    };
    let (kind, at) = (said.kind, state.clock.now());
    let content = text(&said.content)?;
    let mut tx = state.db.begin_write().await?;
    store::lock(&mut tx, project_id, &feedback_id).await?.ok_or(AppError::NotFound)?;
    let new = store::NewComment { id: &id, feedback_id: &feedback_id, kind, content: &content, at, by };
    if !store::insert_comment(&mut tx, new).await? {
        let known = store::comment(&mut tx, &id).await?;
        let same = |known: &Comment| {
            known.feedback_id == feedback_id && known.kind == kind && known.content == content
        };
        let clash = || AppError::conflict("This id was used for another comment.");
        return known.filter(same).ok_or_else(clash);
    }
    let detail = json!({ "kind": kind });
    let action = "feedback.comment";
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: &feedback_id, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.hub.publish(project_id, TOPIC);
    let (actor, actor_id) = (by.name.clone(), by.id.clone());
    Ok(Comment { id, feedback_id, kind, content, at, actor, actor_id })
}

fn text(content: &str) -> AppResult<String> {
    validate_content(content).map_err(|error| match error {
        ContentError::Blank => AppError::invalid("content", "Write a few words first"),
        ContentError::TooLong { .. } => {
            AppError::invalid("content", format!("content must be at most {CONTENT_MAX} characters"))
        }
    })
}
