//! How many entries there are: what the overview and the inbox draw.

use super::store::{self, Selection};
use crate::{
    accounts::server as accounts,
    deploys::server::{environments, markers},
    error::AppError,
    feedback::model::{Day, FeedbackType, Status, Summary, Trend},
    server::{clock::Millis, problem::AppResult, state::AppState},
};

/// How many entries of each type came in a period, both ends included; spam is left out.
pub async fn counts_by_type(
    state: &AppState,
    project_id: i64,
    from: Millis,
    to: Millis,
) -> AppResult<Summary> {
    let selection = Selection { from, to, ..Selection::default() };
    Ok(store::counts(&state.db, project_id, &selection).await?.0)
}

/// Reports of bugs nobody has looked at.
pub async fn new_bugs(state: &AppState, project_id: i64) -> AppResult<i64> {
    let selection = Selection {
        feedback_type: Some(FeedbackType::Bug),
        status: Some(Status::New),
        ..Selection::default()
    };
    Ok(store::counts(&state.db, project_id, &selection).await?.0.total)
}

/// How many entries came on each of the last thirty days, oldest first; spam is left out.
pub async fn totals_by_day(state: &AppState, project_id: i64) -> AppResult<Vec<i64>> {
    let days = counts_by_day(state, project_id, TREND_DAYS).await?;
    Ok(days.into_iter().map(|day| day.counts.total).collect())
}

/// Days that the inbox draws.
const TREND_DAYS: u16 = 30;
/// More lines than this hide what they are drawn on.
const TREND_MARKS: usize = 30;

/// What came in the last thirty days, and what was deployed where users are: to the last
/// environment of the way.
pub async fn trend(state: &AppState, project_id: i64) -> AppResult<Trend> {
    let project = accounts::project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    let days = counts_by_day(state, project_id, TREND_DAYS).await?;
    let starts: Vec<Millis> = days.iter().map(|day| day.start).collect();
    let (from, to) = (starts.first().copied().unwrap_or_default(), state.clock.now() + 1);
    let mut marks = match environments::list(state, project_id).await?.last() {
        Some(last) => markers(state, project_id, Some(&last.name), from, to).await?,
        None => Vec::new(),
    };
    marks.truncate(TREND_MARKS);
    Ok(Trend { names: accounts::day_names(&project, &starts)?, days, marks })
}

/// How many entries of each type came on each of the last `days` days, oldest
/// first and today last, as the project's time zone counts them; spam is left out.
pub async fn counts_by_day(state: &AppState, project_id: i64, days: u16) -> AppResult<Vec<Day>> {
    let project = accounts::project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    let now = state.clock.now();
    let starts = accounts::day_starts(&project, now, days)?;
    let mut counted: Vec<Day> =
        starts.into_iter().map(|start| Day { start, counts: Summary::default() }).collect();
    let from = counted.first().map_or(now, |first| first.start);
    for (at, kind, count) in store::counts_by_quarter(&state.db, project_id, from, now).await? {
        let after = counted.partition_point(|day| day.start <= at);
        if let Some(day) = after.checked_sub(1).and_then(|day| counted.get_mut(day)) {
            day.counts.add(kind, count);
        }
    }
    Ok(counted)
}
