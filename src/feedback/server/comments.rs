//! What is said about an entry: among the team, to whoever sent it, and by them.

use super::{input, sink::TOPIC, store, store::Comment};
use crate::{
    accounts::server::audit,
    error::AppError,
    feedback::model::CommentKind,
    server::{ctx::By, problem::AppResult, state::AppState},
};
use serde_json::json;
use widget::model::{CONTENT_MAX, ContentError, validate_content};

/// Who holds the link of an entry cannot fill its page without end.
const REPLIES_MAX: i64 = 100;

/// A comment to be made.
#[derive(Debug, Clone)]
pub struct Said {
    /// Makes a repeat harmless.
    pub id: Option<String>,
    pub kind: CommentKind,
    pub content: String,
}

/// Say something about an entry, as one of the team. The same under the same id is said once.
///
/// # Errors
/// `Invalid` for an empty or too long text and for what only the reporter can say, `Conflict` when
/// the id belongs to another comment, `NotFound`.
pub async fn comment(
    state: &AppState,
    by: &By,
    project_id: i64,
    feedback_id: &str,
    said: Said,
) -> AppResult<Comment> {
    if !CommentKind::OF_TEAM.contains(&said.kind) {
        return Err(AppError::not_one_of("kind", &CommentKind::OF_TEAM.map(CommentKind::as_str)));
    }
    let content = text(&said.content)?;
    say(state, by, project_id, feedback_id, Said { content, ..said }).await
}

/// Store what is said. Only what the team does is in the audit log.
pub(super) async fn say(
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
    let (kind, content, at) = (said.kind, said.content, state.clock.now());
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
    if kind == CommentKind::Reply {
        check_number(store::replies(&mut tx, &feedback_id).await?)?;
    } else {
        let (action, detail) = ("feedback.comment", json!({ "kind": kind }));
        let entry =
            audit::Entry { at, by, action, project_id: Some(project_id), target: &feedback_id, detail };
        audit::record(&mut tx, entry).await?;
    }
    tx.commit().await?;
    state.hub.publish(project_id, TOPIC);
    let (actor, actor_id) = (by.name.clone(), by.id.clone());
    Ok(Comment { id, feedback_id, kind, content, at, actor, actor_id })
}

/// The transaction of one too many is not committed.
fn check_number(replies: i64) -> AppResult<()> {
    let refuse = || AppError::invalid("replies", format!("An entry has at most {REPLIES_MAX} replies"));
    if replies > REPLIES_MAX { Err(refuse()) } else { Ok(()) }
}

fn text(content: &str) -> AppResult<String> {
    validate_content(content).map_err(|error| match error {
        ContentError::Blank => AppError::invalid("content", "Write a few words first"),
        ContentError::TooLong { .. } => {
            AppError::invalid("content", format!("content must be at most {CONTENT_MAX} characters"))
        }
    })
}
