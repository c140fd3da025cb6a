//! Deleting entries with everything that belongs to them.

use super::{
    attachments::detach,
    counts::{Tally, tally},
    index::forget,
    insert::chunks,
    kind,
};
use crate::{
    args,
    feedback::model::Status,
    server::{
        clock::Millis,
        db::{Arg, Args, DbError, Tx, values},
    },
};
use std::collections::BTreeSet;

/// An update that changes nothing locks the rows: another instance may purge
/// too, and a person may want one back at this very moment.
const CLAIM_SPAM: &str = "update feedback set status = 'spam' where id in \
     (select id from feedback where status = 'spam' and created_at < $1 and updated_at < $1 order by id limit 100) \
     and status = 'spam' and updated_at < $1 returning id, project_id, number, feedback_type, created_at";
/// What hangs on an entry, then the entry itself.
const DELETE: [&str; 3] = [
    "delete from feedback_contacts where feedback_id in (",
    "delete from feedback_triage where feedback_id in (",
    "delete from feedback where id in (",
];

/// Delete at most 100 entries that became spam before the instant; their projects.
pub async fn purge_spam(tx: &mut Tx, before: Millis) -> Result<BTreeSet<i64>, DbError> {
    let rows: Vec<(String, i64, i64, String, i64)> = tx.fetch_all(CLAIM_SPAM, args![before]).await?;
    let ids: Vec<&str> = rows.iter().map(|(id, ..)| id.as_str()).collect();
    let mut gone = Tally::default();
    for (_, project_id, _, name, created_at) in &rows {
        gone.add(*project_id, Status::Spam, kind(name), *created_at, -1);
    }
    // Counts before files, as who stores an entry does: neither waits for the other.
    tally(tx, &gone).await?;
    detach(tx, &ids).await?;
    let numbers: Vec<_> = rows.iter().map(|(_, project_id, number, ..)| (*project_id, *number)).collect();
    forget(tx, &ids, &numbers).await?;
    for chunk in chunks(&ids) {
        for delete in DELETE {
            let ids: Args = chunk.iter().map(|id| Arg::from(*id)).collect();
            tx.execute(values(delete, 1, chunk.len(), ")"), ids).await?;
        }
    }
    Ok(rows.into_iter().map(|(_, project_id, ..)| project_id).collect())
}
