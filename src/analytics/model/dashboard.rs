//! What the analytics page shows.

use super::{
    query::{Field, Interval, Metric},
    vitals::Vital,
};
use crate::deploys::model::Marker;
use serde::{Deserialize, Serialize};

/// Everything on the page, for what its address selects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    pub now: i64,
    /// Visitors of the last five minutes.
    pub online: i64,
    /// First and last day, as `2026-11-24`.
    pub days: (String, String),
    /// What they are compared with.
    pub before: Option<(String, String)>,
    /// The environments to choose from.
    pub environments: Vec<String>,
    pub tiles: Vec<Tile>,
    pub chart: Course,
    /// Deployments to the environment in these days.
    pub marks: Vec<Marker>,
    /// One of each [`GROUPS`], for the field its tab is on.
    pub panels: Vec<Ranking>,
    pub vitals: Vitals,
}

/// A figure, and what it was in the time it is compared with. Units are those of [`Metric`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    pub metric: Metric,
    pub value: f64,
    pub before: Option<f64>,
}

/// The chart: visitors, visits and page views by the interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub interval: Interval,
    /// The intervals such a time can be cut into.
    pub intervals: Vec<Interval>,
    pub steps: Vec<Step>,
    /// Of the time it is compared with, step by step; shorter or longer when that is.
    pub before: Vec<[i64; 3]>,
}

/// One step of the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When it begins, unix milliseconds.
    pub from: i64,
    /// For the axis: `24 Nov`, `14:00`.
    pub short: String,
    /// For reading: `Tue 24 Nov`.
    pub long: String,
    /// Visitors, visits, page views; nothing yet for a step of the future.
    pub counts: Option<[i64; 3]>,
}

/// How fast pages are, all together or by the values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Vitals {
    /// In the order of [`Vital::ALL`]; those that nothing was measured of are left out.
    All(Vec<VitalNow>),
    By(VitalRanking),
}

/// The slowness of the values of a field that are seen most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VitalRanking {
    pub field: Field,
    pub rows: Vec<MeasuredValue>,
    /// How many values there are in all.
    pub total: usize,
}

/// One value with its vitals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredValue {
    /// Empty: those that have none.
    pub text: String,
    /// In the order of [`Vital::ALL`].
    pub p75: [Option<u32>; Vital::ALL.len()],
    /// How many views measured the vital that most of them did.
    pub views: u64,
}

/// Values of a field, most visitors first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    pub field: Field,
    pub rows: Vec<Ranked>,
    /// How many there are in all.
    pub total: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Empty: those that have none.
    pub text: String,
    pub visitors: i64,
    /// How often the chosen goal was reached. Without one: page views of a page; events of a name or a goal; else
    /// visits.
    pub count: i64,
    /// Percent: how many visits of the row reached the goal that is chosen; without one, of a goal how many of all
    /// visits reached it, and of an entry page how many left from it at once.
    pub rate: Option<f64>,
}

/// The 75th percentile of what views measured: the slowest quarter is above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VitalNow {
    pub vital: Vital,
    /// Milliseconds; of CLS times 10,000.
    pub p75: u32,
    /// How many were good, middling and poor.
    pub rated: [u64; 3],
}

/// The panels: the name of each in the address, its title, and the fields of its tabs.
pub const GROUPS: [(&str, &str, &[Field]); 5] = [
    ("pages", "Pages", &[Field::Page, Field::EntryPage, Field::ExitPage]),
    (
        "sources",
        "Sources",
        &[
            Field::Source,
            Field::Channel,
            Field::Referrer,
            Field::UtmCampaign,
            Field::UtmSource,
            Field::UtmMedium,
        ],
    ),
    ("places", "Countries", &[Field::Country, Field::Region, Field::City]),
    ("devices", "Devices", &[Field::Browser, Field::Os, Field::Device, Field::Screen]),
    ("events", "Events and goals", &[Field::Name, Field::Goal, Field::Release]),
];

/// What vitals can be told apart by; the name of the tab in the address is `vitals`.
pub const VITALS_BY: [Field; 3] = [Field::Page, Field::Device, Field::Release];

/// What vitals are told apart by for the parameters of an address; none: all together.
pub fn measured_by(pairs: &[(String, String)]) -> Option<Field> {
    let asked = pairs.iter().find(|(name, _)| name == "vitals").and_then(|(_, field)| Field::parse(field));
    asked.filter(|field| VITALS_BY.contains(field))
}

/// The field a panel shows for the parameters of an address.
pub fn shown(group: usize, pairs: &[(String, String)]) -> Field {
    let (name, _, fields) = GROUPS[group];
    let asked = pairs.iter().find(|(other, _)| other == name).and_then(|(_, field)| Field::parse(field));
    asked.filter(|field| fields.contains(field)).unwrap_or(fields[0])
}
