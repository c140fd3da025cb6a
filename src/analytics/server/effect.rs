//! What a deployment did to users. Its page shows it; gates and reports may ask the same.

use super::{
    dashboard::figure,
    goals,
    numbers::{self, Question},
    store::{scan::Figures, seal},
    vitals, word,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{
        Dim,
        effect::{Compared, Effect, Ended, Figure, Measure},
        query::Metric,
        vitals::Vital,
    },
    server::{
        clock::{DAY, Millis},
        problem::AppResult,
        state::AppState,
    },
};

/// A week: whole weeks compare Saturdays with Saturdays.
pub const WEEK: Millis = 7 * DAY;

/// What came to an environment, and when.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    pub environment: &'a str,
    pub at: Millis,
    /// When the next one came.
    pub until: Option<Millis>,
}

/// The time since an arrival, at most `window` (whole days), beside the same hours `window` earlier; none before it
/// arrived.
pub async fn release_effect(
    state: &AppState,
    project: &ProjectRef,
    arrival: Arrival<'_>,
    window: Millis,
) -> AppResult<Option<Effect>> {
    let (now, from) = (state.clock.now(), arrival.at);
    let (to, ended) = [(from + window, Ended::Window), (arrival.until.unwrap_or(Millis::MAX), Ended::Next)]
        .into_iter()
        .fold((now, Ended::Now), |first, end| if end.0 <= first.0 { end } else { first });
    if to <= from {
        return Ok(None);
    }
    let environment = word(state, Dim::Environment, arrival.environment);
    let goals = goals::names(state, project.id).await?;
    let side = |span| Side::of(state, project, environment, &goals, span);
    let (before, after, first) =
        tokio::try_join!(side((from - window, to - window)), side((from, to)), async {
            Ok(seal::first_event(&state.db, project.id).await?)
        },)?;
    // What was not counted from its beginning would look like less.
    let before = if first.is_none_or(|first| first > from - window) { None } else { Some(before) };
    Ok(Some(Effect { window, from, to, ended, rows: rows(before.as_ref(), &after) }))
}

/// What a span of time came to.
struct Side {
    figures: Figures,
    goals: Vec<(String, Figures)>,
    vitals: vitals::Measures,
}

impl Side {
    async fn of(
        state: &AppState,
        project: &ProjectRef,
        environment: i64,
        goals: &[String],
        span: (Millis, Millis),
    ) -> AppResult<Self> {
        let mut question = Question::within(project, span)?;
        question.environment = environment;
        let (figures, goals, vitals) = tokio::try_join!(
            numbers::total(state, &question),
            goals::reached(state, &question, goals),
            vitals::measured(state, &question),
        )?;
        Ok(Self { figures, goals, vitals })
    }

    fn metric(&self, metric: Metric) -> Measure {
        measure(self.figures.visits, figure(metric, &self.figures))
    }

    fn conversion(&self, goal: usize) -> Measure {
        let visits = self.goals.get(goal).map_or(0, |(_, figures)| figures.visits);
        measure(self.figures.visits, super::dashboard::percent(visits, self.figures.visits))
    }

    fn vital(&self, vital: Vital) -> Measure {
        let histogram = self.vitals.get(&vital);
        let p75 = histogram.and_then(|histogram| histogram.p75()).unwrap_or_default();
        measure(histogram.map_or(0, |histogram| histogram.total() as i64), f64::from(p75))
    }
}

fn measure(sample: i64, value: f64) -> Measure {
    Measure { value: (sample > 0).then_some(value), sample }
}

fn rows(before: Option<&Side>, after: &Side) -> Vec<Compared> {
    let row = |what, of: &dyn Fn(&Side) -> Measure| Compared {
        what,
        before: before.map(of).unwrap_or_default(),
        after: of(after),
    };
    let metrics = [Metric::Visits, Metric::Pageviews, Metric::BounceRate, Metric::EngagedTime];
    let mut rows: Vec<_> =
        metrics.into_iter().map(|metric| row(Figure::Of(metric), &|side| side.metric(metric))).collect();
    for (place, (goal, _)) in after.goals.iter().enumerate() {
        rows.push(row(Figure::Conversion(goal.clone()), &|side| side.conversion(place)));
    }
    for vital in Vital::ALL {
        let compared = row(Figure::Vital(vital), &|side| side.vital(vital));
        if compared.before.sample + compared.after.sample > 0 {
            rows.push(compared);
        }
    }
    rows
}
