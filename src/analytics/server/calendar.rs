//! The local days of projects, without asking the time zone for every event.

use crate::{
    accounts::server::ProjectRef,
    server::{
        clock::Millis,
        problem::{AppResult, internal},
    },
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use std::{collections::HashMap, sync::Mutex};

/// A day of a project's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970 of the local date.
    pub number: i64,
    /// Its first instant.
    pub start: Millis,
    /// The first instant of the next day.
    pub end: Millis,
}

impl Day {
    /// The day an instant is in.
    pub fn at(zone: &str, at: Millis) -> AppResult<Self> {
        let zone = TimeZone::get(zone).map_err(internal)?;
        let date = zone.to_datetime(Timestamp::from_millisecond(at).map_err(internal)?).date();
        Self::of(&zone, date).map_err(internal)
    }

    /// The day of a number.
    pub fn numbered(zone: &str, number: i64) -> AppResult<Self> {
        let zone = TimeZone::get(zone).map_err(internal)?;
        let date = EPOCH.checked_add(number.days()).map_err(internal)?;
        Self::of(&zone, date).map_err(internal)
    }

    fn of(zone: &TimeZone, date: Date) -> Result<Self, jiff::Error> {
        let midnight = |date: Date| zone.to_timestamp(date.at(0, 0, 0, 0)).map(Timestamp::as_millisecond);
        let number = i64::from(EPOCH.until(date)?.get_days());
        Ok(Self { number, start: midnight(date)?, end: midnight(date.tomorrow()?)? })
    }

    pub fn has(&self, at: Millis) -> bool {
        (self.start..self.end).contains(&at)
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The day it is for a project, and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub today: Day,
    pub yesterday: Day,
}

impl Now {
    /// The day an instant is in, and the one before.
    pub fn around(zone: &str, at: Millis) -> AppResult<Self> {
        let today = Day::at(zone, at)?;
        Ok(Self { today, yesterday: Day::numbered(zone, today.number - 1)? })
    }
}

/// The days of each project, until they are over.
#[derive(Default)]
pub struct Calendar(Mutex<HashMap<i64, (String, Now)>>);

impl Calendar {
    /// The day of a project at `now` and the one before.
    pub fn now(&self, project: &ProjectRef, now: Millis) -> AppResult<Now> {
        let mut days = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((zone, found)) = days.get(&project.id)
            && *zone == project.time_zone
            && found.today.has(now)
        {
            return Ok(*found);
        }
        let found = Now::around(&project.time_zone, now)?;
        days.insert(project.id, (project.time_zone.clone(), found));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::{DAY, HOUR};

    #[test]
    fn days_are_as_long_as_clocks_make_them() {
        // Noon of Monday, 30 March 2026 in Berlin, the day after clocks went forward.
        let noon = 1_774_864_800_000;
        let monday = Day::at("Europe/Berlin", noon).unwrap();
        assert_eq!((monday.start, monday.end), (noon - 12 * HOUR, noon + 12 * HOUR));
        let sunday = Day::numbered("Europe/Berlin", monday.number - 1).unwrap();
        assert_eq!((sunday.end, sunday.end - sunday.start), (monday.start, 23 * HOUR));
        assert_eq!(monday.number, (noon + 2 * HOUR).div_euclid(DAY));
        assert_eq!(Day::at("UTC", 0).unwrap(), Day { number: 0, start: 0, end: DAY });
    }
}
