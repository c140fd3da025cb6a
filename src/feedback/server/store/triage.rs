//! Changing the status, and the history of it.

use super::{
    counts::{Tally, tally},
    kind, status,
};
use crate::{
    args,
    feedback::model::{Status, Triage},
    server::{
        clock::Millis,
        ctx::By,
        db::{Db, DbError, Tx},
    },
};

/// One change of one entry.
pub struct Move<'a> {
    /// Of the history row.
    pub id: String,
    pub feedback_id: &'a str,
    pub from: Status,
    pub to: Status,
    pub at: Millis,
    pub by: &'a By,
}

/// `$5` is what the caller saw: somebody else's change in between is not overwritten.
const UPDATE: &str = "update feedback set status = $1, updated_at = $2 \
     where project_id = $3 and id = $4 and status = $5 returning feedback_type, created_at";
const INSERT: &str = "insert into feedback_triage (id, feedback_id, from_status, to_status, at, actor, actor_id) \
     values ($1, $2, $3, $4, $5, $6, $7)";
const HISTORY: &str = "select t.from_status, t.to_status, t.at, t.actor from feedback_triage t \
     join feedback f on f.id = t.feedback_id \
     where f.project_id = $1 and t.feedback_id = $2 order by t.at desc, t.id desc";
const STATUS: &str = "select status from feedback where project_id = $1 and id = $2";

/// The status as the transaction sees it.
pub async fn current(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<Status>, DbError> {
    let row: Option<(String,)> = tx.fetch_optional(STATUS, args![project_id, id]).await?;
    Ok(row.map(|(name,)| status(&name)))
}

/// Move an entry and write the row of its history; false when it is no longer
/// where the caller saw it.
pub async fn move_to(tx: &mut Tx, project_id: i64, change: Move<'_>) -> Result<bool, DbError> {
    let Move { id, feedback_id, from, to, at, by } = change;
    let args = args![to.as_str(), at, project_id, feedback_id, from.as_str()];
    let row: Option<(String, i64)> = tx.fetch_optional(UPDATE, args).await?;
    let Some((name, created_at)) = row else { return Ok(false) };
    let mut counts = Tally::default();
    counts.add(project_id, from, kind(&name), created_at, -1);
    counts.add(project_id, to, kind(&name), created_at, 1);
    tally(tx, &counts).await?;
    let args = args![id, feedback_id, from.as_str(), to.as_str(), at, &by.name, by.id.as_deref()];
    tx.execute(INSERT, args).await?;
    Ok(true)
}

/// Every change of an entry, newest first.
pub async fn history(db: &Db, project_id: i64, id: &str) -> Result<Vec<Triage>, DbError> {
    let rows: Vec<(String, String, i64, String)> = db.fetch_all(HISTORY, args![project_id, id]).await?;
    let triage = |(from, to, at, by): (String, String, i64, String)| Triage {
        from: status(&from),
        to: status(&to),
        at,
        by,
    };
    Ok(rows.into_iter().map(triage).collect())
}
