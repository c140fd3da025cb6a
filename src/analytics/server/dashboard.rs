//! What the analytics page shows.

use super::{
    ask,
    calendar::Day,
    dict::Id,
    numbers::{self, Question, Slot},
    store::{
        read,
        scan::{By, Figures},
    },
    vitals, word,
};
use crate::{
    access::Role,
    accounts::server::{ProjectRef, project_by_slug},
    analytics::model::{
        Dim,
        civil::Date,
        dashboard::{Course, Dashboard, GROUPS, Ranked, Ranking, Step, Tile, shown},
        query::{Field, Interval, Metric, Query, Refusal, Selection},
        range::Days,
    },
    deploys::server as deploys,
    error::AppError,
    server::{
        clock::{MINUTE, Millis},
        ctx::Ctx,
        problem::AppResult,
        state::AppState,
    },
};
use futures::future::try_join_all;

/// Rows of a panel.
const MOST: usize = 9;
const TILES: [Metric; 7] = [
    Metric::Visitors,
    Metric::Visits,
    Metric::Pageviews,
    Metric::ViewsPerVisit,
    Metric::BounceRate,
    Metric::VisitDuration,
    Metric::EngagedTime,
];
/// Telemetry without an environment means this one, and releases reach users there.
const USERS: &str = "production";

/// # Errors
/// `NotFound` without a role in the project; `Invalid` for a parameter that is not understood.
pub async fn read(ctx: &Ctx, slug: &str, asked: &[(String, String)]) -> AppResult<Dashboard> {
    ctx.project(slug, Role::Viewer)?;
    let project = project_by_slug(&ctx.state, slug).await?.ok_or(AppError::NotFound)?;
    let selection = Selection::from_pairs(asked).map_err(invalid)?;
    let page = Page::new(&ctx.state, &project, selection).await?;
    page.read(asked).await
}

fn invalid(refusal: Refusal) -> AppError {
    AppError::invalid(&refusal.field, refusal.message)
}

/// One page: the question, and the one it is compared with.
struct Page<'a> {
    state: &'a AppState,
    selection: Selection,
    days: Days,
    question: Question<'a>,
    before: Option<Question<'a>>,
}

impl<'a> Page<'a> {
    async fn new(state: &'a AppState, project: &'a ProjectRef, selection: Selection) -> AppResult<Self> {
        let days = ask::days(state, project, selection.span).await?;
        let Query { filters, include, .. } = selection.query(vec![Metric::Visitors], Vec::new());
        let question = ask::question(state, project, days, &filters)?;
        let before = match &include.comparison {
            None => None,
            Some(comparison) => {
                let days = ask::compared(state, project, days, comparison).await?;
                Some(ask::question(state, project, days, &filters)?)
            }
        };
        Ok(Self { state, selection, days, question, before })
    }

    async fn read(&self, asked: &[(String, String)]) -> AppResult<Dashboard> {
        let (state, project) = (self.state, self.question.project);
        let now = state.clock.now();
        let span = self.question.span()?;
        let environment = self.selection.environment.as_deref().unwrap_or(USERS);
        let panels = (0..GROUPS.len()).map(|group| self.ranking(shown(group, asked)));
        let (online, environments, tiles, chart, marks, panels, measured) = tokio::try_join!(
            async {
                let since = now - 5 * MINUTE;
                Ok(read::visitors_since(&state.db, project.id, self.question.environment, since).await?)
            },
            deploys::environments::list(state, project.id),
            self.tiles(),
            self.course(),
            deploys::markers(state, project.id, Some(environment), span.0, span.1),
            try_join_all(panels),
            vitals::measured(state, &self.question),
        )?;
        let written = |days: (i64, i64)| (Date::of(days.0).to_string(), Date::of(days.1).to_string());
        Ok(Dashboard {
            now,
            online,
            days: written(self.question.days),
            before: self.before.as_ref().map(|before| written(before.days)),
            environments: environments.iter().map(|environment| environment.name.clone()).collect(),
            tiles,
            chart,
            marks,
            panels,
            vitals: vitals::shown(&measured),
        })
    }

    async fn tiles(&self) -> AppResult<Vec<Tile>> {
        let (now, before) = tokio::try_join!(numbers::total(self.state, &self.question), async {
            match &self.before {
                Some(before) => Ok(Some(numbers::total(self.state, before).await?)),
                None => Ok(None),
            }
        })?;
        let tile = |metric| Tile {
            metric,
            value: figure(metric, &now),
            before: before.as_ref().map(|before| figure(metric, before)),
        };
        Ok(TILES.map(tile).into())
    }

    async fn course(&self) -> AppResult<Course> {
        let intervals = self.days.intervals();
        let wanted = self.selection.interval.filter(|interval| intervals.contains(interval));
        let interval = wanted.unwrap_or_else(|| self.days.interval());
        let now = self.state.clock.now();
        let course = numbers::course(self.state, &self.question, interval).await?;
        let before = match &self.before {
            Some(before) => numbers::course(self.state, before, interval).await?,
            None => Vec::new(),
        };
        let step = |(slot, figures)| step(&self.question, slot, interval, now, &figures);
        Ok(Course {
            interval,
            intervals,
            steps: course.into_iter().map(step).collect::<AppResult<_>>()?,
            before: before.iter().map(|(_, figures)| three(figures)).collect(),
        })
    }

    async fn ranking(&self, field: Field) -> AppResult<Ranking> {
        let Some(dim) = ask::dim(field) else {
            return Ok(Ranking { field, rows: Vec::new(), total: 0 });
        };
        let mut rows = numbers::count(self.state, &self.question, By::Dim(dim)).await?;
        // What nothing is known of is a row only where that says something: of sources it is "direct".
        rows.retain(|row| row.value != 0 || dim == Dim::Source);
        if dim == Dim::Name {
            let view = word(self.state, Dim::Name, super::wire::PAGE_VIEW);
            rows.retain(|row| row.value != view);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.figures.visitors, row.figures.events, row.value)));
        let total = rows.len();
        rows.truncate(MOST);
        let ids: Vec<Id> = rows.iter().map(|row| row.value).collect();
        let texts = ask::texts(self.state, self.question.project.id, dim, &ids).await?;
        let ranked = |row: &numbers::Row| Ranked {
            text: texts.get(&row.value).cloned().unwrap_or_default(),
            visitors: row.figures.visitors,
            count: count(dim, &row.figures),
            rate: (dim == Dim::Entry).then(|| figure(Metric::BounceRate, &row.figures)),
        };
        Ok(Ranking { field, rows: rows.iter().map(ranked).collect(), total })
    }
}

/// Views of a page; how often an event happened; else visits.
fn count(dim: Dim, figures: &Figures) -> i64 {
    match dim {
        Dim::Path => figures.views,
        Dim::Name => figures.events,
        _ => figures.visits,
    }
}

fn three(figures: &Figures) -> [i64; 3] {
    [figures.visitors, figures.visits, figures.views]
}

/// A step of the chart; one that is still to come has no counts.
fn step(
    question: &Question<'_>,
    slot: Slot,
    interval: Interval,
    now: Millis,
    figures: &Figures,
) -> AppResult<Step> {
    let zone = &question.project.time_zone;
    let from = match slot {
        Slot::Hour(from) => from,
        Slot::Days(bucket) => Day::numbered(zone, bucket.days.from)?.start,
    };
    let local = numbers::local(zone, from)?;
    let write = |form: &str| local.strftime(form).to_string();
    let (short, long) = match interval {
        Interval::Hour => (write("%H:%M"), write("%a %-d %b, %H:%M")),
        Interval::Day => (write("%-d %b"), write("%a %-d %b %Y")),
        Interval::Week => (write("%-d %b"), format!("Week of {}", write("%a %-d %b %Y"))),
        Interval::Month => (write("%b"), write("%B %Y")),
    };
    Ok(Step { from, short, long, counts: (from <= now).then(|| three(figures)) })
}

/// The value of a metric, in its unit; 0 where there is nothing to divide by.
pub fn figure(metric: Metric, figures: &Figures) -> f64 {
    let Figures { visitors, visits, views, events, bounces, duration_ms, engaged_ms, scroll } = *figures;
    let share = |part: i64, whole: i64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    match metric {
        Metric::Visitors => visitors as f64,
        Metric::Visits => visits as f64,
        Metric::Pageviews => views as f64,
        Metric::Events => events as f64,
        Metric::ViewsPerVisit => share(views, visits),
        Metric::BounceRate => 100.0 * share(bounces, visits),
        Metric::VisitDuration => share(duration_ms, visits) / 1_000.0,
        Metric::EngagedTime | Metric::TimeOnPage => share(engaged_ms, visits) / 1_000.0,
        Metric::ScrollDepth => share(scroll, views),
        // Both need another question's figures.
        Metric::ConversionRate | Metric::Percentage => 0.0,
    }
}
