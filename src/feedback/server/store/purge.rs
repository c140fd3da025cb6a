//! Deleting entries with everything that belongs to them.

use super::{
    attachments::detach,
    counts::{Tally, tally},
    index::forget,
    kind, status,
};
use crate::{
    args,
    server::{
        clock::Millis,
        db::{DbError, Tx},
    },
};
use std::collections::BTreeSet;

/// An update that changes nothing locks the rows: another instance may purge
/// too, and a person may want one back at this very moment.
const CLAIM_SPAM: &str = "update feedback set status = 'spam' where id in \
     (select id from feedback where status = 'spam' and created_at < $1 and updated_at < $1 order by id limit 100) \
     and status = 'spam' and updated_at < $1 returning id, project_id, number, status, feedback_type, created_at";
const CLAIM: &str = "update feedback set updated_at = updated_at where id in (";
const CLAIMED: &str = ") returning id, project_id, number, status, feedback_type, created_at";
/// What hangs on an entry, then the entry itself.
const DELETE: [&str; 5] = [
    "delete from feedback_contacts where feedback_id in (",
    "delete from feedback_tags where feedback_id in (",
    "delete from feedback_comments where feedback_id in (",
    "delete from feedback_triage where feedback_id in (",
    "delete from feedback where id in (",
];

/// An entry that nobody else changes until the transaction ends.
#[derive(sqlx::FromRow)]
struct Claimed {
    id: String,
    project_id: i64,
    number: i64,
    status: String,
    feedback_type: String,
    created_at: i64,
}

/// Delete at most 100 entries that became spam before the instant; their projects.
pub async fn purge_spam(tx: &mut Tx, before: Millis) -> Result<BTreeSet<i64>, DbError> {
    let rows: Vec<Claimed> = tx.fetch_all(CLAIM_SPAM, args![before]).await?;
    delete_claimed(tx, &rows).await?;
    Ok(rows.into_iter().map(|row| row.project_id).collect())
}

/// Delete these entries; how many there were.
pub async fn delete(tx: &mut Tx, ids: &[String]) -> Result<u64, DbError> {
    let rows: Vec<Claimed> = tx.fetch_in(CLAIM, ids, CLAIMED).await?;
    delete_claimed(tx, &rows).await?;
    Ok(rows.len() as u64)
}

async fn delete_claimed(tx: &mut Tx, rows: &[Claimed]) -> Result<(), DbError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut gone = Tally::default();
    for row in rows {
        gone.add(row.project_id, status(&row.status), kind(&row.feedback_type), row.created_at, -1);
    }
    // Counts before files, as who stores an entry does: neither waits for the other.
    tally(tx, &gone).await?;
    detach(tx, &ids).await?;
    let numbers: Vec<_> = rows.iter().map(|row| (row.project_id, row.number)).collect();
    forget(tx, &ids, &numbers).await?;
    for delete in DELETE {
        tx.execute_in(delete, &ids, ")").await?;
    }
    Ok(())
}
