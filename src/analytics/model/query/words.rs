//! The words of questions. Their names are a contract: of the API, of
//! addresses that people keep, and of the goals they have defined.

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Metric {
    Visitors,
    Visits,
    Pageviews,
    ViewsPerVisit,
    /// Percent.
    BounceRate,
    /// Seconds.
    VisitDuration,
    Events,
    /// Percent of the page's height.
    ScrollDepth,
    /// Seconds in view and in focus, per visit that viewed the page.
    TimeOnPage,
    /// Seconds in view and in focus, per visit.
    EngagedTime,
    /// Percent.
    ConversionRate,
    /// The row's visitors, in percent of all.
    Percentage,
}

const METRICS: [(Metric, &str); 12] = [
    (Metric::Visitors, "visitors"),
    (Metric::Visits, "visits"),
    (Metric::Pageviews, "pageviews"),
    (Metric::ViewsPerVisit, "views_per_visit"),
    (Metric::BounceRate, "bounce_rate"),
    (Metric::VisitDuration, "visit_duration"),
    (Metric::Events, "events"),
    (Metric::ScrollDepth, "scroll_depth"),
    (Metric::TimeOnPage, "time_on_page"),
    (Metric::EngagedTime, "engaged_time"),
    (Metric::ConversionRate, "conversion_rate"),
    (Metric::Percentage, "percentage"),
];

impl Metric {
    pub fn as_str(self) -> &'static str {
        name_of(&METRICS, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        named(&METRICS, name)
    }

    /// All names, for messages.
    pub fn names() -> String {
        list(&METRICS)
    }
}

/// How long a point of a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Interval {
    Hour,
    Day,
    /// From Monday.
    Week,
    Month,
}

const INTERVALS: [(Interval, &str); 4] =
    [(Interval::Hour, "hour"), (Interval::Day, "day"), (Interval::Week, "week"), (Interval::Month, "month")];

impl Interval {
    pub fn as_str(self) -> &'static str {
        name_of(&INTERVALS, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        named(&INTERVALS, name)
    }

    /// All names, for messages.
    pub fn names() -> String {
        list(&INTERVALS)
    }
}

/// Days that end with today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    Days7,
    Days28,
    Days30,
    Days90,
    /// From the first of this month.
    Month,
    /// This month and the five before it.
    Months6,
    Months12,
    /// From 1 January.
    Year,
    /// From the first day there is something of.
    All,
}

const PERIODS: [(Period, &str); 10] = [
    (Period::Day, "day"),
    (Period::Days7, "7d"),
    (Period::Days28, "28d"),
    (Period::Days30, "30d"),
    (Period::Days90, "90d"),
    (Period::Month, "month"),
    (Period::Months6, "6mo"),
    (Period::Months12, "12mo"),
    (Period::Year, "year"),
    (Period::All, "all"),
];

impl Period {
    /// The shortest first.
    pub const ALL: [Self; 10] = {
        let (mut all, mut at) = ([Self::Day; 10], 0);
        while at < all.len() {
            all[at] = PERIODS[at].0;
            at += 1;
        }
        all
    };

    pub fn as_str(self) -> &'static str {
        name_of(&PERIODS, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        named(&PERIODS, name)
    }

    /// All names, for messages.
    pub fn names() -> String {
        list(&PERIODS)
    }
}

pub fn name_of<T: PartialEq>(table: &[(T, &'static str)], word: T) -> &'static str {
    table.iter().find(|(other, _)| *other == word).map_or("", |(_, name)| name)
}

pub fn named<T: Copy>(table: &[(T, &'static str)], name: &str) -> Option<T> {
    table.iter().find(|(_, other)| *other == name).map(|(word, _)| *word)
}

pub fn list<T>(table: &[(T, &'static str)]) -> String {
    table.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_name_and_is_found_by_it() {
        for (metric, name) in METRICS {
            assert_eq!((metric.as_str(), Metric::parse(name)), (name, Some(metric)));
        }
        for (interval, name) in INTERVALS {
            assert_eq!((interval.as_str(), Interval::parse(name)), (name, Some(interval)));
        }
        for period in Period::ALL {
            assert_eq!(Period::parse(period.as_str()), Some(period));
        }
        assert_eq!(Metric::parse("users"), None);
    }
}
