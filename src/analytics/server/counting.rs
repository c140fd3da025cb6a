//! Page views of many spans of time, without counting the past again.

use super::{calendar::Day, numbers::hours, store::read, wire::PAGE_VIEW, word};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::Dim,
    server::{
        clock::{HOUR, MINUTE, Millis},
        problem::AppResult,
        state::AppState,
    },
};
use futures::future::try_join_all;
use quick_cache::sync::Cache;

/// An event of a page is at most ten minutes old when it comes in, and is stored within
/// seconds: what lies further back changes only by [`Counted::forget`].
const SETTLED: Millis = 15 * MINUTE;

/// Spans that begin or end at any instant are remembered between multiples of this, and only their
/// ends are counted each time: such as those up to now, and up to this time of an earlier day.
const STEP: Millis = 5 * MINUTE;

/// Spans remembered: two days of hours and a fortnight of days of a hundred projects.
const REMEMBERED: usize = 8_192;

/// Another instance may have stored what a server told late, or erased something: after this time a span is counted again.
const FRESH: Millis = HOUR;

/// Counts of spans that are over, and when they were counted: project, from, to.
pub struct Counted(Cache<(i64, Millis, Millis), (i64, Millis)>);

impl Counted {
    /// Something that happened at `at` is stored now.
    pub fn stored(&self, project_id: i64, at: Millis, now: Millis) {
        if at < now - SETTLED {
            self.forget(project_id);
        }
    }

    /// Something of the past of a project has changed.
    pub fn forget(&self, project_id: i64) {
        self.0.retain(|(project, _, _), _| *project != project_id);
    }
}

impl Default for Counted {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// The hours before `end` of the day of the project's time zone that it is in.
pub fn hour_starts(project: &ProjectRef, end: Millis) -> AppResult<Vec<Millis>> {
    let hours = hours(&project.time_zone, Day::at(&project.time_zone, end - 1)?)?;
    Ok(hours.into_iter().map(|(start, _)| start).take_while(|start| *start < end).collect())
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
    let (start, end) = settled((from, to), state.clock.now());
    if start >= end {
        return views(state, project_id, (from, to)).await;
    }
    let ends = [(from, start), (end, to)].into_iter().filter(|(from, to)| from < to);
    let ends = ends.map(|span| views(state, project_id, span));
    let (middle, ends) =
        tokio::try_join!(remembered(state, project_id, (start, end)), async { try_join_all(ends).await })?;
    Ok(middle + ends.iter().sum::<i64>())
}

async fn views(state: &AppState, project_id: i64, span: (Millis, Millis)) -> AppResult<i64> {
    Ok(read::count(&state.db, project_id, word(state, Dim::Name, PAGE_VIEW), span).await?)
}

/// What of a span is over at `now`, between multiples of [`STEP`]; it may begin where it ends, or after that.
fn settled((from, to): (Millis, Millis), now: Millis) -> (Millis, Millis) {
    let start = from + (-from).rem_euclid(STEP);
    let end = to.min(now - SETTLED);
    (start, end - end.rem_euclid(STEP))
}

async fn remembered(state: &AppState, project_id: i64, (from, to): (Millis, Millis)) -> AppResult<i64> {
    let counted = &state.part::<Counted>().0;
    let now = state.clock.now();
    if let Some((views, at)) = counted.get(&(project_id, from, to))
        && (now - at).abs() < FRESH
    {
        return Ok(views);
    }
    let views = views(state, project_id, (from, to)).await?;
    counted.insert((project_id, from, to), (views, now));
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Nothing that still changes, and nothing beside the span, is remembered; the rest is short.
        #[test]
        fn the_middle_of_a_span_is_over(from in 0..100 * HOUR, length in 0..30 * HOUR, now in 0..150 * HOUR) {
            let to = from + length;
            let (start, end) = settled((from, to), now);
            prop_assert!(start % STEP == 0 && end % STEP == 0);
            prop_assert!(from <= start && end <= to);
            if start < end {
                prop_assert!(end + SETTLED <= now);
                prop_assert!(start - from < STEP && to.min(now - SETTLED) - end < STEP);
            }
        }
    }
}
