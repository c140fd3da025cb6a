//! The days of a project's time zone.

use super::ProjectRef;
use crate::server::{
    clock::Millis,
    problem::{AppResult, internal},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// When each of the last `days` days began, oldest first, the last one the day
/// `now` is in. Days are not all 24 hours long, and some begin at one o'clock.
pub fn day_starts(project: &ProjectRef, now: Millis, days: u16) -> AppResult<Vec<Millis>> {
    midnights(&project.time_zone, now, days).map_err(internal)
}

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
