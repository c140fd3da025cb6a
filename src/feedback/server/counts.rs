//! How many entries there are: what the overview draws.

use super::store::{self, Selection};
use crate::{
    accounts::server as accounts,
    error::AppError,
    feedback::model::{Day, Summary},
    server::{
        clock::Millis,
        problem::{AppResult, internal},
        state::AppState,
    },
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

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

/// How many entries of each type came on each of the last `days` days, oldest
/// first and today last, as the project's time zone counts them; spam is left out.
pub async fn counts_by_day(state: &AppState, project_id: i64, days: u16) -> AppResult<Vec<Day>> {
    let project = accounts::project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    let now = state.clock.now();
    let starts = midnights(&project.time_zone, now, days).map_err(internal)?;
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

/// When each of the last `days` days began, today last. Days are not all 24
/// hours long, and some begin at one o'clock.
fn midnights(zone: &str, now: Millis, days: u16) -> Result<Vec<Millis>, jiff::Error> {
    let zone = TimeZone::get(zone)?;
    let today = zone.to_datetime(Timestamp::from_millisecond(now)?).date();
    let start = |back: u16| {
        let date = today.checked_sub(i64::from(back).days())?;
        Ok(zone.to_timestamp(date.at(0, 0, 0, 0))?.as_millisecond())
    };
    (0..days).rev().map(start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::{DAY, HOUR};

    #[test]
    fn days_begin_at_midnight_of_the_zone_also_when_clocks_change() {
        // Noon of Monday, 30 March 2026 in Berlin, the day after clocks went forward.
        let noon = 1_774_864_800_000;
        let starts = midnights("Europe/Berlin", noon, 3).unwrap();
        assert_eq!(
            starts,
            [noon - 12 * HOUR - 23 * HOUR - DAY, noon - 12 * HOUR - 23 * HOUR, noon - 12 * HOUR]
        );
        assert!(midnights("Nowhere", noon, 1).is_err());
    }
}
