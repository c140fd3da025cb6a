//! How many entries there are. What the overview and an open inbox ask for all
//! the time is kept up to date by whoever changes it, in the same transaction;
//! other counts are made from the index.

use super::{
    kind,
    search::{found, found_args},
    selection::{Listing, Selection, fits, led, select},
    status,
};
use crate::{
    args,
    feedback::model::{FeedbackType, Status, Summary},
    server::{
        clock::{MINUTE, Millis},
        db::{Arg, Args, Db, DbError, Sql, Tx},
    },
};
use std::collections::BTreeMap;

/// By how much the entries of a project became more or less. Sorted, so that
/// two writers take the rows in the same order.
#[derive(Default)]
pub struct Tally {
    totals: BTreeMap<(i64, &'static str, &'static str), i64>,
    quarters: BTreeMap<(i64, i64, &'static str), i64>,
}

impl Tally {
    /// `by` more of a status and type that came in at `created_at`.
    pub fn add(&mut self, project_id: i64, status: Status, kind: FeedbackType, created_at: Millis, by: i64) {
        let kind = kind.as_str();
        *self.totals.entry((project_id, status.as_str(), kind)).or_default() += by;
        if status != Status::Spam {
            *self.quarters.entry((project_id, created_at / QUARTER, kind)).or_default() += by;
        }
    }
}

/// Midnight of every zone in use begins a quarter of an hour.
const QUARTER: i64 = 15 * MINUTE;

const TALLY: &str = "insert into feedback_counts (project_id, status, feedback_type, entries)";
const ADD: &str = "on conflict (project_id, status, feedback_type) \
     do update set entries = feedback_counts.entries + excluded.entries";
const TOTALS: &str = "select status, feedback_type, entries from feedback_counts where project_id = $1";
/// One pass without sorting, which `group by` would need.
macro_rules! counting {
    ($($rows:tt)+) => {
        concat!(
            "select count(case when f.feedback_type = 'bug' then 1 end) as bug, \
             count(case when f.feedback_type = 'feature' then 1 end) as feature, \
             count(case when f.feedback_type = 'general' then 1 end) as general, \
             count(case when f.status = 'new' then 1 end) as waiting from (",
            $($rows)+,
            ") f"
        )
    };
}

macro_rules! counted {
    ($lead:literal, $sign:literal, $rest:literal) => {
        counting!(select!($lead, "f.feedback_type, f.status from feedback f", $rest))
    };
}

const COUNTS: Listing = Listing { all: counted!("", "", ""), led: led!(counted, "limit $14") };
/// Of the newest that fit a text.
const FOUND: Sql = Sql::Pair {
    sqlite: counting!(found!("match $14", "f.feedback_type, f.status", "order by s.rowid desc limit $17")),
    postgres: counting!(found!(
        "@@ $14::tsquery",
        "f.feedback_type, f.status",
        "order by s.rowid desc limit $17"
    )),
};
const TALLY_QUARTER: &str = "insert into feedback_quarters (project_id, quarter, feedback_type, entries)";
const ADD_QUARTER: &str = "on conflict (project_id, quarter, feedback_type) \
     do update set entries = feedback_quarters.entries + excluded.entries";
const QUARTERS: &str = "select quarter, feedback_type, entries from feedback_quarters \
     where project_id = $1 and quarter >= $2 and quarter <= $3 and entries > 0";

/// Note what became more or less.
pub async fn tally(tx: &mut Tx, tally: &Tally) -> Result<(), DbError> {
    let totals: Vec<_> = tally.totals.iter().map(|(row, by)| args![row.0, row.1, row.2, *by]).collect();
    add(tx, TALLY, ADD, totals).await?;
    let quarters: Vec<_> = tally.quarters.iter().map(|(row, by)| args![row.0, row.1, row.2, *by]).collect();
    add(tx, TALLY_QUARTER, ADD_QUARTER, quarters).await
}

async fn add(tx: &mut Tx, head: &'static str, tail: &'static str, rows: Vec<Args>) -> Result<(), DbError> {
    tx.execute_rows((head, 4, tail), &rows, Args::clone).await.map(drop)
}

/// How many entries of each type, and how many of all wait for a first look.
/// At most [`Selection::counted_max`] are counted, of those that fit a text the newest.
pub async fn counts(db: &Db, project_id: i64, selection: &Selection) -> Result<(Summary, i64), DbError> {
    if selection.is_of_all_times() {
        return totals(db, project_id, selection).await;
    }
    let counted: Vec<(i64, i64, i64, i64)> = match &selection.text {
        None => {
            let mut args = selection.args(project_id);
            args.extend(selection.counted_max().map(Arg::from));
            COUNTS.rows(db, selection, args).await?
        }
        Some(query) if query.is_empty() => Vec::new(),
        Some(query) => {
            let mut args = found_args(db, project_id, selection, query).await?;
            args.extend(selection.counted_max().map(Arg::from));
            db.fetch_all_planned(FOUND, args).await?
        }
    };
    let (bug, feature, general, waiting) = counted.first().copied().unwrap_or_default();
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
/// instant, for all quarters that the period touches; those without any are
/// left out, as is spam.
pub async fn counts_by_quarter(
    db: &Db,
    project_id: i64,
    from: Millis,
    to: Millis,
) -> Result<Vec<(Millis, FeedbackType, i64)>, DbError> {
    let rows: Vec<(i64, String, i64)> =
        db.fetch_all(QUARTERS, args![project_id, from / QUARTER, to / QUARTER]).await?;
    Ok(rows.into_iter().map(|(quarter, name, count)| (quarter * QUARTER, kind(&name), count)).collect())
}
