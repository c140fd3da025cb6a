//! Which days a question is about, what they are compared with, and how they
//! are cut into the points of a chart.
//!
//! All of it is days of the calendar. Where a day begins and how many hours it
//! has is for whoever knows the project's time zone.

use super::{
    civil::Date,
    query::{Interval, Period, Span},
};

/// Hours are kept for so many days, and no chart has more points than a screen shows.
const HOURS_MAX_DAYS: i64 = 7;
const DAYS_MAX_DAYS: i64 = 400;

/// Days since 1970-01-01, both included; there is at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: i64,
    pub to: i64,
}

impl Span {
    /// The days it means on `today`; `first` is the first day there is something of. A period ends today.
    pub fn days(self, today: Date, first: i64) -> Days {
        let last = |count: i64| Days { from: today.days() - count + 1, to: today.days() };
        let since = |date: Date| Days { from: date.days(), to: today.days() };
        match self {
            Self::Dates(from, to) => Days { from: from.days(), to: to.days() },
            Self::Last(Period::Day) => last(1),
            Self::Last(Period::Days7) => last(7),
            Self::Last(Period::Days28) => last(28),
            Self::Last(Period::Days30) => last(30),
            Self::Last(Period::Days90) => last(90),
            Self::Last(Period::Month) => since(today.month_start(0)),
            Self::Last(Period::Months6) => since(today.month_start(-5)),
            Self::Last(Period::Months12) => since(today.month_start(-11)),
            Self::Last(Period::Year) => since(today.year_start()),
            Self::Last(Period::All) => Days { from: first.min(today.days()), to: today.days() },
        }
    }
}

impl Days {
    /// How many there are.
    pub fn count(self) -> i64 {
        self.to - self.from + 1
    }

    /// As many days right before these.
    pub fn previous(self) -> Self {
        Self { from: self.from - self.count(), to: self.from - 1 }
    }

    /// The same dates of the year before. There may be one day more or less.
    pub fn year_before(self) -> Self {
        let before = |day| Date::of(day).year_before().days();
        Self { from: before(self.from), to: before(self.to) }
    }

    /// These days moved by at most half a week, so that they begin on the weekday on which `other` begins;
    /// by more, if they would reach into `other`, which lies after them.
    pub fn on_weekdays_of(self, other: Self) -> Self {
        let later = (other.from - self.from).rem_euclid(7);
        let nearest = if later > 3 { later - 7 } else { later };
        let shift = if nearest > 0 && self.to + nearest >= other.from { nearest - 7 } else { nearest };
        Self { from: self.from + shift, to: self.to + shift }
    }

    /// The intervals a chart of so many days may have, the shortest first.
    pub fn intervals(self) -> Vec<Interval> {
        let count = self.count();
        let fitting = [
            (Interval::Hour, count <= HOURS_MAX_DAYS),
            (Interval::Day, count > 1 && count <= DAYS_MAX_DAYS),
            (Interval::Week, count > 7),
            (Interval::Month, count > 28),
        ];
        fitting.into_iter().filter(|(_, fits)| *fits).map(|(interval, _)| interval).collect()
    }

    /// The interval a chart has unless somebody asked for another.
    pub fn interval(self) -> Interval {
        match self.count() {
            1 => Interval::Hour,
            2..=92 => Interval::Day,
            93..=731 => Interval::Week,
            _ => Interval::Month,
        }
    }

    /// The days one by one, in weeks from Monday, or in months; the first and last ones may be cut
    /// short. Hours are none of the calendar: for them there is one bucket per day.
    pub fn buckets(self, interval: Interval) -> Vec<Bucket> {
        let mut buckets = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let (start, next) = around(from, interval);
            // Dates end with the year 9999, and days do not.
            let next = if next > from { next } else { from + 1 };
            let to = self.to.min(next - 1);
            buckets.push(Bucket {
                days: Self { from, to },
                interval,
                whole: start == from && to == next - 1,
            });
            from = to + 1;
        }
        buckets
    }
}

/// First day of the day, week or month that a day is in, and of the next one.
fn around(day: i64, interval: Interval) -> (i64, i64) {
    let date = Date::of(day);
    match interval {
        Interval::Hour | Interval::Day => (day, day + 1),
        Interval::Week => (date.monday().days(), date.monday().days() + 7),
        Interval::Month => (date.month_start(0).days(), date.month_start(1).days()),
    }
}

/// One point of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    pub days: Days,
    interval: Interval,
    /// Not cut short by the beginning or the end of all days.
    pub whole: bool,
}

impl Bucket {
    /// The date that names it in answers, as Plausible has it: its first day within the range, and of a month the 1st.
    pub fn label(self) -> String {
        let from = Date::of(self.days.from);
        if self.interval == Interval::Month { from.month_start(0).to_string() } else { from.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn days(from: &str, to: &str) -> Days {
        Days { from: date(from).days(), to: date(to).days() }
    }

    #[test]
    fn periods_end_today() {
        let first = date("2025-02-03").days();
        for (period, from) in [
            (Period::Day, "2026-03-30"),
            (Period::Days7, "2026-03-24"),
            (Period::Days28, "2026-03-03"),
            (Period::Days30, "2026-03-01"),
            (Period::Days90, "2025-12-31"),
            (Period::Month, "2026-03-01"),
            (Period::Months6, "2025-10-01"),
            (Period::Months12, "2025-04-01"),
            (Period::Year, "2026-01-01"),
            (Period::All, "2025-02-03"),
        ] {
            let found = Span::Last(period).days(date("2026-03-30"), first);
            assert_eq!(found, days(from, "2026-03-30"), "{period:?}");
        }
        let before_anything = Span::Last(Period::All).days(date("2024-01-01"), first);
        assert_eq!(before_anything.count(), 1);
        let custom = Span::Dates(date("2026-01-05"), date("2026-01-06")).days(date("2026-03-30"), first);
        assert_eq!(custom, days("2026-01-05", "2026-01-06"));
    }

    #[test]
    fn comparisons() {
        let year = days("2024-01-01", "2024-12-31");
        assert_eq!(year.year_before(), days("2023-01-01", "2023-12-31"));
        assert_eq!(days("2024-02-01", "2024-02-29").year_before(), days("2023-02-01", "2023-02-28"));
        assert_eq!(days("2026-03-01", "2026-03-30").previous(), days("2026-01-30", "2026-02-28"));
        let week = days("2026-03-23", "2026-03-29");
        assert_eq!(week.year_before().on_weekdays_of(week), days("2025-03-24", "2025-03-30"));
        let ten = days("2026-03-11", "2026-03-20");
        assert_eq!(ten.previous().on_weekdays_of(ten), days("2026-02-25", "2026-03-06"), "not into itself");
    }

    #[test]
    fn weeks_and_months_are_cut_at_the_ends() {
        let range = days("2026-01-30", "2026-03-02");
        let shown = |interval| {
            let shown = |bucket: Bucket| (bucket.label(), bucket.days.count(), bucket.whole);
            range.buckets(interval).into_iter().map(shown).collect::<Vec<_>>()
        };
        let label = |text: &str, count, whole| (text.to_owned(), count, whole);
        let months =
            [label("2026-01-01", 2, false), label("2026-02-01", 28, true), label("2026-03-01", 2, false)];
        assert_eq!(shown(Interval::Month), months);
        let weeks = shown(Interval::Week);
        assert_eq!(weeks[..2], [label("2026-01-30", 3, false), label("2026-02-02", 7, true)]);
        assert_eq!(weeks.last(), Some(&label("2026-03-02", 1, false)));
        assert_eq!(shown(Interval::Day).len(), 32);
    }

    #[test]
    fn a_chart_has_few_enough_points() {
        use Interval::{Day, Hour, Month, Week};
        for (count, usual, allowed) in [
            (1, Hour, &[Hour][..]),
            (7, Day, &[Hour, Day]),
            (8, Day, &[Day, Week]),
            (28, Day, &[Day, Week]),
            (30, Day, &[Day, Week, Month]),
            (365, Week, &[Day, Week, Month]),
            (401, Week, &[Week, Month]),
            (3_000, Month, &[Week, Month]),
        ] {
            let range = Days { from: 20_000, to: 20_000 + count - 1 };
            assert_eq!((range.interval(), range.intervals().as_slice()), (usual, allowed), "{count}");
        }
    }

    fn ranges() -> impl Strategy<Value = Days> {
        let from = prop_oneof![-800_000..3_000_000_i64, 18_000..22_000_i64];
        (from, 0..900_i64).prop_map(|(from, more)| Days { from, to: from + more })
    }

    proptest! {
        #[test]
        fn buckets_partition_the_days(range in ranges()) {
            for interval in [Interval::Day, Interval::Week, Interval::Month] {
                let buckets = range.buckets(interval);
                let ends = (buckets[0].days.from, buckets[buckets.len() - 1].days.to);
                prop_assert_eq!(ends, (range.from, range.to));
                for pair in buckets.windows(2) {
                    prop_assert_eq!(pair[0].days.to + 1, pair[1].days.from);
                }
                prop_assert!(buckets.iter().all(|bucket| bucket.days.count() >= 1));
            }
        }

        #[test]
        fn weeks_begin_on_monday_and_months_on_the_first(range in ranges()) {
            prop_assume!(range.from > -700_000 && range.to < 2_900_000);
            for bucket in range.buckets(Interval::Week).into_iter().filter(|bucket| bucket.whole) {
                prop_assert_eq!((Date::of(bucket.days.from).weekday(), bucket.days.count()), (0, 7));
            }
            for bucket in range.buckets(Interval::Month).into_iter().filter(|bucket| bucket.whole) {
                let start = Date::of(bucket.days.from);
                prop_assert_eq!((start, Date::of(bucket.days.to + 1)), (start.month_start(0), start.month_start(1)));
            }
        }

        #[test]
        fn what_is_compared_lies_before_and_is_as_long(range in ranges()) {
            let previous = range.previous();
            prop_assert_eq!((previous.count(), previous.to + 1), (range.count(), range.from));
            let matched = previous.on_weekdays_of(range);
            prop_assert_eq!((matched.from - range.from).rem_euclid(7), 0);
            prop_assert_eq!(matched.count(), range.count());
            prop_assert!(matched.to < range.from && (matched.from - previous.from).abs() < 7);
        }

        #[test]
        fn the_usual_interval_is_allowed(range in ranges()) {
            prop_assert!(range.intervals().contains(&range.interval()));
        }
    }
}
