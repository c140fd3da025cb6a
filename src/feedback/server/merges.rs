//! Merging entries that say the same, and taking that back.

use super::{
    family::{Family, Refusal},
    input,
    sink::TOPIC,
    store,
};
use crate::{
    accounts::server::audit,
    error::AppError,
    feedback::model::{Other, Status},
    server::{ctx::By, db::Tx, problem::AppResult, state::AppState},
};
use serde_json::{Value, json};
use std::collections::HashMap;

/// How an entry stands after a merge or after the end of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub id: String,
    pub status: Status,
    pub duplicate_of: Option<Other>,
    /// What had been merged into it and went along.
    pub along: Vec<Other>,
}

/// Make an entry a duplicate of another one, which `into` names by id or number.
/// Of a duplicate, what stands for it. What is merged so already stays.
///
/// # Errors
/// `Invalid` without such another entry, `Conflict` when `id` itself stands for
/// it or one of both is spam, `NotFound`.
pub async fn merge(state: &AppState, by: &By, project_id: i64, id: &str, into: &str) -> AppResult<Merged> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.begin_write().await?;
    let into = named(&mut tx, project_id, into).await?;
    let before = store::family(&mut tx, &[id.clone(), into.clone()]).await?;
    of_project(&before, project_id, &id).ok_or(AppError::NotFound)?;
    of_project(&before, project_id, &into).ok_or_else(no_such_entry)?;
    let mut after = before.clone();
    after.merge(&id, &into).map_err(refused)?;
    let merged = told(&after, &id)?;
    let detail = json!({ "into": merged.duplicate_of.as_ref().map(|other| other.number) });
    save(state, tx, by, (&before, &after), ("feedback.merge", &id, detail)).await?;
    Ok(merged)
}

/// Make a duplicate an entry of its own again. What was merged into it leaves
/// with it. One that is no duplicate stays as it is.
///
/// # Errors
/// `NotFound`.
pub async fn unmerge(state: &AppState, by: &By, project_id: i64, id: &str) -> AppResult<Merged> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.begin_write().await?;
    let before = store::family(&mut tx, std::slice::from_ref(&id)).await?;
    of_project(&before, project_id, &id).ok_or(AppError::NotFound)?;
    let from = before.get(before.root(&id)).map(|kin| kin.number);
    let mut after = before.clone();
    after.unmerge(&id);
    let merged = told(&after, &id)?;
    let detail = json!({ "from": from });
    save(state, tx, by, (&before, &after), ("feedback.unmerge", &id, detail)).await?;
    Ok(merged)
}

/// The entries that others stand for, by those that do.
pub async fn duplicates(state: &AppState, ids: &[&str]) -> AppResult<HashMap<String, Vec<Other>>> {
    Ok(store::duplicates(&state.db, ids).await?)
}

/// Write what changed, with who did it; nothing when nothing did.
async fn save(
    state: &AppState,
    mut tx: Tx,
    by: &By,
    (before, after): (&Family, &Family),
    (action, target, detail): (&'static str, &str, Value),
) -> AppResult<()> {
    let Some(kin) = before.get(target).filter(|_| before != after) else { return Ok(()) };
    let (project_id, at) = (kin.project_id, state.clock.now());
    let counts = store::save_family(&mut tx, before, after, at, by).await?;
    store::tally(&mut tx, &counts).await?;
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.hub.publish(project_id, TOPIC);
    Ok(())
}

/// The id of the entry that is meant.
async fn named(tx: &mut Tx, project_id: i64, text: &str) -> AppResult<String> {
    let text = text.trim();
    match text.strip_prefix('#').unwrap_or(text).parse::<i64>() {
        Ok(number) => store::numbered(tx, project_id, number).await?.ok_or_else(no_such_entry),
        Err(_) => input::client_id(text).map_err(|_| no_such_entry()),
    }
}

fn of_project(family: &Family, project_id: i64, id: &str) -> Option<()> {
    family.get(id).filter(|kin| kin.project_id == project_id).map(drop)
}

fn told(family: &Family, id: &str) -> AppResult<Merged> {
    let other = |id: &str| family.get(id).map(|kin| Other { id: kin.id.clone(), number: kin.number });
    let kin = family.get(id).ok_or(AppError::NotFound)?;
    let mut along: Vec<_> = family.below(id).iter().filter_map(|id| other(id)).collect();
    along.sort_unstable_by_key(|other| other.number);
    let duplicate_of = kin.canonical_id.as_deref().and_then(other);
    Ok(Merged { id: kin.id.clone(), status: kin.status, duplicate_of, along })
}

fn no_such_entry() -> AppError {
    AppError::invalid("into", "into must be the id or the number of another entry of this project")
}

fn refused(refusal: Refusal) -> AppError {
    AppError::conflict(match refusal {
        Refusal::Itself => "An entry cannot be merged into itself or into its own duplicate.",
        Refusal::Spam => "Spam is merged with nothing. Say first that it is not spam.",
    })
}
