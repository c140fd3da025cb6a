//! Changes of entries by the team, and the history of them.

use super::{
    counts::{Tally, tally},
    kind, status, tags,
};
use crate::{
    args,
    feedback::model::{FeedbackType, Status},
    server::{
        clock::{Clock, Millis},
        ctx::By,
        db::{Args, Bulk, Db, DbError, Tx},
    },
};
use std::collections::BTreeMap;

/// What a change of an entry starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub number: i64,
    pub status: Status,
    pub assignee_id: Option<String>,
    pub feedback_type: FeedbackType,
    pub created_at: Millis,
}

/// One change of one entry. What stays is equal before and after.
#[derive(Debug)]
pub struct Step<'a> {
    /// Of the history row.
    pub id: String,
    pub feedback_id: &'a str,
    pub before: &'a Standing,
    pub status: Status,
    pub assignee_id: Option<&'a str>,
    pub tags_added: Vec<String>,
    pub tags_removed: Vec<String>,
    pub at: Millis,
    pub by: &'a By,
    /// The change of many that it is part of.
    pub batch_id: Option<&'a str>,
}

/// A row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triaged {
    pub id: String,
    pub at: Millis,
    pub actor: String,
    pub actor_id: Option<String>,
    pub status: (Status, Status),
    pub assignee: (Option<String>, Option<String>),
    pub tags_added: Vec<String>,
    pub tags_removed: Vec<String>,
}

const LOCK: &str = "select id, project_id, number, status, assignee_id, feedback_type, created_at from feedback \
     where id in (";
/// PostgreSQL needs the lock so that two changes see each other; on SQLite the
/// transaction already has the only write connection. In one order, so that two
/// writers never wait for each other.
const HELD: &str = ") order by id for update";
const UPDATE: &str = "update feedback set status = $1, assignee_id = $2, updated_at = $3 \
     where project_id = $4 and id = $5";
const INSERT: Bulk = (
    "insert into feedback_triage (id, feedback_id, from_status, to_status, from_assignee, \
     to_assignee, tags_added, tags_removed, at, actor, actor_id, batch_id)",
    12,
    "",
);
const HISTORY: &str = "select t.id, t.from_status, t.to_status, t.from_assignee, t.to_assignee, t.tags_added, \
     t.tags_removed, t.at, t.actor, t.actor_id from feedback_triage t join feedback f on f.id = t.feedback_id \
     where f.project_id = $1 and t.feedback_id = $2 order by t.at, t.id";

#[derive(sqlx::FromRow)]
struct Held {
    id: String,
    project_id: i64,
    number: i64,
    status: String,
    assignee_id: Option<String>,
    feedback_type: String,
    created_at: i64,
}

/// Hold the entry until the transaction ends; how it stands.
pub async fn lock(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<Standing>, DbError> {
    Ok(lock_all(tx, project_id, &[id]).await?.remove(id))
}

/// Hold those of the entries that there are in the project until the transaction ends; how they stand.
pub async fn lock_all(
    tx: &mut Tx,
    project_id: i64,
    ids: &[&str],
) -> Result<BTreeMap<String, Standing>, DbError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let tail = if tx.is_postgres() { HELD } else { ")" };
    let rows: Vec<Held> = tx.fetch_in(LOCK, &ids, tail).await?;
    let own = rows.into_iter().filter(|row| row.project_id == project_id);
    let standing = |row: Held| Standing {
        number: row.number,
        status: status(&row.status),
        assignee_id: row.assignee_id,
        feedback_type: kind(&row.feedback_type),
        created_at: row.created_at,
    };
    Ok(own.map(|row| (row.id.clone(), standing(row))).collect())
}

/// Change entries that are locked and write the rows of their history.
pub async fn change(tx: &mut Tx, project_id: i64, steps: &[Step<'_>]) -> Result<(), DbError> {
    let mut counts = Tally::default();
    for step in steps {
        let Step { feedback_id, before, status, assignee_id, at, .. } = step;
        tx.execute(UPDATE, args![status.as_str(), *assignee_id, *at, project_id, *feedback_id]).await?;
        if before.status != *status {
            counts.add(project_id, before.status, before.feedback_type, before.created_at, -1);
            counts.add(project_id, *status, before.feedback_type, before.created_at, 1);
        }
        tags::remove(tx, feedback_id, &step.tags_removed).await?;
        tags::add(tx, project_id, feedback_id, &step.tags_added).await?;
    }
    // When all entries are held, so that who has the counts waits for nobody.
    tally(tx, &counts).await?;
    tx.execute_rows(INSERT, steps, row).await.map(drop)
}

fn row(step: &Step<'_>) -> Args {
    let Step { id, feedback_id, before, status, assignee_id, at, by, batch_id, .. } = step;
    let mut row = args![id, *feedback_id, before.status.as_str(), status.as_str()];
    row.extend(args![before.assignee_id.as_deref(), *assignee_id]);
    row.extend(args![list(&step.tags_added), list(&step.tags_removed)]);
    row.extend(args![*at, &by.name, by.id.as_deref(), *batch_id]);
    row
}

/// Write a change of status alone into the history; `status`: before and after.
pub async fn note_status(
    tx: &mut Tx,
    feedback_id: &str,
    status: (Status, Status),
    at: Millis,
    by: &By,
) -> Result<(), DbError> {
    let mut row = args![Clock::frozen(at).new_id(), feedback_id, status.0.as_str(), status.1.as_str()];
    row.extend(args![None::<&str>, None::<&str>, None::<&str>, None::<&str>]);
    row.extend(args![at, &by.name, by.id.as_deref(), None::<&str>]);
    tx.execute_rows(INSERT, &[row], Args::clone).await.map(drop)
}

fn list(tags: &[String]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::json!(tags).to_string())
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    from_status: String,
    to_status: String,
    from_assignee: Option<String>,
    to_assignee: Option<String>,
    tags_added: Option<String>,
    tags_removed: Option<String>,
    at: i64,
    actor: String,
    actor_id: Option<String>,
}

impl From<Row> for Triaged {
    fn from(row: Row) -> Self {
        let tags = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor,
            actor_id: row.actor_id,
            status: (status(&row.from_status), status(&row.to_status)),
            assignee: (row.from_assignee, row.to_assignee),
            tags_added: tags(row.tags_added).unwrap_or_default(),
            tags_removed: tags(row.tags_removed).unwrap_or_default(),
        }
    }
}

/// Every change of an entry, oldest first.
pub async fn history(db: &Db, project_id: i64, id: &str) -> Result<Vec<Triaged>, DbError> {
    let rows: Vec<Row> = db.fetch_all(HISTORY, args![project_id, id]).await?;
    Ok(rows.into_iter().map(Triaged::from).collect())
}
