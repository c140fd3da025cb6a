//! Answers to questions of the API, in the words of Plausible's Stats API v2.

use super::{
    ask,
    dashboard::figure,
    dict::Id,
    goals,
    numbers::{self, Question, Slot},
    store::scan::{By, Figures},
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{
        civil::Date,
        query::{Dimension, Field, Filter, Interval, Metric, Order, OrderKey, Property, Query},
        range::Days,
    },
    error::AppError,
    server::{problem::AppResult, state::AppState},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{cmp::Ordering, collections::HashMap};

/// An answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    pub results: Vec<Line>,
    pub meta: Value,
    pub query: Value,
}

/// One row.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// In the order of the question.
    pub metrics: Vec<Value>,
    pub dimensions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Compared>,
}

/// The same row of the time it is compared with.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    pub metrics: Vec<Value>,
    pub dimensions: Vec<String>,
    /// Percent of change by metric; null where there was nothing before.
    pub change: Vec<Value>,
}

/// What a row is of: a value, or a step of time with its place.
type Counted = (String, Figures);

/// # Errors
/// `Invalid` names the member for what cannot be answered.
pub async fn answer(state: &AppState, project: &ProjectRef, query: &Query) -> AppResult<Answer> {
    let days = ask::range(state, project, query.range).await?;
    let asker = Asker { state, project, query };
    let (mut lines, labels) = asker.lines(days).await?;
    if let Some(comparison) = &query.include.comparison {
        let before = ask::compared(state, project, days, comparison).await?;
        let (other, _) = asker.lines(before).await?;
        asker.compare(&mut lines, other);
    }
    asker.sort(&mut lines);
    let total = lines.len();
    let results = lines.into_iter().skip(query.page.offset).take(query.page.limit).collect();
    let mut meta = json!({});
    if query.include.total_rows {
        meta["total_rows"] = json!(total);
    }
    if query.include.time_labels {
        meta["time_labels"] = json!(labels);
    }
    let written = |day: i64| Date::of(day).to_string();
    let query = json!({
        "site_id": project.slug,
        "metrics": query.metrics.iter().map(|metric| metric.as_str()).collect::<Vec<_>>(),
        "date_range": [written(days.from), written(days.to)],
        "dimensions": query.dimensions.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    Ok(Answer { results, meta, query })
}

struct Asker<'a> {
    state: &'a AppState,
    project: &'a ProjectRef,
    query: &'a Query,
}

impl Asker<'_> {
    fn question(&self, days: Days, filters: &[Filter]) -> AppResult<Question<'_>> {
        ask::question(self.state, self.project, days, filters)
    }

    /// The rows of these days, and the labels of their steps when time is asked for.
    async fn lines(&self, days: Days) -> AppResult<(Vec<Line>, Vec<String>)> {
        let question = self.question(days, &self.query.filters)?;
        let (counted, labels) = match &self.query.dimensions[..] {
            [] => {
                let total = numbers::total(self.state, &question).await?;
                (vec![(None, total)], Vec::new())
            }
            [Dimension::Of(property)] => {
                let rows = self.values(&question, property).await?;
                (rows.into_iter().map(|(text, figures)| (Some(text), figures)).collect(), Vec::new())
            }
            [Dimension::Time(interval)] => {
                let steps = self.steps(&question, days, *interval).await?;
                let labels = steps.iter().map(|(label, _)| label.clone()).collect();
                (steps.into_iter().map(|(label, figures)| (Some(label), figures)).collect(), labels)
            }
            _ => return Err(AppError::invalid("dimensions", "dimensions may have at most one member")),
        };
        let whole = self.whole(days).await?;
        let line = |(text, figures): (Option<String>, Figures)| Line {
            metrics: self.query.metrics.iter().map(|metric| value(*metric, &figures, &whole)).collect(),
            dimensions: text.into_iter().collect(),
            comparison: None,
        };
        let kept = |(_, figures): &(Option<String>, Figures)| {
            self.query.dimensions.is_empty() || *figures != Figures::default()
        };
        Ok((counted.into_iter().filter(kept).map(line).collect(), labels))
    }

    /// What shares are shares of: everything but the goal.
    async fn whole(&self, days: Days) -> AppResult<Figures> {
        let asked = |metric| self.query.metrics.contains(&metric);
        if !asked(Metric::ConversionRate) && !asked(Metric::Percentage) {
            return Ok(Figures::default());
        }
        let is_goal = |filter: &Filter| {
            filter.tests().iter().any(|test| {
                matches!(test.property, Property::Field(Field::Goal | Field::Name) | Property::Prop(_))
            })
        };
        let filters: Vec<Filter> =
            self.query.filters.iter().filter(|filter| !is_goal(filter)).cloned().collect();
        numbers::total(self.state, &self.question(days, &filters)?).await
    }

    async fn values(&self, question: &Question<'_>, property: &Property) -> AppResult<Vec<Counted>> {
        let field = match property {
            Property::Prop(key) => {
                let rows = numbers::count(self.state, question, By::Prop(key)).await?;
                return Ok(rows.into_iter().filter_map(|row| Some((row.text?, row.figures))).collect());
            }
            Property::Field(Field::Goal) => {
                let goals = goals::names(self.state, self.project.id).await?;
                return goals::reached(self.state, question, &goals).await;
            }
            Property::Field(field) => *field,
        };
        let Some(dim) = ask::dim(field) else { return Ok(Vec::new()) };
        let rows = self.contenders(numbers::count(self.state, question, By::Dim(dim)).await?);
        let ids: Vec<Id> = rows.iter().map(|row| row.value).collect();
        let texts = ask::texts(self.state, self.project.id, dim, &ids).await?;
        let named = |row: numbers::Row| {
            (texts.get(&row.value).cloned().unwrap_or_else(|| ask::none(dim).into()), row.figures)
        };
        Ok(rows.into_iter().map(named).collect())
    }

    /// The rows that can be in the answer. The others, thousands of them, then need no text.
    fn contenders(&self, mut rows: Vec<numbers::Row>) -> Vec<numbers::Row> {
        rows.retain(|row| row.figures != Figures::default());
        let Query { page, include, .. } = self.query;
        let (most, order) = (page.offset.saturating_add(page.limit), self.order());
        let first = &order[0];
        let OrderKey::Metric(metric) = first.by else { return rows };
        if include.total_rows || include.comparison.is_some() || !(1..rows.len()).contains(&most) {
            return rows;
        }
        let rank = |row: &numbers::Row| {
            let number = value(metric, &row.figures, &Figures::default()).as_f64().unwrap_or_default();
            if first.descending { -number } else { number }
        };
        let mut ranks: Vec<f64> = rows.iter().map(rank).collect();
        let last = *ranks.select_nth_unstable_by(most - 1, f64::total_cmp).1;
        rows.retain(|row| rank(row) <= last);
        rows
    }

    /// As asked, else by the first metric.
    fn order(&self) -> Vec<Order> {
        match self.query.order.is_empty() {
            false => self.query.order.clone(),
            true => vec![Order { by: OrderKey::Metric(self.query.metrics[0]), descending: true }],
        }
    }

    async fn steps(
        &self,
        question: &Question<'_>,
        days: Days,
        interval: Option<Interval>,
    ) -> AppResult<Vec<Counted>> {
        let interval = interval.unwrap_or_else(|| days.interval());
        if !days.intervals().contains(&interval) && interval != Interval::Day {
            let message = format!("time:{} does not suit so many days", interval.as_str());
            return Err(AppError::invalid("dimensions", message));
        }
        let course = numbers::course(self.state, question, interval).await?;
        course.into_iter().map(|(slot, figures)| Ok((self.label(slot)?, figures))).collect()
    }

    fn label(&self, slot: Slot) -> AppResult<String> {
        match slot {
            Slot::Days(bucket) => Ok(bucket.label()),
            Slot::Hour(from) => {
                let local = numbers::local(&self.project.time_zone, from)?;
                Ok(local.strftime("%Y-%m-%d %H:%M:%S").to_string())
            }
        }
    }

    /// Puts the same row of another time beside each; steps of time by their order.
    fn compare(&self, lines: &mut [Line], other: Vec<Line>) {
        let by_time = matches!(self.query.dimensions[..], [Dimension::Time(_)]);
        let places: HashMap<Vec<String>, usize> =
            other.iter().enumerate().map(|(place, line)| (line.dimensions.clone(), place)).collect();
        for (place, line) in lines.iter_mut().enumerate() {
            let found = if by_time { Some(place) } else { places.get(&line.dimensions).copied() };
            line.comparison = found.and_then(|place| other.get(place)).map(|before| Compared {
                metrics: before.metrics.clone(),
                dimensions: before.dimensions.clone(),
                change: line.metrics.iter().zip(&before.metrics).map(change).collect(),
            });
        }
    }

    /// As asked; else time by its steps, and values by the first metric.
    fn sort(&self, lines: &mut [Line]) {
        if self.query.order.is_empty() && matches!(self.query.dimensions[..], [Dimension::Time(_)]) {
            return;
        }
        let order = self.order();
        lines.sort_by(|a, b| {
            let compared = order.iter().map(|key| self.compared(key, a, b));
            compared.fold(Ordering::Equal, Ordering::then).then_with(|| a.dimensions.cmp(&b.dimensions))
        });
    }

    fn compared(&self, order: &Order, a: &Line, b: &Line) -> Ordering {
        let found = match &order.by {
            OrderKey::Dimension(_) => a.dimensions.cmp(&b.dimensions),
            OrderKey::Metric(metric) => {
                let place = self.query.metrics.iter().position(|own| own == metric).unwrap_or_default();
                let number = |line: &Line| line.metrics[place].as_f64().unwrap_or_default();
                number(a).total_cmp(&number(b))
            }
        };
        if order.descending { found.reverse() } else { found }
    }
}

/// As the API writes it: percents and seconds whole, the rest to two places.
fn value(metric: Metric, figures: &Figures, whole: &Figures) -> Value {
    let share = |part: i64, whole: i64| {
        if whole == 0 { 0.0 } else { (10_000.0 * part as f64 / whole as f64).round() / 100.0 }
    };
    match metric {
        Metric::ConversionRate => json!(share(figures.visits, whole.visits)),
        Metric::Percentage => json!(share(figures.visitors, whole.visitors)),
        Metric::ViewsPerVisit => json!((100.0 * figure(metric, figures)).round() / 100.0),
        _ => json!(figure(metric, figures).round() as i64),
    }
}

fn change((now, before): (&Value, &Value)) -> Value {
    match (now.as_f64(), before.as_f64()) {
        (Some(now), Some(before)) if before != 0.0 => json!((100.0 * (now - before) / before).round() as i64),
        _ => Value::Null,
    }
}
