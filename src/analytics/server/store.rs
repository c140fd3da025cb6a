//! The SQL of events.

use crate::{
    args,
    server::{
        clock::{MINUTE, Millis},
        db::{Args, CHUNKS, Db, DbError, Tx, values},
    },
};
use std::collections::HashSet;

/// A page view to be stored.
#[derive(Debug, Clone)]
pub struct NewEvent {
    pub project_id: i64,
    pub page: i64,
    pub seq: i64,
    pub at: Millis,
    pub environment: String,
    pub release: Option<String>,
    pub path: String,
    pub nav: Option<String>,
    pub lite: bool,
}

/// What makes an event the same as another one: project, page and number.
pub type Key = (i64, i64, i64);

impl NewEvent {
    pub fn key(&self) -> Key {
        (self.project_id, self.page, self.seq)
    }
}

const PAGE_VIEW: &str = "pageview";
const HEAD: &str =
    "insert into events (project_id, page, seq, at, environment, release, name, path, nav, lite)";
const TAIL: &str = "on conflict do nothing returning project_id, page, seq";
const COLUMNS: usize = 10;

/// Store events, a repeat once; the keys that are new.
///
/// In the order of their keys, so that two processes writing the same ones
/// wait for each other instead of locking each other out.
pub async fn insert(tx: &mut Tx, events: &[NewEvent]) -> Result<HashSet<Key>, DbError> {
    let mut sorted: Vec<_> = events.iter().collect();
    sorted.sort_unstable_by_key(|event| event.key());
    let mut new = HashSet::with_capacity(events.len());
    let mut rest = sorted.as_slice();
    while let Some(size) = CHUNKS.into_iter().find(|size| *size <= rest.len()) {
        let (chunk, after) = rest.split_at(size);
        let mut args = Args::with_capacity(size * COLUMNS);
        for event in chunk {
            args.extend(row(event));
        }
        let keys: Vec<Key> = tx.fetch_all(values(HEAD, COLUMNS, size, TAIL), args).await?;
        new.extend(keys);
        rest = after;
    }
    Ok(new)
}

fn row(event: &NewEvent) -> Args {
    args![
        event.project_id,
        event.page,
        event.seq,
        event.at,
        &event.environment,
        event.release.as_deref(),
        PAGE_VIEW,
        &event.path,
        event.nav.as_deref(),
        event.lite
    ]
}

const VIEWS: &str = "select cast(count(*) as bigint) from events
 where project_id = $1 and name = 'pageview' and at >= $2 and at < $3";

/// Page views from an instant until before another.
pub async fn views(db: &Db, project_id: i64, (from, to): (Millis, Millis)) -> Result<i64, DbError> {
    let (views,): (i64,) = db.fetch_one(VIEWS, args![project_id, from, to]).await?;
    Ok(views)
}

const BY_MINUTE: &str = "select at / 60000 as minute, cast(count(*) as bigint) as views from events
 where project_id = $1 and name = 'pageview' and at >= $2 and at < $3 and environment = $4 and path = $5
 group by at / 60000 order by minute";

/// Page views of a path in an environment by the minute: when it began, and how many.
pub async fn views_by_minute(
    db: &Db,
    project_id: i64,
    (environment, path): (&str, &str),
    (from, to): (Millis, Millis),
) -> Result<Vec<(Millis, i64)>, DbError> {
    let rows: Vec<(i64, i64)> =
        db.fetch_all(BY_MINUTE, args![project_id, from, to, environment, path]).await?;
    Ok(rows.into_iter().map(|(minute, views)| (minute * MINUTE, views)).collect())
}

/// The newest page view of a project.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LastEvent {
    /// Unix milliseconds.
    pub at: Millis,
    pub path: String,
    pub environment: String,
}

const LAST: &str = "select at, path, environment from events
 where project_id = $1 and name = 'pageview' order by at desc limit 1";

pub async fn last_event(db: &Db, project_id: i64) -> Result<Option<LastEvent>, DbError> {
    db.fetch_optional(LAST, args![project_id]).await
}
