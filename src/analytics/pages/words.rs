//! The words of the page for what the model names.

use crate::{
    analytics::model::{
        civil::Date,
        query::{Compare, Field, Interval, Metric, Op, Period, Property, Selection, Span},
    },
    ui::{browser, calendar, format},
};

/// Fields as a filter names them and as a tab does.
const FIELDS: [(Field, &str, &str); 22] = [
    (Field::Page, "Page", "Pages"),
    (Field::EntryPage, "Entry page", "Entry pages"),
    (Field::ExitPage, "Exit page", "Exit pages"),
    (Field::Source, "Source", "Sources"),
    (Field::Channel, "Channel", "Channels"),
    (Field::Referrer, "Referrer", "Referrers"),
    (Field::UtmCampaign, "Campaign", "Campaigns"),
    (Field::UtmSource, "UTM source", "UTM sources"),
    (Field::UtmMedium, "UTM medium", "UTM media"),
    (Field::UtmTerm, "UTM term", "UTM terms"),
    (Field::UtmContent, "UTM content", "UTM contents"),
    (Field::Country, "Country", "Countries"),
    (Field::Region, "Region", "Regions"),
    (Field::City, "City", "Cities"),
    (Field::Browser, "Browser", "Browsers"),
    (Field::Os, "System", "Systems"),
    (Field::Device, "Device", "Devices"),
    (Field::Screen, "Screen", "Screens"),
    (Field::Name, "Event", "Events"),
    (Field::Release, "Release", "Releases"),
    (Field::Environment, "Environment", "Environments"),
    (Field::Goal, "Goal", "Goals"),
];

/// Fields that the form for filters offers: environment and goal have a place of their own.
pub fn filterable() -> Vec<(&'static str, &'static str)> {
    FIELDS[..FIELDS.len() - 2].iter().map(|(field, one, _)| (field.as_str(), *one)).collect()
}

fn names(field: Field) -> (&'static str, &'static str) {
    FIELDS.iter().find(|(other, ..)| *other == field).map_or(("", ""), |(_, one, many)| (one, many))
}

pub fn one(field: Field) -> &'static str {
    names(field).0
}

pub fn many(field: Field) -> &'static str {
    names(field).1
}

pub fn property(property: &Property) -> String {
    match property {
        Property::Field(field) => one(*field).to_owned(),
        Property::Prop(key) => key.clone(),
    }
}

/// A value as it is read. Only an `awake` page knows the names of countries: the browser has them.
pub fn value(property: &Property, text: &str, awake: bool) -> String {
    match property {
        Property::Field(Field::Source | Field::Referrer) if text.is_empty() => "Direct".to_owned(),
        _ if text.is_empty() => "(none)".to_owned(),
        Property::Field(Field::Country) if awake => {
            browser::country_name(text).unwrap_or_else(|| text.to_owned())
        }
        _ => text.to_owned(),
    }
}

pub const fn op(op: Op) -> &'static str {
    match op {
        Op::Is => "is",
        Op::IsNot => "is not",
        Op::Contains => "contains",
        Op::ContainsNot => "does not contain",
    }
}

/// A period on a button, and in a sentence.
pub const fn period(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Day => ("Today", "today"),
        Period::Days7 => ("7 days", "in 7 days"),
        Period::Days28 => ("28 days", "in 28 days"),
        Period::Days30 => ("30 days", "in 30 days"),
        Period::Days90 => ("90 days", "in 90 days"),
        Period::Month => ("This month", "this month"),
        Period::Months6 => ("6 months", "in 6 months"),
        Period::Months12 => ("12 months", "in 12 months"),
        Period::Year => ("This year", "this year"),
        Period::All => ("All time", "of all time"),
    }
}

/// What the button of the period says.
pub fn span(selection: &Selection, days: &(String, String)) -> String {
    match selection.span {
        Span::Last(which) => period(which).0.to_owned(),
        Span::Dates(..) => dates(days),
    }
}

pub const fn compare(compare: Compare) -> &'static str {
    match compare {
        Compare::Previous => "Previous period",
        Compare::Year => "Year before",
        Compare::Off => "No comparison",
    }
}

pub const fn interval(interval: Interval) -> &'static str {
    match interval {
        Interval::Hour => "Hour",
        Interval::Day => "Day",
        Interval::Week => "Week",
        Interval::Month => "Month",
    }
}

pub const fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Visitors => "Visitors",
        Metric::Visits => "Visits",
        Metric::Pageviews => "Page views",
        Metric::ViewsPerVisit => "Views per visit",
        Metric::BounceRate => "Bounce rate",
        Metric::VisitDuration => "Visit duration",
        Metric::Events => "Events",
        Metric::ScrollDepth => "Scroll depth",
        Metric::TimeOnPage => "Time on page",
        Metric::EngagedTime => "Engaged time",
        Metric::ConversionRate => "Conversion rate",
        Metric::Percentage => "Share",
    }
}

/// A figure with its unit.
pub fn figure(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Visitors | Metric::Visits | Metric::Pageviews | Metric::Events => {
            format::thousands(value.round() as i64)
        }
        Metric::ViewsPerVisit => format!("{value:.1}"),
        Metric::BounceRate | Metric::ScrollDepth | Metric::ConversionRate | Metric::Percentage => rate(value),
        Metric::VisitDuration | Metric::TimeOnPage | Metric::EngagedTime => seconds(value.round() as i64),
    }
}

/// Percent, with a decimal only where that is most of it.
pub fn rate(percent: f64) -> String {
    if percent > 0.0 && percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// `42s`, `2m 14s`, `1h 05m`.
fn seconds(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// `24 Oct to 22 Nov 2026` of two dates in ISO 8601.
pub fn dates((from, to): &(String, String)) -> String {
    let midnight = |iso: &str| Date::parse(iso).map_or(0, |date| date.days() * 86_400_000);
    let last = calendar::date(midnight(to), 0);
    match from {
        from if from == to => last,
        from if from.get(..4) == to.get(..4) => {
            format!("{} to {last}", calendar::day_of_year(midnight(from), 0))
        }
        from => format!("{} to {last}", calendar::date(midnight(from), 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_units() {
        for (metric, value, text) in [
            (Metric::Visitors, 1_204.0, "1,204"),
            (Metric::ViewsPerVisit, 2.449, "2.4"),
            (Metric::BounceRate, 41.6, "42 %"),
            (Metric::ConversionRate, 0.42, "0.4 %"),
            (Metric::VisitDuration, 134.2, "2m 14s"),
            (Metric::EngagedTime, 42.0, "42s"),
            (Metric::EngagedTime, 3_905.0, "1h 05m"),
        ] {
            assert_eq!(figure(metric, value), text);
        }
    }

    #[test]
    fn days_are_named_once() {
        let named = |from: &str, to: &str| dates(&(from.into(), to.into()));
        assert_eq!(named("2026-10-24", "2026-11-22"), "24 Oct to 22 Nov 2026");
        assert_eq!(named("2025-12-24", "2026-01-22"), "24 Dec 2025 to 22 Jan 2026");
        assert_eq!(named("2026-11-22", "2026-11-22"), "22 Nov 2026");
    }

    #[test]
    fn every_field_has_words() {
        let tabs = crate::analytics::model::dashboard::GROUPS.iter().flat_map(|(.., fields)| fields.iter());
        assert!(tabs.into_iter().all(|field| !many(*field).is_empty()));
        assert_eq!(value(&Property::Field(Field::Source), "", false), "Direct");
        assert_eq!(value(&Property::Field(Field::UtmTerm), "", false), "(none)");
    }
}
