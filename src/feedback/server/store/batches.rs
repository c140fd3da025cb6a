//! Changes of many entries by one wish.

use super::triage::{Row, Triaged};
use crate::{
    args,
    server::{
        clock::Millis,
        ctx::By,
        db::{DbError, Tx},
    },
};

const INSERT: &str = "insert into feedback_batches (id, project_id, undoes, at, actor, actor_id) \
     values ($1, $2, $3, $4, $5, $6)";
const UNDONE: &str = "select id from feedback_batches where undoes = $1";
const OF_BATCH: &str = "select t.feedback_id, t.id, t.from_status, t.to_status, t.from_assignee, t.to_assignee, \
     t.tags_added, t.tags_removed, t.at, t.actor, t.actor_id from feedback_triage t \
     join feedback_batches b on b.id = t.batch_id where b.project_id = $1 and b.id = $2 order by t.feedback_id";
const CHANGES: &str = "select feedback_id, at from feedback_triage where feedback_id in (";

/// Note that there is a batch; `undoes`: the one it takes back.
///
/// # Errors
/// `Conflict` when that is taken back already.
pub async fn insert_batch(
    tx: &mut Tx,
    id: &str,
    project_id: i64,
    undoes: Option<&str>,
    at: Millis,
    by: &By,
) -> Result<(), DbError> {
    tx.execute(INSERT, args![id, project_id, undoes, at, &by.name, by.id.as_deref()]).await?;
    Ok(())
}

/// Whether a batch was taken back.
pub async fn is_undone(tx: &mut Tx, id: &str) -> Result<bool, DbError> {
    let row: Option<(String,)> = tx.fetch_optional(UNDONE, args![id]).await?;
    Ok(row.is_some())
}

#[derive(sqlx::FromRow)]
struct Part {
    feedback_id: String,
    #[sqlx(flatten)]
    row: Row,
}

/// What a batch did: each entry and the row of its history.
pub async fn batch(tx: &mut Tx, project_id: i64, id: &str) -> Result<Vec<(String, Triaged)>, DbError> {
    let rows: Vec<Part> = tx.fetch_all(OF_BATCH, args![project_id, id]).await?;
    Ok(rows.into_iter().map(|part| (part.feedback_id, part.row.into())).collect())
}

/// When the entries were changed: one line for each change.
pub async fn changes(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String, Millis)>, DbError> {
    tx.fetch_in(CHANGES, ids, ")").await
}
