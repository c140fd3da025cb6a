//! The SQL of days that are over.

use super::scan::Figures;
use crate::{
    analytics::{
        model::{
            Dim,
            vitals::{Histogram, Vital},
        },
        server::{calendar::Day, dict::Id},
    },
    args,
    server::{
        clock::Millis,
        db::{Args, Bulk, Db, DbError, Tx},
    },
};

/// A row of `rollup_day` or, without dimension and value, of `rollup_hour`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolled {
    pub environment: Id,
    /// 0: all together.
    pub dim: i64,
    pub value: Id,
    /// When the hour begins.
    pub hour: Millis,
    pub figures: Figures,
}

/// A row of `vitals_day`.
#[derive(Debug, Clone)]
pub struct Measured {
    pub environment: Id,
    /// 0: all together.
    pub dim: i64,
    pub value: Id,
    pub vital: Vital,
    pub histogram: Histogram,
}

const FIRST: &str = "select min(at) from (select min(at) as at from events where project_id = $1
 union all select min(at) as at from loose_vitals where project_id = $1) as firsts";

/// The first event or measurement of a project; none before there is one.
pub async fn first_event(db: &Db, project_id: i64) -> Result<Option<Millis>, DbError> {
    let (at,): (Option<Millis>,) = db.fetch_one(FIRST, args![project_id]).await?;
    Ok(at)
}

/// The first day of a project that is sealed.
pub async fn first_day(db: &Db, project_id: i64) -> Result<Option<i64>, DbError> {
    let (day,): (Option<i64>,) =
        db.fetch_one("select min(day) from sealed_days where project_id = $1", args![project_id]).await?;
    Ok(day)
}

/// The last day before `day` that is sealed.
pub async fn last_sealed(db: &Db, project_id: i64, day: i64) -> Result<Option<i64>, DbError> {
    let sql = "select max(day) from sealed_days where project_id = $1 and day < $2";
    let (day,): (Option<i64>,) = db.fetch_one(sql, args![project_id, day]).await?;
    Ok(day)
}

/// Those of the days that are sealed and have not changed since.
pub async fn sealed(db: &Db, project_id: i64, (from, to): (i64, i64)) -> Result<Vec<i64>, DbError> {
    let sql = "select s.day from sealed_days s left join dirty_days d on d.project_id = s.project_id and d.day = s.day
 where s.project_id = $1 and s.day >= $2 and s.day <= $3 and d.day is null order by s.day";
    let days: Vec<(i64,)> = db.fetch_all(sql, args![project_id, from, to]).await?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// Days that changed after they were over, oldest first.
pub async fn dirty(db: &Db, project_id: i64) -> Result<Vec<i64>, DbError> {
    let days: Vec<(i64,)> = db
        .fetch_all("select day from dirty_days where project_id = $1 order by day", args![project_id])
        .await?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// The sums of a table by one of its columns, in all environments or one.
macro_rules! sums {
    ($table:literal by $by:literal where $which:literal) => {
        concat!(
            "select ", $by, " as value, cast(sum(visitors) as bigint) as visitors, cast(sum(visits) as bigint) as visits,
 cast(sum(views) as bigint) as views, cast(sum(events) as bigint) as events, cast(sum(bounces) as bigint) as bounces,
 cast(sum(duration_ms) as bigint) as duration_ms, cast(sum(engaged_ms) as bigint) as engaged_ms,
 cast(sum(scroll) as bigint) as scroll from ", $table, "
 where project_id = $1 and environment in
 (select id from dict where project_id = $1 and dim = $2 and ($3 = 0 or id = $3)) and ", $which, " group by ", $by
        )
    };
}

const BY_VALUE: &str = sums!("rollup_day" by "value" where "dim = $4 and day >= $5 and day <= $6");
const BY_DAY: &str = sums!("rollup_day" by "day" where "dim = 0 and day >= $4 and day <= $5");
const BY_HOUR: &str = sums!("rollup_hour" by "hour" where "hour >= $4 and hour < $5");

#[derive(sqlx::FromRow)]
struct Sum {
    value: i64,
    #[sqlx(flatten)]
    figures: Figures,
}

/// Figures of a run of sealed days together, by value of a dimension; of all together for 0. Environment 0: all.
pub async fn sums(
    db: &Db,
    project_id: i64,
    environment: Id,
    dim: i64,
    (from, to): (i64, i64),
) -> Result<Vec<(Id, Figures)>, DbError> {
    read(db, BY_VALUE, args![project_id, Dim::Environment as i64, environment, dim, from, to]).await
}

/// Figures of a run of sealed days, day by day.
pub async fn sums_by_day(
    db: &Db,
    project_id: i64,
    environment: Id,
    (from, to): (i64, i64),
) -> Result<Vec<(i64, Figures)>, DbError> {
    read(db, BY_DAY, args![project_id, Dim::Environment as i64, environment, from, to]).await
}

/// Figures of the hours of sealed days within a span.
pub async fn hours(
    db: &Db,
    project_id: i64,
    environment: Id,
    (from, to): (Millis, Millis),
) -> Result<Vec<(Millis, Figures)>, DbError> {
    read(db, BY_HOUR, args![project_id, Dim::Environment as i64, environment, from, to]).await
}

async fn read(db: &Db, sql: &'static str, args: Args) -> Result<Vec<(i64, Figures)>, DbError> {
    let rows: Vec<Sum> = db.fetch_all(sql, args).await?;
    Ok(rows.into_iter().map(|row| (row.value, row.figures)).collect())
}

/// Takes note that a day is read now: what comes later marks it again.
pub async fn clean(tx: &mut Tx, project_id: i64, day: i64) -> Result<(), DbError> {
    tx.execute("delete from dirty_days where project_id = $1 and day = $2", args![project_id, day])
        .await
        .map(drop)
}

const DAYS: Bulk = (
    "insert into rollup_day (project_id, environment, dim, day, value, visitors, visits, views, events, bounces, duration_ms, engaged_ms, scroll)",
    13,
    "",
);
const HOURS: Bulk = (
    "insert into rollup_hour (project_id, environment, hour, visitors, visits, views, events, bounces, duration_ms, engaged_ms, scroll)",
    11,
    "",
);
const VITALS: Bulk =
    ("insert into vitals_day (project_id, environment, dim, day, value, vital, histogram)", 7, "");
const SEALED: &str = "insert into sealed_days (project_id, day, starts_at, ends_at, sealed_at) values ($1, $2, $3, $4, $5)
 on conflict (project_id, day) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at, sealed_at = excluded.sealed_at";

/// Puts what a day and its hours come to in the place of what was there.
pub async fn replace(
    tx: &mut Tx,
    project_id: i64,
    day: Day,
    (days, hours, vitals): (&[Rolled], &[Rolled], &[Measured]),
    now: Millis,
) -> Result<(), DbError> {
    // First, so that another instance that seals the same day waits here.
    tx.execute(SEALED, args![project_id, day.number, day.start, day.end, now]).await?;
    forget_sums(tx, project_id, day.number, (day.start, day.end)).await?;
    let day_row = |row: &Rolled| {
        let mut args = args![project_id, row.environment, row.dim, day.number, row.value];
        args.extend(figures(&row.figures));
        args
    };
    tx.execute_rows(DAYS, days, day_row).await?;
    let hour_row = |row: &Rolled| {
        let mut args = args![project_id, row.environment, row.hour];
        args.extend(figures(&row.figures));
        args
    };
    tx.execute_rows(HOURS, hours, hour_row).await?;
    let vitals_row = |row: &Measured| {
        let Measured { environment, dim, value, vital, histogram } = row;
        args![project_id, *environment, *dim, day.number, *value, vital.as_str(), histogram.to_string()]
    };
    tx.execute_rows(VITALS, vitals, vitals_row).await.map(drop)
}

/// Forgets what a day and its hours came to.
pub async fn forget_sums(
    tx: &mut Tx,
    project_id: i64,
    day: i64,
    (from, to): (Millis, Millis),
) -> Result<(), DbError> {
    let days = [
        "delete from rollup_day where project_id = $1 and day = $2",
        "delete from vitals_day where project_id = $1 and day = $2",
    ];
    for day_of in days {
        tx.execute(day_of, args![project_id, day]).await?;
    }
    let hours = "delete from rollup_hour where project_id = $1 and hour >= $2 and hour < $3";
    tx.execute(hours, args![project_id, from, to]).await.map(drop)
}

fn figures(figures: &Figures) -> Args {
    args![
        figures.visitors,
        figures.visits,
        figures.views,
        figures.events,
        figures.bounces,
        figures.duration_ms,
        figures.engaged_ms,
        figures.scroll
    ]
}

/// Forgets events, visits and what was measured before an instant.
pub async fn forget(tx: &mut Tx, project_id: i64, before: Millis) -> Result<(), DbError> {
    // By way of the few events: looking at what all vitals belong to would take seconds in a large store.
    tx.execute("delete from vitals where project_id = $1 and (page, seq) in (select e.page, e.seq from events e where e.project_id = $1 and e.at < $2)", args![project_id, before]).await?;
    tx.execute("delete from events where project_id = $1 and at < $2", args![project_id, before]).await?;
    tx.execute("delete from loose_vitals where project_id = $1 and at < $2", args![project_id, before])
        .await?;
    tx.execute("delete from visits where project_id = $1 and id < $2", args![project_id, before << 20])
        .await
        .map(drop)
}
