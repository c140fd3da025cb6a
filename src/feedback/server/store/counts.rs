//! How many entries there are. What an open inbox asks for all the time is
//! kept up to date by whoever changes it, in the same transaction; a count of
//! a period is made from the index.

use super::{
    insert::chunks,
    kind,
    read::{Selection, select, selection_args},
    status,
};
use crate::{
    args,
    feedback::model::{FeedbackType, Status, Summary},
    server::{
        clock::{MINUTE, Millis},
        db::{Db, DbError, Tx, values},
    },
};
use std::collections::BTreeMap;

/// By how much the entries of a project, status and type became more or less.
/// Sorted, so that two writers take the rows in the same order.
pub type Tally = BTreeMap<(i64, &'static str, &'static str), i64>;

const TALLY: &str = "insert into feedback_counts (project_id, status, feedback_type, entries)";
const ADD: &str = "on conflict (project_id, status, feedback_type) \
     do update set entries = feedback_counts.entries + excluded.entries";
const TOTALS: &str = "select status, feedback_type, entries from feedback_counts where project_id = $1";
/// One pass over the index without sorting, which `group by` would need.
const COUNTS: &str = select!(
    "count(case when f.feedback_type = 'bug' then 1 end) as bug, \
     count(case when f.feedback_type = 'feature' then 1 end) as feature, \
     count(case when f.feedback_type = 'general' then 1 end) as general, \
     count(case when f.status = 'new' then 1 end) as waiting from feedback f",
    ""
);
/// 900,000 ms are a quarter of an hour: midnight of every zone in use begins one.
const QUARTERS: &str = "select f.created_at / 900000 as quarter, f.feedback_type, count(*) as count \
     from feedback f where f.project_id = $1 and f.created_at >= $2 and f.created_at <= $3 \
     and f.status <> 'spam' group by f.created_at / 900000, f.feedback_type";

/// Note what became more or less.
pub async fn tally(tx: &mut Tx, tally: &Tally) -> Result<(), DbError> {
    let rows: Vec<_> = tally.iter().collect();
    for chunk in chunks(&rows) {
        let row = |((project_id, status, kind), count): &(&(i64, &str, &str), &i64)| {
            args![*project_id, *status, *kind, **count]
        };
        tx.execute(values(TALLY, 4, chunk.len(), ADD), chunk.iter().flat_map(row).collect()).await?;
    }
    Ok(())
}

/// How many entries of each type, and how many of all wait for a first look.
pub async fn counts(db: &Db, project_id: i64, selection: &Selection) -> Result<(Summary, i64), DbError> {
    if selection.is_of_all_times() {
        return totals(db, project_id, selection).await;
    }
    let args = selection_args(project_id, selection);
    let (bug, feature, general, waiting): (i64, i64, i64, i64) = db.fetch_one(COUNTS, args).await?;
    Ok((Summary { total: bug + feature + general, bug, feature, general }, waiting))
}

async fn totals(db: &Db, project_id: i64, selection: &Selection) -> Result<(Summary, i64), DbError> {
    let rows: Vec<(String, String, i64)> = db.fetch_all(TOTALS, args![project_id]).await?;
    let (mut summary, mut waiting) = (Summary::default(), 0);
    for (name, kind_name, entries) in rows {
        let (status, kind) = (status(&name), kind(&kind_name));
        if selection.takes(status, kind) {
            summary.add(kind, entries);
            waiting += if status == Status::New { entries } else { 0 };
        }
    }
    Ok((summary, waiting))
}

/// How many entries of a type came in a quarter of an hour that began at the
/// instant; those without any are left out, as is spam.
pub async fn counts_by_quarter(
    db: &Db,
    project_id: i64,
    from: Millis,
    to: Millis,
) -> Result<Vec<(Millis, FeedbackType, i64)>, DbError> {
    let rows: Vec<(i64, String, i64)> = db.fetch_all(QUARTERS, args![project_id, from, to]).await?;
    Ok(rows.into_iter().map(|(quarter, name, count)| (quarter * 15 * MINUTE, kind(&name), count)).collect())
}
