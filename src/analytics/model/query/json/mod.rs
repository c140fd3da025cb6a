//! Questions as JSON: what Plausible's Stats API v2 takes.
//!
//! `site_id` and `include.imports` are taken and say nothing here: who asks
//! about which project is decided before, and nothing is imported.

mod filters;
mod instant;
#[cfg(test)]
mod tests;
mod value;

use super::{
    Comparison, Dimension, Field, Include, LIMIT_MAX, Metric, Mode, Order, OrderKey, Page, Period, Query,
    Range, Refusal, Span,
};
use crate::analytics::model::civil::Date;
use serde_json::Value;
use value::{Member, Read};

const MEMBERS: [&str; 8] =
    ["site_id", "metrics", "date_range", "dimensions", "filters", "order_by", "include", "pagination"];

impl Query {
    /// Reads a question, and refuses it with the first member that cannot be answered.
    pub fn from_json(body: &Value) -> Result<Self, Refusal> {
        let whole = Member { path: "body".into(), value: body };
        let object = whole.object(&MEMBERS)?;
        let member = |name: &str| Member::of(object, "", name);
        let needed =
            |name: &str| member(name).ok_or_else(|| Refusal::new(name, format!("{name} is missing")));
        let mut query = Self::new(metrics(&needed("metrics")?)?, range(&needed("date_range")?)?);
        if let Some(given) = member("dimensions") {
            let expected = format!("one of {}", Dimension::names());
            query.dimensions = distinct(&given, &expected, Dimension::parse)?;
        }
        if let Some(given) = member("filters") {
            query.filters = filters::filters(&given)?;
        }
        query.include = member("include").map_or(Ok(Include::default()), |given| include(&given))?;
        query.page = member("pagination").map_or(Ok(Page::default()), |given| page(&given))?;
        if let Some(given) = member("order_by") {
            query.order = given.list("a list")?.iter().map(|key| order(key, &query)).collect::<Read<_>>()?;
        }
        agrees(&query)?;
        Ok(query)
    }
}

/// What members say about each other.
fn agrees(query: &Query) -> Read<()> {
    let by_time = |dimension: &Dimension| matches!(dimension, Dimension::Time(_));
    if query.metrics.contains(&Metric::ConversionRate) && !query.mentions(Field::Goal) {
        let message = "conversion_rate needs a filter or dimension event:goal, to say which goal";
        return Err(Refusal::new("metrics", message.into()));
    }
    if query.include.time_labels && !query.dimensions.iter().any(by_time) {
        return Err(Refusal::new("include.time_labels", "time_labels needs a dimension of time".into()));
    }
    Ok(())
}

fn metrics(member: &Member) -> Read<Vec<Metric>> {
    let found = distinct(member, &format!("one of {}", Metric::names()), Metric::parse)?;
    if found.is_empty() { member.refuse("at least one metric") } else { Ok(found) }
}

fn distinct<T: PartialEq>(member: &Member, one: &str, parse: impl Fn(&str) -> Option<T>) -> Read<Vec<T>> {
    let mut found = Vec::new();
    for part in member.list("a list")? {
        let word = part.word(one, &parse)?;
        if found.contains(&word) {
            return part.refuse("each only once");
        }
        found.push(word);
    }
    Ok(found)
}

fn range(member: &Member) -> Read<Range> {
    let expected = format!(
        "one of {}, or a list of two dates such as 2026-11-30 or of two instants such as 2026-11-30T12:00:00Z",
        Period::names()
    );
    if let Some(name) = member.value.as_str() {
        return Period::parse(name)
            .map_or_else(|| member.refuse(&expected), |p| Ok(Range::Days(Span::Last(p))));
    }
    let parts = member.list(&expected)?;
    let [from, to] = parts.as_slice() else { return member.refuse(&expected) };
    let (from, to) = (from.text(&expected)?, to.text(&expected)?);
    let dates = Date::parse(from).zip(Date::parse(to));
    let instants = instant::parse(from).zip(instant::parse(to));
    let found = match (dates, instants) {
        (Some((from, to)), _) => Span::dates(from, to).map(Range::Days),
        (_, Some((from, to))) => {
            let days = |instant: i64| Date::of(instant.div_euclid(86_400_000));
            Span::dates(days(from), days(to)).filter(|_| from <= to).map(|_| Range::Instants(from, to))
        }
        (None, None) => return member.refuse(&expected),
    };
    found.map_or_else(|| member.refuse("an end after the beginning and within a hundred years of it"), Ok)
}

fn include(member: &Member) -> Read<Include> {
    let object = member.object(&["imports", "time_labels", "total_rows", "comparisons"])?;
    let part = |name| Member::of(object, &member.path, name);
    let flag = |name| part(name).map_or(Ok(false), |part| part.flag());
    flag("imports")?;
    let comparison = part("comparisons").map(|part| comparison(&part)).transpose()?;
    Ok(Include { time_labels: flag("time_labels")?, total_rows: flag("total_rows")?, comparison })
}

fn comparison(member: &Member) -> Read<Comparison> {
    let expected = "one of previous_period, year_over_year, custom";
    let object = member.object(&["mode", "date_range", "match_day_of_week"])?;
    let part = |name| Member::of(object, &member.path, name);
    let Some(name) = part("mode") else { return member.refuse("a mode") };
    let custom = part("date_range").map(|part| range(&part)).transpose()?;
    let mode = match (name.text(expected)?, custom) {
        ("previous_period", None) => Mode::PreviousPeriod,
        ("year_over_year", None) => Mode::YearOverYear,
        ("custom", Some(range)) => Mode::Custom(range),
        ("custom", None) => return member.refuse("a date_range"),
        ("previous_period" | "year_over_year", Some(_)) => {
            return member.refuse("a date_range with mode custom only");
        }
        _ => return name.refuse(expected),
    };
    let match_day_of_week = part("match_day_of_week").map_or(Ok(false), |part| part.flag())?;
    Ok(Comparison { mode, match_day_of_week })
}

fn page(member: &Member) -> Read<Page> {
    let object = member.object(&["limit", "offset"])?;
    let number = |name, from, to, otherwise| {
        Member::of(object, &member.path, name).map_or(Ok(otherwise), |part| part.number(from, to))
    };
    let limit = number("limit", 1, LIMIT_MAX as u64, LIMIT_MAX)?;
    Ok(Page { limit, offset: number("offset", 0, u64::from(u32::MAX), 0)? })
}

fn order(member: &Member, query: &Query) -> Read<Order> {
    let expected = "a metric or dimension of this question, and asc or desc";
    let parts = member.list(expected)?;
    let [by, direction] = parts.as_slice() else { return member.refuse(expected) };
    let name = by.text(expected)?;
    let metric = Metric::parse(name).filter(|metric| query.metrics.contains(metric)).map(OrderKey::Metric);
    let dimension = || Dimension::parse(name).filter(|dimension| query.dimensions.contains(dimension));
    let Some(key) = metric.or_else(|| dimension().map(OrderKey::Dimension)) else {
        return by.refuse(expected);
    };
    let descending = direction.word("asc or desc", |word| match word {
        "desc" => Some(true),
        "asc" => Some(false),
        _ => None,
    })?;
    Ok(Order { by: key, descending })
}
