//! What the analytics page shows.

use super::{
    ask, busy,
    calendar::Day,
    numbers::{self, Question, Slot},
    store::scan::Figures,
};
use crate::{
    access::Role,
    accounts::server::{ProjectRef, project_by_slug},
    analytics::model::{
        civil::Date,
        dashboard::{Course, Dashboard, GROUPS, Step, Tile, measured_by, shown},
        query::{Interval, Metric, Refusal, Selection},
        range::Days,
    },
    deploys::server as deploys,
    error::AppError,
    server::{clock::Millis, ctx::Ctx, problem::AppResult, state::AppState},
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
/// The same for those who reached a goal.
const GOAL_TILES: [Metric; 4] = [Metric::Visitors, Metric::Visits, Metric::Events, Metric::ConversionRate];
/// Telemetry without an environment means this one, and releases reach users there.
const USERS: &str = "production";

/// # Errors
/// `NotFound` without a role in the project; `Invalid` for a parameter that is not understood.
pub async fn read(ctx: &Ctx, slug: &str, asked: &[(String, String)]) -> AppResult<Dashboard> {
    ctx.project(slug, Role::Viewer)?;
    let project = project_by_slug(&ctx.state, slug).await?.ok_or(AppError::NotFound)?;
    Page::new(&ctx.state, &project, asked).await?.read(asked).await
}

pub fn invalid(refusal: Refusal) -> AppError {
    AppError::invalid(&refusal.field, refusal.message)
}

/// A question, and the one that shares are shares of.
pub struct Asked<'a> {
    pub question: Question<'a>,
    /// The same without the goal; none when no goal is chosen.
    pub without_goal: Option<Question<'a>>,
}

impl<'a> Asked<'a> {
    fn new(state: &AppState, project: &'a ProjectRef, days: Days, selection: &Selection) -> AppResult<Self> {
        let filters = |selection: &Selection| selection.query(vec![Metric::Visitors], Vec::new()).filters;
        let without_goal = match selection.goal {
            Some(_) => {
                let rest = Selection { goal: None, ..selection.clone() };
                Some(ask::question(state, project, days, &filters(&rest))?)
            }
            None => None,
        };
        let question = ask::question(state, project, days, &filters(selection))?;
        Ok(Self { question, without_goal })
    }

    /// The question without the goal.
    pub fn whole(&self) -> &Question<'a> {
        self.without_goal.as_ref().unwrap_or(&self.question)
    }

    /// The figures together, and those without the goal.
    async fn totals(&self, state: &AppState) -> AppResult<(Figures, Figures)> {
        let found = numbers::total(state, &self.question).await?;
        match &self.without_goal {
            Some(whole) => Ok((found, numbers::total(state, whole).await?)),
            None => Ok((found, found)),
        }
    }
}

/// One page: the question, and the one it is compared with.
pub struct Page<'a> {
    pub state: &'a AppState,
    pub selection: Selection,
    days: Days,
    pub now: Asked<'a>,
    before: Option<Asked<'a>>,
}

impl<'a> Page<'a> {
    /// # Errors
    /// `Invalid` for a parameter that is not understood.
    pub async fn new(
        state: &'a AppState,
        project: &'a ProjectRef,
        asked: &[(String, String)],
    ) -> AppResult<Self> {
        let selection = Selection::from_pairs(asked).map_err(invalid)?;
        let days = ask::days(state, project, selection.span).await?;
        let now = Asked::new(state, project, days, &selection)?;
        let before = match selection.query(vec![Metric::Visitors], Vec::new()).include.comparison {
            None => None,
            Some(comparison) => {
                let days = ask::compared(state, project, days, &comparison).await?;
                Some(Asked::new(state, project, days, &selection)?)
            }
        };
        Ok(Self { state, selection, days, now, before })
    }

    async fn read(&self, asked: &[(String, String)]) -> AppResult<Dashboard> {
        let (state, question) = (self.state, &self.now.question);
        let (project, now) = (question.project, state.clock.now());
        let span = question.span()?;
        let environment = self.selection.environment.as_deref().unwrap_or(USERS);
        let panels = (0..GROUPS.len()).map(|group| self.ranking(shown(group, asked), MOST));
        let (online, environments, tiles, chart, marks, panels, vitals) = tokio::try_join!(
            busy::online(state, project.id, question.environment),
            deploys::environments::list(state, project.id),
            self.tiles(),
            self.course(),
            deploys::markers(state, project.id, Some(environment), span.0, span.1),
            try_join_all(panels),
            self.vitals(measured_by(asked), MOST),
        )?;
        let days = |asked: &Asked<'_>| self.written(asked.question.days);
        Ok(Dashboard {
            now,
            online,
            days: days(&self.now),
            before: self.before.as_ref().map(days),
            environments: environments.iter().map(|environment| environment.name.clone()).collect(),
            tiles,
            chart,
            marks,
            panels,
            vitals,
        })
    }

    /// First and last day in ISO 8601.
    pub fn written(&self, days: (i64, i64)) -> (String, String) {
        (Date::of(days.0).to_string(), Date::of(days.1).to_string())
    }

    async fn tiles(&self) -> AppResult<Vec<Tile>> {
        let (now, before) = tokio::try_join!(self.now.totals(self.state), async {
            match &self.before {
                Some(before) => Ok(Some(before.totals(self.state).await?)),
                None => Ok(None),
            }
        })?;
        let value = |metric, (found, whole): &(Figures, Figures)| match metric {
            Metric::ConversionRate => percent(found.visits, whole.visits),
            _ => figure(metric, found),
        };
        let tile = |metric: &Metric| Tile {
            metric: *metric,
            value: value(*metric, &now),
            before: before.as_ref().map(|before| value(*metric, before)),
        };
        let metrics = if self.selection.goal.is_some() { &GOAL_TILES[..] } else { &TILES };
        Ok(metrics.iter().map(tile).collect())
    }

    pub async fn course(&self) -> AppResult<Course> {
        let intervals = self.days.intervals();
        let wanted = self.selection.interval.filter(|interval| intervals.contains(interval));
        let interval = wanted.unwrap_or_else(|| self.days.interval());
        let now = self.state.clock.now();
        let course = numbers::course(self.state, &self.now.question, interval).await?;
        let before = match &self.before {
            Some(before) => numbers::course(self.state, &before.question, interval).await?,
            None => Vec::new(),
        };
        let step = |(slot, figures)| step(&self.now.question, slot, interval, now, &figures);
        Ok(Course {
            interval,
            intervals,
            steps: course.into_iter().map(step).collect::<AppResult<_>>()?,
            before: before.iter().map(|(_, figures)| three(figures)).collect(),
        })
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

/// How much a part is of the whole; 0 where there is no whole.
pub fn percent(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
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
        Metric::BounceRate => percent(bounces, visits),
        Metric::VisitDuration => share(duration_ms, visits) / 1_000.0,
        Metric::EngagedTime | Metric::TimeOnPage => share(engaged_ms, visits) / 1_000.0,
        Metric::ScrollDepth => share(scroll, views),
        // Both need another question's figures.
        Metric::ConversionRate | Metric::Percentage => 0.0,
    }
}
