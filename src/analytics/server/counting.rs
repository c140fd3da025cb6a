//! Page views of many spans of time, without counting the past again.

use super::store;
use crate::{
    accounts::server::{ProjectRef, day_starts},
    server::{
        clock::{HOUR, MINUTE, Millis},
        problem::AppResult,
        state::AppState,
    },
};
use futures::future::try_join_all;
use quick_cache::sync::Cache;

/// An event is at most ten minutes old when it comes in, and is stored within
/// seconds: what lies further back does not change any more.
const SETTLED: Millis = 15 * MINUTE;

/// Spans remembered: two days of hours and a fortnight of days of a hundred projects.
const REMEMBERED: usize = 8_192;

/// Counts of spans that are over: project, from, to.
pub struct Counted(Cache<(i64, Millis, Millis), i64>);

impl Default for Counted {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// The hours before `end` of the day of the project's time zone that it is in.
pub fn hour_starts(project: &ProjectRef, end: Millis) -> AppResult<Vec<Millis>> {
    let start = day_starts(project, end - 1, 1)?;
    Ok(start
        .into_iter()
        .flat_map(|day| (0..).map(move |n| day + n * HOUR).take_while(|hour| *hour < end))
        .collect())
}

/// How many page views each of consecutive spans had; the last one lasts until before `end`.
pub async fn views_of(
    state: &AppState,
    project_id: i64,
    starts: &[Millis],
    end: Millis,
) -> AppResult<Vec<i64>> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    let spans = starts.iter().copied().zip(ends).map(|span| count(state, project_id, span));
    try_join_all(spans).await
}

async fn count(state: &AppState, project_id: i64, (from, to): (Millis, Millis)) -> AppResult<i64> {
    let counted = &state.part::<Counted>().0;
    if let Some(views) = counted.get(&(project_id, from, to)) {
        return Ok(views);
    }
    let views = store::views(&state.db, project_id, (from, to)).await?;
    // One that ends in the middle of an hour will not be asked for again.
    if to + SETTLED < state.clock.now() && (to - from) % HOUR == 0 {
        counted.insert((project_id, from, to), views);
    }
    Ok(views)
}
