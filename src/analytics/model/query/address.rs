//! Questions in an address: everything the dashboard shows is said by it, so
//! that a link shows others the same.
//!
//! Read by the browser too, hence by hand. A filter is
//! `f=is,page,/a|/b`: operator, name of the property, values. `~` in front of
//! `|`, `,` or `~` takes it for itself; unlike a backslash it needs no escape in addresses.

use super::{
    Comparison, Dimension, Field, Filter, Interval, Metric, Mode, Op, Period, Property, Query, Range,
    Refusal, Span, Test,
};
use crate::analytics::model::civil::Date;

/// What the dashboard is asked to show. Parameters of other parts of a page are not its business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub span: Span,
    pub compare: Compare,
    pub environment: Option<String>,
    /// All of them have to hold. What `contains` finds may be in any case, since people typed it.
    pub filters: Vec<Test>,
    /// How long a point of the chart is; none for what suits the span.
    pub interval: Option<Interval>,
    /// The goal whose conversions are shown.
    pub goal: Option<String>,
}

/// What the numbers are compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compare {
    Off,
    #[default]
    Previous,
    Year,
}

const COMPARE: [(Compare, &str); 3] =
    [(Compare::Off, "off"), (Compare::Previous, "previous"), (Compare::Year, "year")];

impl Default for Selection {
    fn default() -> Self {
        Self {
            span: Span::Last(Period::Days30),
            compare: Compare::default(),
            environment: None,
            filters: Vec::new(),
            interval: None,
            goal: None,
        }
    }
}

impl Selection {
    /// Reads the parameters of an address, decoded. Of a repeated one the first counts; an empty one says nothing.
    pub fn from_pairs(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let given = |name: &str| pairs.iter().find(|(other, text)| other == name && !text.is_empty());
        let given = |name: &str| given(name).map(|(_, text)| text.as_str());
        let filters = pairs.iter().filter(|(name, text)| name == "f" && !text.is_empty());
        Ok(Self {
            span: span(given("period"), given("from"), given("to"))?,
            compare: read("compare", given("compare"), Compare::parse, "off, previous, year")?
                .unwrap_or_default(),
            environment: given("env").map(Into::into),
            filters: filters.map(|(_, text)| test(text)).collect::<Result<_, _>>()?,
            interval: read("interval", given("interval"), Interval::parse, "hour, day, week, month")?,
            goal: given("goal").map(Into::into),
        })
    }

    /// The parameters that say this, without those that say nothing new.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let usual = Self::default();
        let mut pairs = Vec::new();
        let mut add = |name: &str, text: String| pairs.push((name.to_owned(), text));
        match self.span {
            Span::Last(period) if self.span != usual.span => add("period", period.as_str().into()),
            Span::Last(_) => {}
            Span::Dates(from, to) => {
                add("period", "custom".into());
                add("from", from.to_string());
                add("to", to.to_string());
            }
        }
        if self.compare != usual.compare {
            add("compare", self.compare.as_str().into());
        }
        if let Some(environment) = &self.environment {
            add("env", environment.clone());
        }
        self.filters.iter().for_each(|test| add("f", written(test)));
        if let Some(interval) = self.interval {
            add("interval", interval.as_str().into());
        }
        if let Some(goal) = &self.goal {
            add("goal", goal.clone());
        }
        pairs
    }

    /// The question that asks for these figures of it.
    pub fn query(&self, metrics: Vec<Metric>, dimensions: Vec<Dimension>) -> Query {
        let mut query = Query::new(metrics, Range::Days(self.span));
        let is = |field, value: &String| {
            let values = vec![value.clone()];
            Test { property: Property::Field(field), op: Op::Is, values, case_sensitive: true }
        };
        let environment = self.environment.iter().map(|name| is(Field::Environment, name));
        let goal = self.goal.iter().map(|name| is(Field::Goal, name));
        let tests = self.filters.iter().cloned().chain(environment).chain(goal);
        query.filters = tests.map(Filter::Test).collect();
        query.dimensions = dimensions;
        query.include.comparison =
            self.compare.mode().map(|mode| Comparison { mode, match_day_of_week: false });
        query
    }
}

impl Compare {
    pub fn as_str(self) -> &'static str {
        super::words::name_of(&COMPARE, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        super::words::named(&COMPARE, name)
    }

    fn mode(self) -> Option<Mode> {
        match self {
            Self::Off => None,
            Self::Previous => Some(Mode::PreviousPeriod),
            Self::Year => Some(Mode::YearOverYear),
        }
    }
}

impl Test {
    /// A filter of the dashboard.
    pub fn new(property: Property, op: Op, values: Vec<String>) -> Self {
        Self { property, op, values, case_sensitive: matches!(op, Op::Is | Op::IsNot) }
    }
}

fn read<T>(
    name: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Option<T>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| Refusal::expected(name, expected, text))
}

fn span(period: Option<&str>, from: Option<&str>, to: Option<&str>) -> Result<Span, Refusal> {
    if period != Some("custom") {
        let expected = "a period such as 30d, or custom";
        let named = read("period", period, Period::parse, expected)?;
        return Ok(named.map_or(Selection::default().span, Span::Last));
    }
    let expected = "a date such as 2026-11-30";
    let needed = |name, text: Option<&str>| {
        let date = read(name, text, Date::parse, expected)?;
        date.ok_or_else(|| Refusal::expected(name, expected, "nothing"))
    };
    let (from, to) = (needed("from", from)?, needed("to", to)?);
    let refused = || Refusal::expected("to", "a day within a hundred years of the first", &to.to_string());
    Span::dates(from, to).ok_or_else(refused)
}

fn test(text: &str) -> Result<Test, Refusal> {
    let refused = || Refusal::expected("f", "a filter such as is,page,/a", text);
    let mut parts = parts(text).into_iter();
    let op = parts.next().and_then(|name| Op::parse(&name)).ok_or_else(refused)?;
    let property = parts.next().and_then(|name| Property::from_short(&name)).ok_or_else(refused)?;
    let values: Vec<_> = parts.collect();
    if values.is_empty() { Err(refused()) } else { Ok(Test::new(property, op, values)) }
}

/// Two parts that end at a comma, and then values between bars.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '~' => part.extend(chars.next()),
            ',' if parts.len() < 2 => parts.push(std::mem::take(&mut part)),
            '|' if parts.len() >= 2 => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts
}

fn written(test: &Test) -> String {
    let mut text = String::from(test.op.as_str());
    text.push(',');
    escape(&mut text, &test.property.short(), ',');
    for (at, value) in test.values.iter().enumerate() {
        text.push(if at == 0 { ',' } else { '|' });
        escape(&mut text, value, '|');
    }
    text
}

fn escape(text: &mut String, part: &str, separator: char) {
    for c in part.chars() {
        if c == '~' || c == separator {
            text.push('~');
        }
        text.push(c);
    }
}
