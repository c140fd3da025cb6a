//! Changing an entry: where it stands, who sees to it, what it is filed under.

use super::{input, people, sink::TOPIC, store, store::Standing};
use crate::{
    accounts::server::{audit, users::Named},
    error::AppError,
    feedback::model::{Status, TAG_LENGTH, TAGS_MAX, clean_tag},
    server::{clock::Millis, ctx::By, db::Tx, problem::AppResult, state::AppState},
};
use serde_json::{Map, Value, json};

/// A wish to change an entry; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Where the person saw it: what somebody else did in between is not overwritten.
    pub from: Option<Status>,
    pub status: Option<Status>,
    /// The id or the address of a person; nobody.
    pub assignee: Option<Option<String>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
}

impl Change {
    /// Move an entry that is at `from`.
    pub fn of_status(from: Status, to: Status) -> Self {
        Self { from: Some(from), status: Some(to), ..Self::default() }
    }
}

/// How an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    pub id: String,
    pub status: Status,
    pub assignee: Option<Named>,
    pub tags: Vec<String>,
}

/// A [`Change`] whose words are understood.
pub(super) struct Wanted {
    from: Option<Status>,
    pub status: Option<Status>,
    pub assignee: Option<Option<Named>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
}

/// Change an entry. What it is already is no change and no error.
///
/// # Errors
/// `Conflict` when it is no longer where the person saw it, `Invalid` for a
/// status it may not have from here, somebody who does not triage here and
/// what is no tag, `NotFound`.
pub async fn triage(
    state: &AppState,
    by: &By,
    project_id: i64,
    id: &str,
    change: Change,
) -> AppResult<Triage> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let wanted = understood(state, project_id, change).await?;
    let mut tx = state.db.begin_write().await?;
    let (triage, changed) = apply(state, &mut tx, by, project_id, &id, &wanted).await?;
    if changed {
        tx.commit().await?;
        state.hub.publish(project_id, TOPIC);
    } else {
        drop(tx);
    }
    let (status, assignee_id, tags) = triage;
    Ok(Triage { id, status, assignee: people::one(state, assignee_id.as_deref()).await?, tags })
}

pub(super) async fn understood(state: &AppState, project_id: i64, change: Change) -> AppResult<Wanted> {
    let assignee = match change.assignee {
        Some(Some(who)) => Some(Some(people::triager(state, project_id, &who).await?)),
        Some(None) => Some(None),
        None => None,
    };
    Ok(Wanted {
        from: change.from,
        status: change.status,
        assignee,
        add_tags: clean_tags("add_tags", &change.add_tags)?,
        remove_tags: clean_tags("remove_tags", &change.remove_tags)?,
    })
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        let same = self.status.is_none() && self.assignee.is_none();
        same && self.add_tags.is_empty() && self.remove_tags.is_empty()
    }
}

/// Each once, as they are stored.
fn clean_tags(field: &str, texts: &[String]) -> AppResult<Vec<String>> {
    let refuse = || {
        AppError::invalid(
            field,
            format!("A tag has 1 to {TAG_LENGTH} characters, a letter or digit among them and no comma"),
        )
    };
    let mut tags =
        texts.iter().map(|text| clean_tag(text).ok_or_else(refuse)).collect::<AppResult<Vec<_>>>()?;
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

/// Status, assignee and tags.
type Now = (Status, Option<String>, Vec<String>);

/// Change one entry in a transaction; how it stands then, and whether it stood otherwise before.
async fn apply(
    state: &AppState,
    tx: &mut Tx,
    by: &By,
    project_id: i64,
    id: &str,
    wanted: &Wanted,
) -> AppResult<(Now, bool)> {
    let before = store::lock(tx, project_id, id).await?.ok_or(AppError::NotFound)?;
    let tags = store::tags_of_locked(tx, &[id]).await?.remove(id).unwrap_or_default();
    let plan = plan(&before, tags, wanted)?;
    let now = (plan.status, plan.assignee_id.clone(), plan.tags.clone());
    if plan.changes_nothing(&before) {
        return Ok((now, false));
    }
    let at = state.clock.now();
    let step = plan.step(state, (id, &before), at, by, None);
    let detail = detail(&step, wanted);
    store::change(tx, project_id, &[step]).await?;
    let action = "feedback.triage";
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: id, detail };
    audit::record(tx, entry).await?;
    Ok((now, true))
}

/// What an entry becomes.
pub(super) struct Plan {
    pub status: Status,
    pub assignee_id: Option<String>,
    /// All it has then.
    pub tags: Vec<String>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

impl Plan {
    pub fn changes_nothing(&self, before: &Standing) -> bool {
        let stays = self.status == before.status && self.assignee_id == before.assignee_id;
        stays && self.added.is_empty() && self.removed.is_empty()
    }

    /// The same as the store takes it.
    pub fn step<'a>(
        &'a self,
        state: &AppState,
        (feedback_id, before): (&'a str, &'a Standing),
        at: Millis,
        by: &'a By,
        batch_id: Option<&'a str>,
    ) -> store::Step<'a> {
        store::Step {
            id: state.clock.new_id(),
            feedback_id,
            before,
            status: self.status,
            assignee_id: self.assignee_id.as_deref(),
            tags_added: self.added.clone(),
            tags_removed: self.removed.clone(),
            at,
            by,
            batch_id,
        }
    }
}

/// What the wish makes of an entry that stands so.
pub(super) fn plan(before: &Standing, tags: Vec<String>, wanted: &Wanted) -> AppResult<Plan> {
    let status = next_status(before, wanted)?;
    let assignee_id = match &wanted.assignee {
        Some(person) => person.as_ref().map(|person| person.id.clone()),
        None => before.assignee_id.clone(),
    };
    let (tags, added, removed) = refiled(tags, wanted)?;
    Ok(Plan { status, assignee_id, tags, added, removed })
}

/// The tags after the change, those that came and those that went.
fn refiled(mut tags: Vec<String>, wanted: &Wanted) -> AppResult<(Vec<String>, Vec<String>, Vec<String>)> {
    let removed: Vec<_> = wanted.remove_tags.iter().filter(|tag| tags.contains(tag)).cloned().collect();
    let added: Vec<_> = wanted.add_tags.iter().filter(|tag| !tags.contains(tag)).cloned().collect();
    tags.retain(|tag| !removed.contains(tag));
    tags.extend(added.iter().cloned());
    tags.sort_unstable();
    if tags.len() > TAGS_MAX {
        return Err(AppError::invalid("add_tags", format!("An entry has at most {TAGS_MAX} tags")));
    }
    Ok((tags, added, removed))
}

/// Where it goes, if it may.
fn next_status(before: &Standing, wanted: &Wanted) -> AppResult<Status> {
    let now = before.status;
    let Some(to) = wanted.status.filter(|to| *to != now) else { return Ok(now) };
    if wanted.from.is_some_and(|from| from != now) {
        let name = now.label().to_lowercase();
        let message = format!("Somebody else moved this entry; it is {name} now. Nothing was changed.");
        return Err(AppError::conflict(message));
    }
    if now == Status::Duplicate {
        return Err(AppError::invalid(
            "status",
            "It is a duplicate: un-merge it first, or change what stands for it",
        ));
    }
    if !now.may_become(to) {
        let allowed: Vec<_> = now.next().map(Status::as_str).collect();
        return Err(AppError::not_one_of("status", &allowed));
    }
    Ok(to)
}

/// What the audit log says about it.
fn detail(step: &store::Step<'_>, wanted: &Wanted) -> Value {
    let mut detail = Map::new();
    if step.before.status != step.status {
        detail.insert("status".into(), json!({ "from": step.before.status, "to": step.status }));
    }
    if step.before.assignee_id.as_deref() != step.assignee_id {
        let email = wanted.assignee.iter().flatten().next().map(|person| &person.email);
        detail.insert("assignee".into(), json!(email));
    }
    note_tags(&mut detail, &step.tags_added, &step.tags_removed);
    detail.into()
}

/// The tags of a change in the audit log, where there are any.
pub(super) fn note_tags(detail: &mut Map<String, Value>, added: &[String], removed: &[String]) {
    for (name, tags) in [("tags_added", added), ("tags_removed", removed)] {
        if !tags.is_empty() {
            detail.insert(name.into(), json!(tags));
        }
    }
}
