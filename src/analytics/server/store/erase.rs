//! The SQL of deletion: events and visits of a stretch of time, or single visits, and what is left of visits of
//! which a part is gone.

use super::{condition::Bound, seal::forget_sums};
use crate::{
    analytics::server::{
        dict::Id,
        enrich::INTERACTIVE,
        visits::{begins, first_id},
    },
    args,
    server::{
        clock::Millis,
        db::{Args, Db, DbError, Tx},
    },
};

/// A row of `visits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    pub id: i64,
    /// The visit's first row.
    pub first: i64,
    pub visitor: i64,
}

/// The id of a row of `visits`, and its day.
pub type Row = (i64, (Millis, Millis));

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    pub events: u64,
    /// Rows of visits: one for each day of a visit.
    pub visits: u64,
}

impl std::ops::AddAssign for Gone {
    fn add_assign(&mut self, other: Self) {
        self.events += other.events;
        self.visits += other.visits;
    }
}

const CUT: &str =
    "select at from events where project_id = $1 and at >= $2 and at < $3 order by at limit 1 offset $4";

/// The end of a stretch that begins at `from` and has about `most` events.
pub async fn cut(
    tx: &mut Tx,
    project_id: i64,
    (from, to): (Millis, Millis),
    most: i64,
) -> Result<Millis, DbError> {
    let next: Option<(Millis,)> = tx.fetch_optional(CUT, args![project_id, from, to, most]).await?;
    Ok(next.map_or(to, |(at,)| at.max(from + 1)))
}

/// Deletes everything of a stretch of time.
pub async fn between(tx: &mut Tx, project_id: i64, (from, to): (Millis, Millis)) -> Result<Gone, DbError> {
    let rows = (first_id(from), first_id(to));
    // First: on PostgreSQL this waits for events that are being written, which are then seen below.
    let live = "delete from live_visits where project_id = $1 and ((first >= $2 and first < $3) or (current >= $2 and current < $3))";
    tx.execute(live, args![project_id, rows.0, rows.1]).await?;
    let vitals = "delete from vitals where (project_id, page, seq) in (select project_id, page, seq from events where project_id = $1 and at >= $2 and at < $3)";
    tx.execute(vitals, args![project_id, from, to]).await?;
    let loose = "delete from loose_vitals where project_id = $1 and at >= $2 and at < $3";
    tx.execute(loose, args![project_id, from, to]).await?;
    let visits = "delete from visits where project_id = $1 and id >= $2 and id < $3";
    let visits = tx.execute(visits, args![project_id, rows.0, rows.1]).await?;
    let events = "delete from events where project_id = $1 and at >= $2 and at < $3";
    Ok(Gone { visits, events: tx.execute(events, args![project_id, from, to]).await? })
}

/// Deletes one row of visits with its events, which are all of its day.
pub async fn part(
    tx: &mut Tx,
    project_id: i64,
    part: &Part,
    (from, to): (Millis, Millis),
) -> Result<Gone, DbError> {
    let live = "delete from live_visits where project_id = $1 and visitor = $2";
    tx.execute(live, args![project_id, part.visitor]).await?;
    let own = || args![project_id, from, to, part.id];
    let vitals = "delete from vitals where (project_id, page, seq) in (select project_id, page, seq from events where project_id = $1 and at >= $2 and at < $3 and visit = $4)";
    tx.execute(vitals, own()).await?;
    let loose = "delete from loose_vitals where project_id = $1 and at >= $2 and at < $3 and visit = $4";
    tx.execute(loose, own()).await?;
    let events = "delete from events where project_id = $1 and at >= $2 and at < $3 and visit = $4";
    let events = tx.execute(events, own()).await?;
    let visits = "delete from visits where project_id = $1 and id = $2";
    Ok(Gone { events, visits: tx.execute(visits, args![project_id, part.id]).await? })
}

/// Forgets the sums of a day and what was left out on it.
pub async fn sums(
    tx: &mut Tx,
    project_id: i64,
    day: i64,
    (from, to): (Millis, Millis),
) -> Result<(), DbError> {
    forget_sums(tx, project_id, day, (from, to)).await?;
    let dropped =
        "delete from dropped where project_id = $1 and hour * 3600000 >= $2 and hour * 3600000 < $3";
    tx.execute(dropped, args![project_id, from, to]).await?;
    let samples = "delete from dropped_samples where project_id = $1 and at >= $2 and at < $3";
    tx.execute(samples, args![project_id, from, to]).await.map(drop)
}

const WORDS: &str = "delete from dict where project_id = $1 and (dim, id) in (select dim, id from dict where project_id = $1 limit $2)";

/// Forgets at most `most` words of a project; how many.
pub async fn words(tx: &mut Tx, project_id: i64, most: i64) -> Result<u64, DbError> {
    tx.execute(WORDS, args![project_id, most]).await
}

/// Rows of these visitors, or of the visits with these first rows.
pub async fn parts(db: &Db, project_id: i64, by_first: bool, of: &[i64]) -> Result<Vec<Part>, DbError> {
    let mut found = Vec::new();
    for of in of.chunks(500) {
        let mut bound = Bound::new(db.is_postgres(), project_id);
        let project = bound.bind(project_id);
        let column = if by_first { "first" } else { "visitor" };
        let of: Vec<String> = of.iter().map(|id| bound.bind(*id)).collect();
        let sql = format!(
            "select id, first, visitor from visits where project_id = {project} and {column} in ({})",
            of.join(",")
        );
        found.extend(db.fetch_built::<Part>(sql, bound.args).await?);
    }
    Ok(found)
}

const ACROSS: &str = "select id, first, visitor from visits
 where project_id = $1 and id >= $2 and id < $3 and first < $4 and first <> id order by first, id";

/// Rows that begin in a span and belong to visits that began before `start`.
pub async fn across(
    db: &Db,
    project_id: i64,
    (from, to): (Millis, Millis),
    start: Millis,
) -> Result<Vec<Part>, DbError> {
    db.fetch_all(ACROSS, args![project_id, first_id(from), first_id(to), first_id(start)]).await
}

/// Says which row of its visit is the first one.
pub async fn lead(tx: &mut Tx, project_id: i64, id: i64, first: i64) -> Result<(), DbError> {
    let sql = "update visits set first = $3 where project_id = $1 and id = $2";
    tx.execute(sql, args![project_id, id, first]).await.map(drop)
}

#[derive(sqlx::FromRow)]
struct Left {
    at: Millis,
    path: Id,
    is_view: bool,
    flags: i64,
}

const LEFT: &str = "select at, path, name = $4 as is_view, flags from events
 where project_id = $1 and visit = $2 and at >= $3 and at < $5 order by at, page, seq";
const MEND: &str =
    "update visits set last_at = $3, bounce = $4, leave = $5 where project_id = $1 and id = $2";

/// Says of a visit, in its first row, what its events that are left say: `parts` are its rows with the days they
/// are of. `until`: somebody was seen as late as this. How many of them are views, and things that were done.
pub async fn mend(
    tx: &mut Tx,
    project_id: i64,
    parts: &[Row],
    view: Id,
    until: Option<Millis>,
) -> Result<(i64, i64), DbError> {
    let mut left: Vec<Left> = Vec::new();
    for (id, (from, to)) in parts {
        left.extend(tx.fetch_all::<Left>(LEFT, args![project_id, *id, *from, view, *to]).await?);
    }
    let Some((first, _)) = parts.first() else { return Ok((0, 0)) };
    let count = |test: fn(&Left) -> bool| left.iter().filter(|event| test(event)).count() as i64;
    let (views, done) = (count(|event| event.is_view), count(|event| event.flags & INTERACTIVE != 0));
    let bounces = views == 1 && done == 0;
    let leave = left.iter().rev().find(|event| event.is_view).map_or(0, |event| event.path);
    let last = left.last().map_or_else(|| begins(*first), |event| event.at);
    let last = until.map_or(last, |until| until.max(last));
    let args: Args = args![project_id, *first, last, i64::from(bounces), leave];
    tx.execute(MEND, args).await?;
    Ok((views, done))
}

const GOES_ON: &str =
    "update live_visits set first = $3, views = $4, interactive = $5 where project_id = $1 and first = $2";

/// A visit that goes on begins with another row, and has so many views and things that were done.
pub async fn go_on(
    tx: &mut Tx,
    project_id: i64,
    (old, first): (i64, i64),
    (views, done): (i64, i64),
) -> Result<(), DbError> {
    tx.execute(GOES_ON, args![project_id, old, first, views, done]).await.map(drop)
}

/// Until when a visit went on, as its first row says.
pub async fn last_at(tx: &mut Tx, project_id: i64, first: i64) -> Result<Option<Millis>, DbError> {
    let sql = "select last_at from visits where project_id = $1 and id = $2";
    let row: Option<(Millis,)> = tx.fetch_optional(sql, args![project_id, first]).await?;
    Ok(row.map(|(at,)| at))
}
