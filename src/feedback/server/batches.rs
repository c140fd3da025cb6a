//! Changing many entries by one wish, and taking that back.

use super::{
    Change, input, people,
    sink::TOPIC,
    store::{self, Standing, Step, Triaged},
    triage::{Plan, Wanted, note_tags, plan, understood},
};
use crate::{
    accounts::server::{audit, users::Named},
    error::AppError,
    feedback::model::{Other, Status},
    server::{
        ctx::By,
        db::{DbError, Tx},
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// Entries of one batch.
pub const BATCH_MAX: usize = 500;
/// Ids and numbers that a refusal names.
const NAMED: usize = 20;

/// What a batch did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// What takes it back; none when nothing changed.
    pub id: Option<String>,
    /// In the order of their ids.
    pub changed: Vec<Changed>,
    /// Entries that were so already or, of a batch that takes another one back,
    /// were changed since.
    pub unchanged: Vec<Other>,
}

/// An entry as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub entry: Other,
    pub status: Status,
    pub assignee: Option<Named>,
    pub tags: Vec<String>,
}

/// The entries of a batch while they are held.
struct Held {
    standing: BTreeMap<String, Standing>,
    tags: HashMap<String, Vec<String>>,
}

/// Change up to [`BATCH_MAX`] entries alike: all of them or none.
///
/// # Errors
/// `Invalid` naming the ids that the project does not have, the numbers of the
/// entries that cannot be changed so, or what [`super::triage`] would refuse.
pub async fn batch(
    state: &AppState,
    by: &By,
    project_id: i64,
    ids: &[String],
    change: Change,
) -> AppResult<Batch> {
    let ids = clean(ids)?;
    let wanted = understood(state, project_id, change).await?;
    if wanted.is_empty() {
        return Err(AppError::invalid("status", "Say what to change: status, assignee or tags"));
    }
    let mut tx = state.db.begin_write().await?;
    let held = hold(&mut tx, project_id, &ids).await?;
    let missing: Vec<&str> =
        ids.iter().filter(|id| !held.standing.contains_key(*id)).map(String::as_str).collect();
    if !missing.is_empty() {
        return Err(AppError::invalid("ids", format!("This project has no entry {}", list(&missing, NAMED))));
    }
    let plans = plans(&held, &wanted)?;
    let detail = detail(&wanted);
    write(state, tx, by, project_id, (held, plans), (None, detail)).await
}

/// Take a batch back, as a batch of its own. Entries that were changed since are left alone.
///
/// # Errors
/// `Conflict` when it was taken back already, `NotFound`.
pub async fn undo(state: &AppState, by: &By, project_id: i64, id: &str) -> AppResult<Batch> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.begin_write().await?;
    let done = store::batch(&mut tx, project_id, &id).await?;
    if done.is_empty() {
        return Err(AppError::NotFound);
    }
    let ids: Vec<String> = done.iter().map(|(id, _)| id.clone()).collect();
    let held = hold(&mut tx, project_id, &ids).await?;
    // Only now nobody else can be about to do the same.
    if store::is_undone(&mut tx, &id).await? {
        return Err(undone());
    }
    let keys: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut last: HashMap<String, i64> = HashMap::new();
    for (id, at) in store::changes(&mut tx, &keys).await? {
        let newest = last.entry(id).or_insert(at);
        *newest = at.max(*newest);
    }
    let plan = |(id, row): (String, Triaged)| {
        let untouched = last.get(&id).is_some_and(|at| *at == row.at);
        let plan = untouched.then(|| restored(&held, &id, row)).flatten();
        (id, plan)
    };
    let plans = done.into_iter().map(plan).collect();
    write(state, tx, by, project_id, (held, plans), (Some(&id), json!({ "undoes": id }))).await
}

fn undone() -> AppError {
    AppError::conflict("This was undone already.")
}

/// Each id once, in the order in which they are held.
fn clean(ids: &[String]) -> AppResult<Vec<String>> {
    let wrong: Vec<&str> =
        ids.iter().filter(|id| input::client_id(id).is_err()).map(String::as_str).collect();
    if !wrong.is_empty() {
        return Err(AppError::invalid("ids", format!("This is no id of an entry: {}", list(&wrong, NAMED))));
    }
    let mut ids: Vec<String> = ids.iter().filter_map(|id| input::client_id(id).ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > BATCH_MAX {
        return Err(AppError::invalid("ids", format!("Choose 1 to {BATCH_MAX} entries")));
    }
    Ok(ids)
}

/// Names in a sentence: those that have room, and how many more there are.
pub(super) fn list(names: &[&str], most: usize) -> String {
    match names.split_at_checked(most) {
        Some((first, more)) if !more.is_empty() => format!("{} and {} more", first.join(", "), more.len()),
        _ => names.join(", "),
    }
}

/// Numbers in a sentence, as people say them: `#1, #2 and 3 more`.
pub(super) fn numbers(numbers: impl Iterator<Item = i64>, most: usize) -> String {
    let names: Vec<String> = numbers.map(|number| format!("#{number}")).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>(), most)
}

async fn hold(tx: &mut Tx, project_id: i64, ids: &[String]) -> AppResult<Held> {
    let keys: Vec<&str> = ids.iter().map(String::as_str).collect();
    let standing = store::lock_all(tx, project_id, &keys).await?;
    let keys: Vec<&str> = standing.keys().map(String::as_str).collect();
    let tags = store::tags_of_locked(tx, &keys).await?;
    Ok(Held { standing, tags })
}

impl Held {
    fn tags(&self, id: &str) -> Vec<String> {
        self.tags.get(id).cloned().unwrap_or_default()
    }
}

/// An entry and what becomes of it; none when nothing does.
type Plans = Vec<(String, Option<Plan>)>;

/// What the wish makes of each; when it cannot be for some, those are named.
fn plans(held: &Held, wanted: &Wanted) -> AppResult<Plans> {
    let (mut plans, mut refused, mut why) = (Vec::new(), Vec::new(), None);
    for (id, before) in &held.standing {
        match plan(before, held.tags(id), wanted) {
            Ok(plan) => plans.push((id.clone(), (!plan.changes_nothing(before)).then_some(plan))),
            Err(error) => {
                refused.push(before.number);
                why.get_or_insert(error);
            }
        }
    }
    let Some(why) = why else { return Ok(plans) };
    refused.sort_unstable();
    let names = numbers(refused.into_iter(), NAMED);
    let AppError::Invalid { field, message, allowed } = why else { return Err(why) };
    let message = format!("Nothing was changed, because of {names}: {message}");
    Err(AppError::Invalid { field, message, allowed })
}

/// The entry as it was before the row, if it still is as the row left it.
fn restored(held: &Held, id: &str, row: Triaged) -> Option<Plan> {
    let (now, tags) = (held.standing.get(id)?, held.tags(id));
    let as_left = now.status == row.status.1
        && now.assignee_id == row.assignee.1
        && row.tags_added.iter().all(|tag| tags.contains(tag))
        && !row.tags_removed.iter().any(|tag| tags.contains(tag));
    as_left.then_some(Plan {
        status: row.status.0,
        assignee_id: row.assignee.0,
        tags: Vec::new(),
        added: row.tags_removed,
        removed: row.tags_added,
    })
}

/// Do what is planned and say what was before. Nothing is written when nothing changes.
async fn write(
    state: &AppState,
    mut tx: Tx,
    by: &By,
    project_id: i64,
    (held, plans): (Held, Plans),
    (undoes, mut detail): (Option<&str>, Value),
) -> AppResult<Batch> {
    let (at, id) = (state.clock.now(), state.clock.new_id());
    let (mut steps, mut unchanged): (Vec<Step<'_>>, Vec<Other>) = (Vec::new(), Vec::new());
    for (entry, plan) in &plans {
        let Some((entry, before)) = held.standing.get_key_value(entry) else { continue };
        match plan {
            Some(plan) => steps.push(plan.step(state, (entry, before), at, by, Some(&id))),
            None => unchanged.push(Other { id: entry.clone(), number: before.number }),
        }
    }
    if steps.is_empty() {
        return Ok(Batch { unchanged, ..Batch::default() });
    }
    store::insert_batch(&mut tx, &id, project_id, undoes, at, by).await.map_err(|error| match error {
        DbError::Conflict => undone(),
        other => other.into(),
    })?;
    store::change(&mut tx, project_id, &steps).await?;
    let mut numbers: Vec<i64> = steps.iter().map(|step| step.before.number).collect();
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(|number| format!("#{number}")).collect();
    detail["entries"] = json!(numbers);
    let action = if undoes.is_some() { "feedback.undo" } else { "feedback.batch" };
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: &id, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.hub.publish(project_id, TOPIC);
    let changed = told(state, &held, &steps).await?;
    Ok(Batch { id: Some(id), changed, unchanged })
}

async fn told(state: &AppState, held: &Held, steps: &[Step<'_>]) -> AppResult<Vec<Changed>> {
    let named = people::named(state, steps.iter().map(|step| step.before.assignee_id.as_deref())).await?;
    let changed = |step: &Step<'_>| Changed {
        entry: Other { id: step.feedback_id.to_owned(), number: step.before.number },
        status: step.before.status,
        assignee: step.before.assignee_id.as_deref().and_then(|id| named.get(id)).cloned(),
        tags: held.tags(step.feedback_id),
    };
    Ok(steps.iter().map(changed).collect())
}

/// What the audit log says was wanted.
fn detail(wanted: &Wanted) -> Value {
    let mut detail = Map::new();
    if let Some(status) = wanted.status {
        detail.insert("status".into(), json!(status));
    }
    if let Some(person) = &wanted.assignee {
        detail.insert("assignee".into(), json!(person.as_ref().map(|person| &person.email)));
    }
    note_tags(&mut detail, &wanted.add_tags, &wanted.remove_tags);
    detail.into()
}
