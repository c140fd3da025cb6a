//! What the law lets a person ask for: everything they sent, or that it is gone.

use super::{
    input, purge,
    sink::TOPIC,
    store::{self, Position},
};
use crate::{
    accounts::server::audit,
    error::AppError,
    feedback::model::Entry,
    server::{ctx::By, problem::AppResult, state::AppState},
};
use serde_json::json;

/// Entries deleted in one transaction: others wait to write meanwhile.
const BATCH: usize = 100;

/// At most `limit` of the entries of a person, newest first, spam too, and the
/// place after them if there are more.
///
/// # Errors
/// `Invalid` when `after` is none of their entries.
pub async fn entries_of(
    state: &AppState,
    project_id: i64,
    subject: &str,
    after: Option<&Position>,
    limit: usize,
) -> AppResult<(Vec<Entry>, Option<Position>)> {
    let ids = store::of_subject(&state.db, project_id, subject).await?;
    let start = match after {
        Some(after) => 1 + ids.iter().position(|id| *id == after.id).ok_or_else(unknown_cursor)?,
        None => 0,
    };
    let page = &ids[start..ids.len().min(start + limit)];
    let mut entries = Vec::with_capacity(page.len());
    for id in page {
        // One may be deleted in between.
        match super::get(state, project_id, id).await {
            Err(AppError::NotFound) => {}
            entry => entries.push(entry?),
        }
    }
    let more = start + page.len() < ids.len();
    let next = entries.last().filter(|_| more).map(Position::from);
    Ok((entries, next))
}

fn unknown_cursor() -> AppError {
    AppError::invalid("cursor", "cursor must be the value of next from this list")
}

/// Delete everything a person sent, with files, address, history and what search
/// knows of it; how many entries there were. What comes in meanwhile is deleted too.
pub async fn erase(state: &AppState, by: &By, project_id: i64, subject: &str) -> AppResult<u64> {
    let mut erased = 0;
    loop {
        let ids = store::of_subject(&state.db, project_id, subject).await?;
        if ids.is_empty() {
            break;
        }
        for batch in ids.chunks(BATCH) {
            erased += erase_batch(state, by, project_id, batch).await?;
        }
    }
    if erased > 0 {
        state.hub.publish(project_id, TOPIC);
    }
    Ok(erased)
}

/// The audit entry says how many and not whose: it must not outlive what it is about.
async fn erase_batch(state: &AppState, by: &By, project_id: i64, ids: &[String]) -> AppResult<u64> {
    let mut tx = state.db.begin_write().await?;
    let at = state.clock.now();
    let gone = purge::purge(&mut tx, ids, at, by, |_| true).await?.len() as u64;
    let (action, detail) = ("feedback.erase", json!({ "entries": gone }));
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: "", detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Who is meant, as an address of the API names them.
///
/// # Errors
/// `Invalid` when it is blank or longer than an id or an address can be.
pub fn subject(text: &str) -> AppResult<&str> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > input::SUBJECT_MAX {
        return Err(AppError::invalid("subject", "subject must be a user_id or an e-mail address"));
    }
    Ok(text)
}
