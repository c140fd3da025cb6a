//! Deleting entries with everything that belongs to them.

use super::{
    attachments::detach,
    counts::{Tally, tally},
    index::forget,
};
use crate::{
    args,
    feedback::server::family::Kin,
    server::{
        clock::Millis,
        db::{DbError, Tx},
    },
};

const OLD_SPAM: &str = "select id from feedback where status = 'spam' and created_at < $1 and updated_at < $1 \
     order by id limit $2";
const OLD: &str = "select id from feedback where project_id = $1 and created_at < $2 and status <> 'spam' \
     order by created_at, id limit $3";
/// Of those that changed nothing that is still there.
const EMPTY_BATCHES: &str = "delete from feedback_batches where project_id = $1 and at < $2 \
     and not exists (select 1 from feedback_triage t where t.batch_id = feedback_batches.id)";
/// What hangs on an entry, then the entry itself.
const DELETE: [&str; 7] = [
    "delete from feedback_contacts where feedback_id in (",
    "delete from feedback_tags where feedback_id in (",
    "delete from feedback_comments where feedback_id in (",
    "delete from feedback_triage where feedback_id in (",
    "delete from feedback_merges where from_id in (",
    "delete from feedback_merges where into_id in (",
    "delete from feedback where id in (",
];

/// At most `limit` entries that became spam before the instant.
pub async fn old_spam(tx: &mut Tx, before: Millis, limit: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx.fetch_all(OLD_SPAM, args![before, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// At most `limit` entries of a project that came before the instant, the oldest first; spam is left out.
pub async fn old(tx: &mut Tx, project_id: i64, before: Millis, limit: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx.fetch_all(OLD, args![project_id, before, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Forget who changed many entries before the instant, where none of those is left.
pub async fn forget_batches(tx: &mut Tx, project_id: i64, before: Millis) -> Result<(), DbError> {
    tx.execute(EMPTY_BATCHES, args![project_id, before]).await?;
    Ok(())
}

/// Delete entries that are held and stand for no others; `counts`: what else became more or less.
pub async fn delete(tx: &mut Tx, gone: &[Kin], mut counts: Tally) -> Result<(), DbError> {
    let ids: Vec<&str> = gone.iter().map(|kin| kin.id.as_str()).collect();
    for kin in gone {
        counts.add(kin.project_id, kin.status, kin.feedback_type, kin.created_at, -1);
    }
    // Counts before files, as who stores an entry does: neither waits for the other.
    tally(tx, &counts).await?;
    detach(tx, &ids).await?;
    let numbers: Vec<_> = gone.iter().map(|kin| (kin.project_id, kin.number)).collect();
    forget(tx, &ids, &numbers).await?;
    for delete in DELETE {
        tx.execute_in(delete, &ids, ")").await?;
    }
    Ok(())
}
