//! Moving an entry along the workflow.

use super::{input, sink::TOPIC, store};
use crate::{
    accounts::server::audit,
    error::AppError,
    feedback::model::{Status, Triage},
    server::{ctx::By, problem::AppResult, state::AppState},
};
use serde_json::json;

/// A wish to move one entry.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: String,
    /// Where the person saw it.
    pub from: Status,
    pub to: Status,
}

/// How its status changed, newest first.
pub async fn history(state: &AppState, project_id: i64, id: &str) -> AppResult<Vec<Triage>> {
    Ok(store::history(&state.db, project_id, id).await?)
}

/// Move an entry. Where it is already is no change and no error.
///
/// # Errors
/// `Conflict` when it is no longer where the person saw it, `Invalid` when it
/// may not go there from here, `NotFound`.
pub async fn set_status(state: &AppState, by: &By, project_id: i64, change: Change) -> AppResult<()> {
    let Change { id, from, to } = change;
    let id = input::client_id(&id).map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.begin_write().await?;
    let current = store::current(&mut tx, project_id, &id).await?.ok_or(AppError::NotFound)?;
    if current == to {
        return Ok(());
    }
    if current != from {
        return Err(moved_meanwhile(current));
    }
    if !from.may_become(to) {
        let allowed: Vec<_> = from.next().map(Status::as_str).collect();
        return Err(AppError::not_one_of("to", &allowed));
    }
    let at = state.clock.now();
    let step = store::Move { id: state.clock.new_id(), feedback_id: &id, from, to, at, by };
    if !store::move_to(&mut tx, project_id, step).await? {
        return Err(moved_meanwhile(current));
    }
    let detail = json!({ "from": from, "to": to });
    let action = "feedback.triage";
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: &id, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.hub.publish(project_id, TOPIC);
    Ok(())
}

fn moved_meanwhile(now: Status) -> AppError {
    let name = now.label().to_lowercase();
    AppError::conflict(format!("Somebody else moved this entry; it is {name} now. Nothing was changed."))
}
