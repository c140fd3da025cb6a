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
        db::{Db, DbError, Sql, Tx},
    },
};

/// What a change of an entry starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
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

/// PostgreSQL needs the lock so that two changes see each other; on SQLite the
/// transaction already has the only write connection.
const LOCK: Sql = Sql::Pair {
    sqlite: "select status, assignee_id, feedback_type, created_at from feedback \
     where project_id = $1 and id = $2",
    postgres: "select status, assignee_id, feedback_type, created_at from feedback \
     where project_id = $1 and id = $2 for update",
};
const UPDATE: &str = "update feedback set status = $1, assignee_id = $2, updated_at = $3 \
     where project_id = $4 and id = $5";
const INSERT: &str = "insert into feedback_triage (id, feedback_id, from_status, to_status, from_assignee, \
     to_assignee, tags_added, tags_removed, at, actor, actor_id) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const HISTORY: &str = "select t.id, t.from_status, t.to_status, t.from_assignee, t.to_assignee, t.tags_added, \
     t.tags_removed, t.at, t.actor, t.actor_id from feedback_triage t join feedback f on f.id = t.feedback_id \
     where f.project_id = $1 and t.feedback_id = $2 order by t.at, t.id";

/// Hold the entry until the transaction ends; how it stands.
pub async fn lock(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<Standing>, DbError> {
    let row: Option<(String, Option<String>, String, i64)> =
        tx.fetch_optional(LOCK, args![project_id, id]).await?;
    Ok(row.map(|(status_name, assignee_id, type_name, created_at)| Standing {
        status: status(&status_name),
        assignee_id,
        feedback_type: kind(&type_name),
        created_at,
    }))
}

/// Change an entry that is locked and write the row of its history.
pub async fn change(tx: &mut Tx, project_id: i64, step: Step<'_>) -> Result<(), DbError> {
    let Step { id, feedback_id, before, status, assignee_id, at, by, .. } = step;
    let update = args![status.as_str(), assignee_id, at, project_id, feedback_id];
    tx.execute(UPDATE, update).await?;
    if before.status != status {
        let mut counts = Tally::default();
        counts.add(project_id, before.status, before.feedback_type, before.created_at, -1);
        counts.add(project_id, status, before.feedback_type, before.created_at, 1);
        tally(tx, &counts).await?;
    }
    tags::remove(tx, feedback_id, &step.tags_removed).await?;
    tags::add(tx, project_id, feedback_id, &step.tags_added).await?;
    let mut row = args![id, feedback_id, before.status.as_str(), status.as_str()];
    row.extend(args![before.assignee_id.as_deref(), assignee_id]);
    row.extend(args![list(&step.tags_added), list(&step.tags_removed)]);
    row.extend(args![at, &by.name, by.id.as_deref()]);
    tx.execute(INSERT, row).await?;
    Ok(())
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
    row.extend(args![at, &by.name, by.id.as_deref()]);
    tx.execute(INSERT, row).await?;
    Ok(())
}

fn list(tags: &[String]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::json!(tags).to_string())
}

#[derive(sqlx::FromRow)]
struct Row {
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

/// Every change of an entry, oldest first.
pub async fn history(db: &Db, project_id: i64, id: &str) -> Result<Vec<Triaged>, DbError> {
    let rows: Vec<Row> = db.fetch_all(HISTORY, args![project_id, id]).await?;
    let tags = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    let triaged = |row: Row| Triaged {
        id: row.id,
        at: row.at,
        actor: row.actor,
        actor_id: row.actor_id,
        status: (status(&row.from_status), status(&row.to_status)),
        assignee: (row.from_assignee, row.to_assignee),
        tags_added: tags(row.tags_added).unwrap_or_default(),
        tags_removed: tags(row.tags_removed).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(triaged).collect())
}
