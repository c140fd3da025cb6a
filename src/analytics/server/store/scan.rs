//! The SQL of counting: every figure of a dashboard comes from one of these statements.
//!
//! A statement is put together from pieces that stand here; what people say is bound. Days and hours are not the
//! database's business: it is given spans of time.
//!
//! Three shapes. Without a condition on events, figures come from `visits`, whose rows are one visit on one day.
//! By something that events have, they come from `events`. By something that visits have, but of events that
//! fulfil a condition, events are gathered by visit first.

use super::condition::{Bound, Condition, of};
use crate::{
    analytics::{model::Dim, server::dict::Id, server::visits::first_id},
    server::{
        clock::{DAY, HOUR, Millis},
        db::{Db, DbError},
    },
};
use std::collections::BTreeMap;

/// What is counted. All but `visitors` of parts of a day add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    /// Distinct visitors, counted per day.
    pub visitors: i64,
    pub visits: i64,
    pub views: i64,
    /// Views, and events of other names.
    pub events: i64,
    /// Visits of one view and nothing else.
    pub bounces: i64,
    pub duration_ms: i64,
    pub engaged_ms: i64,
    /// Sum of percents over views.
    pub scroll: i64,
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.visitors += other.visitors;
        self.visits += other.visits;
        self.views += other.views;
        self.events += other.events;
        self.bounces += other.bounces;
        self.duration_ms += other.duration_ms;
        self.engaged_ms += other.engaged_ms;
        self.scroll += other.scroll;
    }
}

/// Figures of one value in one span.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// Place in the list of spans.
    pub span: i64,
    /// 0 unless asked for.
    pub environment: Id,
    /// 0 when nothing is told apart, and for what has none.
    pub value: Id,
    /// The value of a property.
    pub text: Option<String>,
    #[sqlx(flatten)]
    pub figures: Figures,
}

/// What figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    Nothing,
    Dim(Dim),
    /// A property of events.
    Prop(&'a str),
}

/// One question to the rows themselves.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    pub project_id: i64,
    pub spans: &'a [(Millis, Millis)],
    pub by: By<'a>,
    /// Tells environments apart as well.
    pub by_environment: bool,
    /// The spans are shorter than a day, which a row of `visits` is.
    pub within_days: bool,
    pub condition: &'a Condition,
    /// The word of page views.
    pub page_view: Id,
}

/// Where a dimension stands.
pub fn column(dim: Dim) -> &'static str {
    match dim {
        Dim::Environment => "e.environment",
        Dim::Release => "e.release",
        Dim::Name => "e.name",
        Dim::Path => "e.path",
        Dim::Source => "v.source",
        Dim::Channel => "v.channel",
        Dim::Referrer => "v.referrer",
        Dim::UtmSource => "v.utm_source",
        Dim::UtmMedium => "v.utm_medium",
        Dim::UtmCampaign => "v.utm_campaign",
        Dim::UtmTerm => "v.utm_term",
        Dim::UtmContent => "v.utm_content",
        Dim::Country => "v.country",
        Dim::Region => "v.region",
        Dim::City => "v.city",
        Dim::Device => "v.device",
        Dim::Browser => "v.browser",
        Dim::Os => "v.os",
        Dim::Screen => "v.screen",
        Dim::Entry => "v.entry",
        Dim::Exit => "v.leave",
    }
}

/// Whether it is said of events, and not of visits.
pub fn is_of_events(dim: Dim) -> bool {
    matches!(dim, Dim::Release | Dim::Name | Dim::Path)
}

const OF_VISITS: &str = "count(distinct case when v.visitor <> 0 then v.visitor end) as visitors,
 cast(sum(case when v.first = v.id and v.visitor <> 0 then 1 else 0 end) as bigint) as visits,
 cast(sum(v.views) as bigint) as views, cast(sum(v.events) as bigint) as events,
 cast(sum(v.bounce) as bigint) as bounces,
 cast(sum(case when v.first = v.id and v.visitor <> 0 then v.last_at - (v.id >> 20) else 0 end) as bigint) as duration_ms,
 cast(sum(v.engaged_ms) as bigint) as engaged_ms, cast(0 as bigint) as scroll";
const OF_EVENTS: &str = "count(distinct case when e.visitor <> 0 then e.visitor end) as visitors,
 count(distinct case when e.visitor <> 0 then e.visit end) as visits,
 cast(sum(case when e.name = {view} then 1 else 0 end) as bigint) as views, count(*) as events,
 cast(0 as bigint) as bounces, cast(0 as bigint) as duration_ms,
 cast(sum(e.engaged_ms) as bigint) as engaged_ms, cast(sum(e.scroll) as bigint) as scroll";
const GATHERED: &str = "e.span as span, count(distinct case when e.visitor <> 0 then e.visitor end) as visitors,
 count(distinct case when e.visitor <> 0 then v.first end) as visits,
 cast(sum(e.views) as bigint) as views, cast(sum(e.events) as bigint) as events,
 count(distinct case when v.bounce = 1 then v.first end) as bounces,
 cast(sum(case when v.first = v.id and v.visitor <> 0 then v.last_at - (v.id >> 20) else 0 end) as bigint) as duration_ms,
 cast(sum(e.engaged_ms) as bigint) as engaged_ms, cast(sum(e.scroll) as bigint) as scroll";

/// Counts; rows of nothing are left out.
pub async fn count(db: &Db, scan: &Scan<'_>) -> Result<Vec<Counted>, DbError> {
    let by_events = match scan.by {
        By::Nothing => false,
        By::Dim(dim) => is_of_events(dim),
        By::Prop(_) => true,
    };
    if by_events {
        return run(db, scan, of_events).await;
    }
    if scan.condition.is_of_events() {
        return run(db, scan, gathered).await;
    }
    let visits = run(db, scan, of_visits).await?;
    if !scan.within_days {
        return Ok(visits);
    }
    let events = run(db, scan, of_events).await?;
    Ok(merged(visits, events))
}

async fn run(
    db: &Db,
    scan: &Scan<'_>,
    shape: fn(&Scan<'_>, &mut Bound) -> String,
) -> Result<Vec<Counted>, DbError> {
    let mut bound = Bound::new(db.is_postgres(), scan.project_id);
    let sql = shape(scan, &mut bound);
    db.fetch_built(sql, bound.args).await
}

/// Visits by when they began, and all else by when it happened.
fn merged(visits: Vec<Counted>, events: Vec<Counted>) -> Vec<Counted> {
    let mut all: BTreeMap<(i64, Id, Id), Counted> = BTreeMap::new();
    for mut row in events {
        row.figures.visits = 0;
        all.insert((row.span, row.environment, row.value), row);
    }
    for row in visits {
        let Figures { visits, bounces, duration_ms, .. } = row.figures;
        let began = Figures { visits, bounces, duration_ms, ..Figures::default() };
        let empty = Counted { figures: Figures::default(), ..row };
        all.entry((empty.span, empty.environment, empty.value)).or_insert(empty).figures += began;
    }
    all.into_values().collect()
}

/// The spans as a table: beginning, end, place.
fn spans(scan: &Scan<'_>, bound: &mut Bound, edge: fn(Millis) -> i64) -> String {
    let rows = (0_i64..).zip(scan.spans).map(|(place, (from, to))| {
        let row = [edge(*from), edge(*to), place].map(|value| bound.bind(value));
        format!("({})", row.join(","))
    });
    format!("(values {}) as b", rows.collect::<Vec<_>>().join(","))
}

/// What is told apart, and the groups of it.
fn apart(scan: &Scan<'_>, bound: &mut Bound, events: bool) -> (String, String) {
    let alias = events.then_some("e");
    let environment =
        if scan.by_environment { of(Dim::Environment, alias) } else { "cast(0 as bigint)".into() };
    let (value, text): (String, String) = match scan.by {
        By::Nothing => ("cast(0 as bigint)".into(), "cast(null as text)".into()),
        By::Dim(dim) => (of(dim, alias), "cast(null as text)".into()),
        By::Prop(key) => ("cast(0 as bigint)".into(), bound.prop("e", key)),
    };
    let mut groups = String::new();
    if scan.by_environment {
        groups.push_str(&format!(", {environment}"));
    }
    match scan.by {
        By::Nothing => {}
        By::Dim(_) => groups.push_str(&format!(", {value}")),
        By::Prop(_) => groups.push_str(&format!(", {text}")),
    }
    (format!("{environment} as environment, {value} as value, {text} as text"), groups)
}

fn of_visits(scan: &Scan<'_>, bound: &mut Bound) -> String {
    let spans = spans(scan, bound, first_id);
    let (apart, groups) = apart(scan, bound, false);
    let project = bound.bind(scan.project_id);
    let condition = scan.condition.sql(bound, None);
    format!(
        "select b.column3 as span, {apart}, {OF_VISITS} from {spans} cross join visits v
 where v.project_id = {project} and v.id >= b.column1 and v.id < b.column2 and {condition} group by b.column3{groups}"
    )
}

/// Events in the spans that fulfil the condition. Their visits are looked up one by one only for what cannot be told
/// otherwise: a set of those that fulfil their part is found in a third of the time.
fn events(scan: &Scan<'_>, bound: &mut Bound) -> String {
    let spans = spans(scan, bound, |at| at);
    let project = bound.bind(scan.project_id);
    let (of_visits, rest) = scan.condition.apart();
    let condition = rest.sql(bound, Some("e"));
    let among = if of_visits.is_anything() { String::new() } else { among(scan, bound, &of_visits) };
    let join = if rest.is_of_visits() {
        "left join visits v on v.project_id = e.project_id and v.id = e.visit"
    } else {
        ""
    };
    format!(
        "from {spans} cross join events e {join}
 where e.project_id = {project} and e.at >= b.column1 and e.at < b.column2 and {condition}{among}"
    )
}

/// That an event is of a visit that fulfils a condition.
fn among(scan: &Scan<'_>, bound: &mut Bound, condition: &Condition) -> String {
    let from = scan.spans.iter().map(|span| span.0).min().unwrap_or_default();
    let to = scan.spans.iter().map(|span| span.1).max().unwrap_or_default();
    // A row of a visit begins on the day of its events, which has up to 25 hours.
    let [project, from, to] =
        [scan.project_id, first_id(from - DAY - HOUR), first_id(to)].map(|value| bound.bind(value));
    let condition = condition.sql(bound, None);
    format!(
        " and e.visit in (select v.id from visits v where v.project_id = {project} and v.id >= {from} and v.id < {to} and {condition})"
    )
}

fn of_events(scan: &Scan<'_>, bound: &mut Bound) -> String {
    let (apart, groups) = apart(scan, bound, true);
    let view = bound.bind(scan.page_view);
    let figures = OF_EVENTS.replace("{view}", &view);
    let events = events(scan, bound);
    // A page is what was viewed, unless somebody asks where something else happened.
    let only = match scan.by {
        By::Dim(Dim::Path) if !scan.condition.names(Dim::Name) => format!(" and e.name = {view}"),
        By::Prop(key) => format!(" and {} is not null", bound.prop("e", key)),
        _ => String::new(),
    };
    format!("select b.column3 as span, {apart}, {figures} {events}{only} group by b.column3{groups}")
}

fn gathered(scan: &Scan<'_>, bound: &mut Bound) -> String {
    let (apart, groups) = apart(scan, bound, false);
    let view = bound.bind(scan.page_view);
    let events = events(scan, bound);
    let project = bound.bind(scan.project_id);
    format!(
        "select {apart}, {GATHERED} from (select b.column3 as span, e.visit, e.visitor,
  sum(case when e.name = {view} then 1 else 0 end) as views, count(*) as events, sum(e.engaged_ms) as engaged_ms,
  sum(e.scroll) as scroll {events} group by b.column3, e.visit, e.visitor) as e
 join visits v on v.project_id = {project} and v.id = e.visit group by e.span{groups}"
    )
}
