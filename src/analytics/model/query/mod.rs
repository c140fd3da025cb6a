//! What can be asked of the numbers: one type for dashboard and API, so that
//! both get them on the same way and agree.
//!
//! In shape it is the query of Plausible's Stats API v2. It arrives as JSON
//! (`json`, on the server) or in the address of the dashboard (`address`).
//! What cannot be answered is refused by name: a filter that is silently left
//! out gives a number that is wrong and looks right.

mod address;
#[cfg(test)]
mod address_tests;
mod filter;
#[cfg(feature = "ssr")]
mod json;
mod property;
mod words;

pub use address::{Compare, Selection};
pub use filter::{Filter, Op, Test};
pub use property::{Dimension, Field, Property};
pub use words::{Interval, Metric, Period};

use super::civil::Date;

/// The most rows of an answer.
pub const LIMIT_MAX: usize = 10_000;

/// A question. Several filters all have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// At least one, none twice, in the order of the answer.
    pub metrics: Vec<Metric>,
    pub range: Range,
    /// None twice, in the order of the answer.
    pub dimensions: Vec<Dimension>,
    pub filters: Vec<Filter>,
    /// Only metrics and dimensions of the question; empty leaves the order to who answers.
    pub order: Vec<Order>,
    pub include: Include,
    pub page: Page,
}

impl Query {
    /// A question with nothing asked for besides.
    pub fn new(metrics: Vec<Metric>, range: Range) -> Self {
        let (dimensions, filters, order) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            metrics,
            range,
            dimensions,
            filters,
            order,
            include: Include::default(),
            page: Page::default(),
        }
    }

    /// Whether it groups or filters by that.
    pub fn mentions(&self, field: Field) -> bool {
        let field = Property::Field(field);
        self.dimensions.iter().any(|dimension| *dimension == Dimension::Of(field.clone()))
            || self.filters.iter().any(|filter| filter.tests().iter().any(|test| test.property == field))
    }
}

/// When what is counted happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Days of the project's time zone.
    Days(Span),
    /// Unix milliseconds, both included.
    Instants(i64, i64),
}

/// Whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Up to today.
    Last(Period),
    /// From the first to the second, both included.
    Dates(Date, Date),
}

/// A hundred years. Nobody has more to show, and ten thousand would make a chart of millions of points.
const DAYS_MAX: i64 = 36_525;

impl Span {
    /// None if they end before they begin, or too long after that.
    pub fn dates(from: Date, to: Date) -> Option<Self> {
        (0..DAYS_MAX).contains(&(to.days() - from.days())).then_some(Self::Dates(from, to))
    }
}

/// One key of the order of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub by: OrderKey,
    pub descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderKey {
    Metric(Metric),
    Dimension(Dimension),
}

/// What the answer tells besides its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Include {
    /// Every bucket of the time, also those without a row.
    pub time_labels: bool,
    /// How many rows there are on all pages.
    pub total_rows: bool,
    pub comparison: Option<Comparison>,
}

/// The same question about another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub mode: Mode,
    /// It begins on the same day of the week.
    pub match_day_of_week: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    PreviousPeriod,
    YearOverYear,
    Custom(Range),
}

/// Which rows of the answer are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// 1 to [`LIMIT_MAX`].
    pub limit: usize,
    pub offset: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: LIMIT_MAX, offset: 0 }
    }
}

/// Why a question is not answered: which of its members, what was found there and what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// As a path: `filters[0][1]`.
    pub field: String,
    pub message: String,
}

impl Refusal {
    fn new(field: &str, message: String) -> Self {
        Self { field: field.into(), message }
    }

    /// `found` is shortened: a message is no place to send texts back.
    fn expected(field: &str, expected: &str, found: &str) -> Self {
        let shown = &found[..found.floor_char_boundary(60)];
        let more = if shown.len() < found.len() { "…" } else { "" };
        Self::new(field, format!("expected {expected}, found {shown}{more}"))
    }
}
