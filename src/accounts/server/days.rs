//! The days of a project's time zone.

use super::ProjectRef;
use crate::{
    accounts::model::DayName,
    server::{
        clock::Millis,
        problem::{AppResult, internal},
    },
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// When each of the last `days` days began, oldest first, the last one the day
/// `now` is in. Days are not all 24 hours long, and some begin at one o'clock.
pub fn day_starts(project: &ProjectRef, now: Millis, days: u16) -> AppResult<Vec<Millis>> {
    midnights(&project.time_zone, now, days).map_err(internal)
}

/// How the days that begin then are written.
pub fn day_names(project: &ProjectRef, starts: &[Millis]) -> AppResult<Vec<DayName>> {
    let zone = TimeZone::get(&project.time_zone).map_err(internal)?;
    let name = |start: &Millis| {
        let day = zone.to_datetime(Timestamp::from_millisecond(*start)?).date();
        Ok(DayName {
            weekday: day.strftime("%a").to_string(),
            date: day.strftime("%-d %b").to_string(),
            iso: day.to_string(),
        })
    };
    starts.iter().map(name).collect::<Result<_, jiff::Error>>().map_err(internal)
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
