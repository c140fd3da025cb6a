//! The SQL of a batch of events: everything in the order of keys, so that two processes writing the same
//! rows wait for each other instead of locking each other out.

use crate::{
    analytics::server::{
        dict::Word,
        visits::{Continued, Key, Known, Live, NewEvent, Passage, Row, Whence},
        wire::Vitals,
    },
    args,
    server::{
        clock::{HOUR, Millis},
        db::{Arg, Args, Bulk, DbError, Tx},
    },
};
use std::collections::{BTreeMap, HashSet};

const LIVE: &str = "insert into live_visits (visitor, project_id, first, current, last_at, viewed_at, page, seq, path, views, interactive)";
const GOING: &str =
    "select visitor, project_id, first, current, last_at, viewed_at, page, seq, path, views, interactive
 from live_visits where visitor in (";
const CLAIM: Bulk = (
    LIVE,
    11,
    "on conflict (visitor) do update set project_id = excluded.project_id
 returning visitor, project_id, first, current, last_at, viewed_at, page, seq, path, views, interactive",
);

/// The visits of these visitors that are going on; `visitors` sorted.
///
/// PostgreSQL locks them until COMMIT, also those that do not exist yet, so that two instances cannot both
/// begin one. SQLite has one writer, so it only reads.
pub async fn claim(tx: &mut Tx, visitors: &[(i64, i64)]) -> Result<Vec<Live>, DbError> {
    if !tx.is_postgres() {
        let ids: Vec<i64> = visitors.iter().map(|(visitor, _)| *visitor).collect();
        return tx.fetch_in(GOING, &ids, ")").await;
    }
    let empty = |(visitor, project_id): &(i64, i64)| {
        live_row(&Live { visitor: *visitor, project_id: *project_id, ..Live::default() })
    };
    tx.fetch_rows(CLAIM, visitors, empty).await
}

const KEEP: Bulk = (
    LIVE,
    11,
    "on conflict (visitor) do update set project_id = excluded.project_id, first = excluded.first,
 current = excluded.current, last_at = excluded.last_at, viewed_at = excluded.viewed_at, page = excluded.page,
 seq = excluded.seq, path = excluded.path, views = excluded.views, interactive = excluded.interactive",
);

/// Writes the visits back that are going on, and forgets `gone`.
pub async fn keep_live(tx: &mut Tx, live: &[Live], gone: &[i64]) -> Result<(), DbError> {
    tx.execute_rows(KEEP, live, live_row).await?;
    tx.execute_in("delete from live_visits where visitor in (", gone, ")").await
}

fn live_row(live: &Live) -> Args {
    args![
        live.visitor,
        live.project_id,
        live.first,
        live.current,
        live.last_at,
        live.viewed_at,
        live.page,
        live.seq,
        live.path,
        live.views,
        live.interactive
    ]
}

/// Forget visits that ended before an instant.
pub async fn forget_live(tx: &mut Tx, before: Millis) -> Result<(), DbError> {
    tx.execute("delete from live_visits where last_at < $1", args![before]).await.map(drop)
}

const LOOK_UP: Bulk = (
    "select e.project_id, e.page, e.seq, e.at, e.visit, e.engaged_ms, e.scroll from (",
    3,
    ") as k join events e on e.project_id = k.column1 and e.page = k.column2 and e.seq = k.column3",
);

/// Those of the keys that are stored.
pub async fn known(tx: &mut Tx, keys: &[Key]) -> Result<Vec<Known>, DbError> {
    tx.fetch_rows(LOOK_UP, keys, |(project_id, page, seq)| args![*project_id, *page, *seq]).await
}

const LAST_VIEW: &str =
    "select e.project_id, e.page, e.seq, e.at, e.visit, e.engaged_ms, e.scroll from events e
 where e.project_id = $1 and e.at >= $2 and e.visitor = $3 and e.path = $4 and e.name = $5 order by e.at desc limit 1";

/// A visitor's last view of a path in the last hours: nobody says later how long it was.
pub async fn last_view(
    tx: &mut Tx,
    project_id: i64,
    visitor: i64,
    passage: &Passage,
) -> Result<Option<Known>, DbError> {
    let since = passage.at - 4 * HOUR;
    tx.fetch_optional(LAST_VIEW, args![project_id, since, visitor, passage.path, passage.view]).await
}

/// An event with where it belongs and what was read of it in the same batch.
pub struct Placed<'a> {
    pub whence: &'a Whence,
    pub event: &'a NewEvent,
    pub visitor: i64,
    pub visit: i64,
    pub engaged_ms: i64,
    pub scroll: i64,
}

const EVENT_COLUMNS: usize = 15;
const INSERT: &str = "insert into events (project_id, at, page, seq, environment, release, visitor, visit, name, path, engaged_ms, scroll, nav, flags, props)";

/// Stores events that are not known; the keys of those another instance has stored since.
pub async fn insert(tx: &mut Tx, events: &[Placed<'_>]) -> Result<HashSet<Key>, DbError> {
    if !tx.is_postgres() {
        tx.execute_rows((INSERT, EVENT_COLUMNS, ""), events, event_row).await?;
        return Ok(HashSet::new());
    }
    let tail = "on conflict do nothing returning project_id, page, seq";
    let stored: Vec<Key> = tx.fetch_rows((INSERT, EVENT_COLUMNS, tail), events, event_row).await?;
    let stored: HashSet<Key> = stored.into_iter().collect();
    let key = |placed: &Placed<'_>| (placed.whence.project_id, placed.whence.page, placed.event.seq);
    Ok(events.iter().map(key).filter(|key| !stored.contains(key)).collect())
}

fn event_row(placed: &Placed<'_>) -> Args {
    let (whence, event) = (placed.whence, placed.event);
    args![
        whence.project_id,
        event.at,
        whence.page,
        event.seq,
        whence.environment,
        whence.release,
        placed.visitor,
        placed.visit,
        event.name,
        event.path,
        placed.engaged_ms,
        placed.scroll,
        event.nav,
        event.flags,
        event.props.as_deref()
    ]
}

const READ: Bulk = (
    "update events set engaged_ms = k.column5, scroll = k.column6 from (",
    6,
    ") as k where events.project_id = k.column1 and events.at = k.column2 and events.page = k.column3 and events.seq = k.column4",
);

/// What views that are stored were read until now.
pub async fn read(tx: &mut Tx, views: &[Known]) -> Result<(), DbError> {
    let row =
        |view: &Known| args![view.project_id, view.at, view.page, view.seq, view.engaged_ms, view.scroll];
    tx.execute_rows(READ, views, row).await.map(drop)
}

const CONTINUE: &str = "insert into visits (project_id, id, first, environment, visitor, last_at, views, events, engaged_ms, bounce,
  entry, leave, source, channel, referrer, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, device, browser, os, screen)
 select project_id, $3, first, environment, $4, 0, 0, 0, 0, 0,
  0, 0, source, channel, referrer, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, device, browser, os, screen
 from visits where project_id = $1 and id = $2 on conflict do nothing";
const VISIT_COLUMNS: usize = 27;
const VISIT: Bulk = (
    "insert into visits (project_id, id, first, environment, visitor, last_at, views, events, engaged_ms, bounce,
  entry, leave, source, channel, referrer, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, device, browser, os, screen)",
    VISIT_COLUMNS,
    "on conflict (project_id, id) do update set
  last_at = case when excluded.last_at > visits.last_at then excluded.last_at else visits.last_at end,
  views = visits.views + excluded.views, events = visits.events + excluded.events,
  engaged_ms = visits.engaged_ms + excluded.engaged_ms,
  bounce = case when excluded.bounce < 0 then visits.bounce else excluded.bounce end,
  entry = case when visits.entry = 0 then excluded.entry else visits.entry end,
  leave = case when excluded.leave = 0 then visits.leave else excluded.leave end",
);

/// Adds to the rows of visits, and makes those that are new.
pub async fn add(
    tx: &mut Tx,
    rows: &BTreeMap<(i64, i64), Row>,
    continued: &[Continued],
) -> Result<(), DbError> {
    // A first row made in the same batch must be there to be continued.
    let late: HashSet<(i64, i64)> = continued.iter().map(|row| (row.project_id, row.id)).collect();
    let (late, soon): (Vec<_>, Vec<_>) = rows.iter().partition(|(key, _)| late.contains(key));
    tx.execute_rows(VISIT, &soon, visit_row).await?;
    for row in continued {
        tx.execute(CONTINUE, args![row.project_id, row.first, row.id, row.visitor]).await?;
    }
    tx.execute_rows(VISIT, &late, visit_row).await.map(drop)
}

fn visit_row((key, row): &(&(i64, i64), &Row)) -> Args {
    let opening = &row.opening;
    let mut args: Vec<Arg> = args![
        key.0,
        key.1,
        row.first,
        row.environment,
        row.visitor,
        row.last_at,
        row.views,
        row.events,
        row.engaged_ms,
        row.bounce.map_or(-1, i64::from),
        row.entry,
        row.leave,
        opening.source,
        opening.channel,
        opening.referrer
    ];
    args.extend(opening.utm.into_iter().map(Arg::from));
    args.extend(args![
        opening.country,
        opening.region,
        opening.city,
        opening.device,
        opening.browser,
        opening.os,
        opening.screen
    ]);
    args
}

const VITALS: Bulk = (
    "insert into vitals (project_id, page, seq, revision, lcp, cls, inp, fcp, ttfb)",
    9,
    "on conflict (project_id, page, seq) do update set revision = excluded.revision,
  lcp = coalesce(excluded.lcp, vitals.lcp), cls = coalesce(excluded.cls, vitals.cls),
  inp = coalesce(excluded.inp, vitals.inp), fcp = coalesce(excluded.fcp, vitals.fcp),
  ttfb = coalesce(excluded.ttfb, vitals.ttfb)
 where excluded.revision > vitals.revision",
);

/// What views measured; an earlier reading than the stored one changes nothing.
pub async fn measured(tx: &mut Tx, vitals: &BTreeMap<Key, Vitals>) -> Result<(), DbError> {
    let rows: Vec<_> = vitals.iter().collect();
    tx.execute_rows(VITALS, &rows, |((project_id, page, seq), vitals)| {
        args![
            *project_id,
            *page,
            *seq,
            vitals.revision,
            vitals.lcp,
            vitals.cls,
            vitals.inp,
            vitals.fcp,
            vitals.ttfb
        ]
    })
    .await
    .map(drop)
}

const WORD: Bulk = ("insert into dict (project_id, dim, id, text)", 4, "on conflict do nothing");

/// Stores words; `words` sorted by their keys, each once.
pub async fn words(tx: &mut Tx, words: &[&Word]) -> Result<(), DbError> {
    let row = |word: &&Word| args![word.project_id, word.dim as i64, word.id, &word.text];
    tx.execute_rows(WORD, words, row).await.map(drop)
}

const DIRTY: Bulk = ("insert into dirty_days (project_id, day)", 2, "on conflict do nothing");

/// Days that something came for when they were over; sorted.
pub async fn dirty(tx: &mut Tx, days: &[(i64, i64)]) -> Result<(), DbError> {
    tx.execute_rows(DIRTY, days, |(project_id, day)| args![*project_id, *day]).await.map(drop)
}
