//! Searching the full-text index.
//!
//! Its rows are in the order of numbers, which is the order of time, so the
//! newest that fit are found by walking it backwards, however many fit. Dates
//! and places of lists become bounds of that walk.

use super::{
    index::row,
    read::Position,
    selection::{Selection, fits},
};
use crate::{
    args,
    feedback::server::search::Query,
    server::{
        clock::Millis,
        db::{Args, Db, DbError, Sql},
    },
};

/// The entries that fit `$14` among the rows `$15` to `$16`, under the conditions
/// of `fits!`. The order of the tables is SQLite's plan: the index, then each
/// entry by its number.
macro_rules! found {
    ($says:literal, $columns:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            " from feedback_search s cross join feedback f where s.words ",
            $says,
            " and s.rowid >= $15 and s.rowid <= $16 and f.project_id = $1 \
             and f.number = (s.rowid & 4294967295) and ",
            fits!(),
            $rest
        )
    };
}

/// The databases ask their indexes in different words.
macro_rules! found_pair {
    ($columns:literal, $rest:literal) => {
        Sql::Pair {
            sqlite: found!("match $14", $columns, $rest),
            postgres: found!("@@ $14::tsquery", $columns, $rest),
        }
    };
}

pub(super) use found;

const OLDER: Sql = found_pair!("f.id", "order by s.rowid desc limit $17");
const NEWER: Sql = found_pair!("f.id", "order by s.rowid limit $17");
/// An entry before the period, one after it, and the one of a place.
const BOUNDS: &str = "select (select f.number from feedback f where f.project_id = $1 and f.created_at < $2 \
     order by f.created_at desc, f.id desc limit 1), \
     (select f.number from feedback f where f.project_id = $1 and f.created_at > $3 \
     order by f.created_at, f.id limit 1), \
     (select f.number from feedback f where f.project_id = $1 and f.id = $4)";

/// The ids of at most `limit` entries, newest first.
pub(super) async fn older(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    query: &Query,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let to = after.map_or(selection.to, |after| selection.to.min(after.created_at));
    let bounds = bounds(db, project_id, (selection.from, to), after).await?;
    let (first, last) = (bounds.first, bounds.place.map_or(bounds.last, |place| bounds.last.min(place - 1)));
    ids(db, OLDER, args_of(db, project_id, selection, query, (first, last)), limit).await
}

/// The ids of the `limit` entries that came next after `before`, oldest first.
pub(super) async fn newer(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    query: &Query,
    before: &Position,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let from = selection.from.max(before.created_at);
    let bounds = bounds(db, project_id, (from, selection.to), Some(before)).await?;
    let (first, last) = (bounds.place.map_or(bounds.first, |place| bounds.first.max(place + 1)), bounds.last);
    ids(db, NEWER, args_of(db, project_id, selection, query, (first, last)), limit).await
}

async fn ids(db: &Db, sql: Sql, mut args: Args, limit: i64) -> Result<Vec<String>, DbError> {
    args.extend(args![limit]);
    let rows: Vec<(String,)> = db.fetch_all_planned(sql, args).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The arguments of `found!` for a whole selection.
pub(super) async fn found_args(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    query: &Query,
) -> Result<Args, DbError> {
    let bounds = bounds(db, project_id, (selection.from, selection.to), None).await?;
    Ok(args_of(db, project_id, selection, query, (bounds.first, bounds.last)))
}

fn args_of(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    query: &Query,
    (first, last): (i64, i64),
) -> Args {
    let mut args = selection.args(project_id);
    args.extend(args![query.text(db.is_postgres()), first, last]);
    args
}

/// Between which rows a walk can find anything.
struct Bounds {
    first: i64,
    last: i64,
    /// The row of a place, while it exists.
    place: Option<i64>,
}

async fn bounds(
    db: &Db,
    project_id: i64,
    (from, to): (Millis, Millis),
    place: Option<&Position>,
) -> Result<Bounds, DbError> {
    let (mut first, mut last, mut at) = (None, None, None);
    if place.is_some() || (from, to) != (0, Millis::MAX) {
        let args = args![project_id, from, to, place.map(|place| place.id.as_str())];
        (first, last, at) = db.fetch_one::<(Option<i64>, Option<i64>, Option<i64>)>(BOUNDS, args).await?;
    }
    Ok(Bounds {
        // Neighbours of the period itself: of several entries of one instant
        // any may have been found, and each is outside.
        first: row(project_id, first.map_or(0, |before| before + 1)),
        last: row(project_id, last.map_or(i64::from(u32::MAX), |after| after - 1)),
        place: at.map(|number| row(project_id, number)),
    })
}
