//! Dates of the calendar, without a time zone and without a library: the
//! browser needs them too, and a table of all time zones would be most of its bundle.

use std::fmt;

/// A day of the Gregorian calendar, from the year 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i64,
    month: i64,
    day: i64,
}

/// 0000-01-01 and 9999-12-31, in days since 1970-01-01.
const DAYS: (i64, i64) = (-719_528, 2_932_896);

impl Date {
    /// None if the calendar has no such day.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let date = Self { year, month, day };
        let in_range = (0..=9_999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        (in_range && Self::of(date.days()) == date).then_some(date)
    }

    /// The date that many days after 1970-01-01, or the nearest one there is.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    pub fn of(days: i64) -> Self {
        let shifted = days.clamp(DAYS.0, DAYS.1) + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day: of_year - (153 * from_march + 2) / 5 + 1 }
    }

    /// Days since 1970-01-01. Source: the same, `days_from_civil`.
    pub fn days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let of_year = (153 * from_march + 2) / 5 + self.day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        era * 146_097 + of_era - 719_468
    }

    /// From `2026-11-30`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse().ok());
        let date = Self::new(parts.next()??, parts.next()??, parts.next()??)?;
        (date.to_string() == text).then_some(date)
    }

    /// 0 on a Monday.
    pub fn weekday(self) -> i64 {
        (self.days() + 3).rem_euclid(7)
    }

    pub fn monday(self) -> Self {
        Self::of(self.days() - self.weekday())
    }

    /// The first of its month, or of another one that many months later.
    pub fn month_start(self, later: i64) -> Self {
        let months = self.year * 12 + self.month - 1 + later;
        Self::new(months.div_euclid(12), months.rem_euclid(12) + 1, 1).unwrap_or(Self::of(DAYS.0))
    }

    pub fn year_start(self) -> Self {
        Self { month: 1, day: 1, ..self }
    }

    /// The same day of the year before; the 28th for 29 February.
    pub fn year_before(self) -> Self {
        let same = Self::new(self.year - 1, self.month, self.day);
        same.or(Self::new(self.year - 1, self.month, 28)).unwrap_or(self)
    }
}

/// As ISO 8601 has it.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        for (text, days, weekday) in [
            ("1970-01-01", 0, 3),
            ("1969-12-31", -1, 2),
            ("2000-02-29", 11_016, 1),
            ("2024-02-29", 19_782, 3),
            ("2026-11-30", 20_787, 0),
            ("0000-01-01", DAYS.0, 5),
            ("9999-12-31", DAYS.1, 4),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.days(), date.weekday(), Date::of(days)), (days, weekday, date), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-2-01",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "+026-01-01",
            "2026-01-01-1",
            "-001-01-01",
            "2026-01-011",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn beginnings() {
        let date = Date::parse("2024-02-29").unwrap();
        let found = [
            date.monday(),
            date.month_start(0),
            date.month_start(-2),
            date.month_start(11),
            date.year_start(),
        ];
        let found = found.map(|date| date.to_string());
        assert_eq!(found, ["2024-02-26", "2024-02-01", "2023-12-01", "2025-01-01", "2024-01-01"]);
        assert_eq!(date.year_before().to_string(), "2023-02-28");
    }

    proptest! {
        #[test]
        fn every_day_has_one_date(days in DAYS.0..DAYS.1) {
            let (date, next) = (Date::of(days), Date::of(days + 1));
            prop_assert_eq!(date.days(), days);
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
            prop_assert!(date < next);
            prop_assert!(next.month_start(0) == next || next.day == date.day + 1);
        }

        #[test]
        fn no_number_breaks_it(days: i64, later in -200_000..200_000_i64) {
            let date = Date::of(days);
            let _ = (date.monday(), date.month_start(later), date.year_before());
        }
    }
}
