//! The figures of a project: sealed days from their sums, the rest from the rows.
//!
//! One way for dashboard, API, reports and exports, so they cannot differ.

use super::{
    busy,
    calendar::{Calendar, Day},
    dict::Id,
    store::{
        condition::Condition,
        scan::{self, By, Figures, Scan},
        seal,
    },
    wire::PAGE_VIEW,
    word,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{
        Dim,
        query::Interval,
        range::{Bucket, Days},
    },
    server::{
        clock::{MINUTE, Millis},
        problem::{AppResult, internal},
        state::AppState,
    },
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::OnceCell;

/// What somebody wants to know of a project.
#[derive(Debug)]
pub struct Question<'a> {
    pub project: &'a ProjectRef,
    /// 0: all of them.
    pub environment: Id,
    /// Numbers of the first and the last day.
    pub days: (i64, i64),
    pub condition: Condition,
    /// Only this span of the days.
    part: Option<(Millis, Millis)>,
    split: OnceCell<Split>,
}

/// Where the days of a question are read.
#[derive(Debug)]
pub struct Split {
    /// Runs of days that their sums answer.
    pub sealed: Vec<(i64, i64)>,
    /// Those whose rows have to be asked.
    pub open: Vec<i64>,
    /// All that there can be rows of, which are few even if the question is about a hundred years.
    rows: Vec<i64>,
}

/// Figures of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The word; 0 is having none.
    pub value: Id,
    /// The value of a property.
    pub text: Option<String>,
    pub figures: Figures,
}

impl<'a> Question<'a> {
    /// Of all environments, without a condition.
    pub fn new(project: &'a ProjectRef, days: (i64, i64)) -> Self {
        let condition = Condition::ANYTHING;
        Self { project, environment: 0, days, condition, part: None, split: OnceCell::new() }
    }

    /// The same about a span of time, which ends before its second instant. Days that lie in it as a whole are still
    /// read from their sums.
    pub fn within(project: &'a ProjectRef, part: (Millis, Millis)) -> AppResult<Self> {
        let day = |at| Day::at(&project.time_zone, at).map(|day| day.number);
        let days = (day(part.0)?, day(part.1 - 1)?);
        Ok(Self { part: Some(part), ..Self::new(project, days) })
    }

    /// The same question under another condition.
    pub fn with(&self, condition: Condition) -> Self {
        let Self { project, environment, days, part, .. } = *self;
        Self { project, environment, days, condition, part, split: OnceCell::new() }
    }

    fn day(&self, number: i64) -> AppResult<Day> {
        Day::numbered(&self.project.time_zone, number)
    }

    /// The whole time that is asked for.
    pub fn span(&self) -> AppResult<(Millis, Millis)> {
        Ok((self.day(self.days.0)?.start, self.day(self.days.1)?.end))
    }

    /// What has to hold, the environment included.
    pub fn condition(&self) -> Condition {
        match self.environment {
            0 => self.condition.clone(),
            id => Condition::All(vec![Condition::Is(Dim::Environment, vec![id]), self.condition.clone()]),
        }
    }

    async fn scan(
        &self,
        state: &AppState,
        spans: &[(Millis, Millis)],
        by: By<'_>,
        within_days: bool,
    ) -> AppResult<Arc<Vec<scan::Counted>>> {
        if spans.is_empty() {
            return Ok(Arc::default());
        }
        let scan = Scan {
            project_id: self.project.id,
            spans,
            by,
            by_environment: false,
            within_days,
            condition: &self.condition(),
            page_view: word(state, Dim::Name, PAGE_VIEW),
        };
        busy::count(state, &scan).await
    }

    /// Where its days are read. Told once: a page asks a question a dozen times, each time by something else.
    pub async fn split(&self, state: &AppState) -> AppResult<&Split> {
        self.split.get_or_try_init(|| self.look(state)).await
    }

    async fn look(&self, state: &AppState) -> AppResult<Split> {
        let rows = self.days_of_rows(state).await?;
        if !self.condition.is_anything() {
            return Ok(Split { sealed: Vec::new(), open: rows.clone(), rows });
        }
        let mut sealed = seal::sealed(&state.db, self.project.id, self.days).await?;
        if let Some((from, to)) = self.part {
            // The first and the last day may be cut.
            let (first, last) = (self.day(self.days.0)?, self.day(self.days.1)?);
            sealed.retain(|day| {
                (*day > first.number || first.start >= from) && (*day < last.number || last.end <= to)
            });
        }
        let open = rows.iter().copied().filter(|day| sealed.binary_search(day).is_err()).collect();
        Ok(Split { sealed: runs(&sealed), open, rows })
    }

    async fn days_of_rows(&self, state: &AppState) -> AppResult<Vec<i64>> {
        let Some(first) = seal::first_event(&state.db, self.project.id).await? else { return Ok(Vec::new()) };
        let first = Day::at(&self.project.time_zone, first)?.number;
        let today = state.part::<Calendar>().now(self.project, state.clock.now())?.today.number;
        Ok((self.days.0.max(first)..=self.days.1.min(today)).collect())
    }

    /// The time of these days, in as few spans as there can be.
    pub fn spans(&self, days: &[i64]) -> AppResult<Vec<(Millis, Millis)>> {
        let (from, to) = self.part.unwrap_or((Millis::MIN, Millis::MAX));
        let span = |(first, last)| Ok((self.day(first)?.start.max(from), self.day(last)?.end.min(to)));
        runs(days).into_iter().map(span).collect()
    }
}

/// Numbers that follow each other, as first and last ones.
fn runs(numbers: &[i64]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == number => run.1 = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

/// The figures of each value, in no order.
pub async fn count(state: &AppState, question: &Question<'_>, by: By<'_>) -> AppResult<Vec<Row>> {
    let mut rows = BTreeMap::<(Id, Option<String>), Figures>::new();
    let dim = match by {
        By::Nothing => Some(0),
        By::Dim(Dim::Environment) | By::Prop(_) => None,
        By::Dim(dim) => Some(dim as i64),
    };
    let split = question.split(state).await?;
    let open = match dim {
        None => &split.rows,
        Some(dim) => {
            for run in &split.sealed {
                let (project_id, environment) = (question.project.id, question.environment);
                for (value, sum) in seal::sums(&state.db, project_id, environment, dim, *run).await? {
                    *rows.entry((value, None)).or_default() += sum;
                }
            }
            &split.open
        }
    };
    let spans = question.spans(open)?;
    for counted in question.scan(state, &spans, by, false).await?.iter() {
        *rows.entry((counted.value, counted.text.clone())).or_default() += counted.figures;
    }
    let row = |((value, text), figures)| Row { value, text, figures };
    Ok(rows.into_iter().map(row).collect())
}

/// The figures together.
pub async fn total(state: &AppState, question: &Question<'_>) -> AppResult<Figures> {
    let rows = count(state, question, By::Nothing).await?;
    Ok(rows.first().map(|row| row.figures).unwrap_or_default())
}

/// The figures of each of consecutive groups of days, given by their first days.
pub async fn by_days(state: &AppState, question: &Question<'_>, starts: &[i64]) -> AppResult<Vec<Figures>> {
    let mut figures = vec![Figures::default(); starts.len()];
    let place = |day: i64| starts.partition_point(|start| *start <= day).saturating_sub(1);
    let Split { sealed, open: days, .. } = question.split(state).await?;
    for run in sealed {
        let (project_id, environment) = (question.project.id, question.environment);
        for (day, sum) in seal::sums_by_day(&state.db, project_id, environment, *run).await? {
            figures[place(day)] += sum;
        }
    }
    let spans = days.iter().map(|day| question.day(*day).map(|day| (day.start, day.end)));
    let spans: Vec<_> = spans.collect::<AppResult<_>>()?;
    for counted in question.scan(state, &spans, By::Nothing, false).await?.iter() {
        let day = days[usize::try_from(counted.span).unwrap_or_default()];
        figures[place(day)] += counted.figures;
    }
    Ok(figures)
}

/// The hours of the question's days and the figures of each. Visitors are those of the hour, so they do not add up.
pub async fn by_hours(
    state: &AppState,
    question: &Question<'_>,
) -> AppResult<Vec<((Millis, Millis), Figures)>> {
    let mut found = BTreeMap::new();
    let Split { sealed, open, .. } = question.split(state).await?;
    if !sealed.is_empty() {
        let (project_id, span) = (question.project.id, question.span()?);
        found.extend(seal::hours(&state.db, project_id, question.environment, span).await?);
    }
    let open = question.spans(open)?;
    let mut spans = Vec::new();
    for day in question.days.0..=question.days.1 {
        spans.extend(hours(&question.project.time_zone, question.day(day)?)?);
    }
    let is_open =
        |(from, _): &(Millis, Millis)| open.iter().any(|(first, last)| (*first..*last).contains(from));
    let open: Vec<_> = spans.iter().copied().filter(is_open).collect();
    // Of a day that has changed since it was sealed, the old sums are still there.
    for (from, _) in &open {
        found.remove(from);
    }
    for counted in question.scan(state, &open, By::Nothing, true).await?.iter() {
        let (from, _) = open[usize::try_from(counted.span).unwrap_or_default()];
        *found.entry(from).or_default() += counted.figures;
    }
    Ok(spans.into_iter().map(|span| (span, found.get(&span.0).copied().unwrap_or_default())).collect())
}

/// One step of a course in time.
#[derive(Debug, Clone, Copy)]
pub enum Slot {
    /// When the hour begins.
    Hour(Millis),
    Days(Bucket),
}

/// The steps of the question's days and the figures of each.
pub async fn course(
    state: &AppState,
    question: &Question<'_>,
    interval: Interval,
) -> AppResult<Vec<(Slot, Figures)>> {
    if interval == Interval::Hour {
        let hours = by_hours(state, question).await?;
        return Ok(hours.into_iter().map(|((from, _), figures)| (Slot::Hour(from), figures)).collect());
    }
    let buckets = Days { from: question.days.0, to: question.days.1 }.buckets(interval);
    let starts: Vec<i64> = buckets.iter().map(|bucket| bucket.days.from).collect();
    let figures = by_days(state, question, &starts).await?;
    Ok(buckets.into_iter().map(Slot::Days).zip(figures).collect())
}

/// The hours of a day: spans of equal local hour and distance from UTC. A day when clocks change has 23 or 25 of
/// them, and on Lord Howe one of half an hour.
pub fn hours(zone: &str, day: Day) -> AppResult<Vec<(Millis, Millis)>> {
    let zone = TimeZone::get(zone).map_err(internal)?;
    let hour = |at: Millis| -> AppResult<_> {
        let at = Timestamp::from_millisecond(at).map_err(internal)?;
        Ok((zone.to_datetime(at).hour(), zone.to_offset(at)))
    };
    let (mut starts, mut current) = (Vec::new(), None);
    // Every zone in use begins its hours on a quarter of ours.
    for at in (day.start..day.end).step_by(15 * MINUTE as usize) {
        let now = Some(hour(at)?);
        if now != current {
            starts.push(at);
            current = now;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([day.end]);
    Ok(starts.iter().copied().zip(ends).collect())
}

/// An instant on the clocks of a time zone.
pub fn local(zone: &str, at: Millis) -> AppResult<DateTime> {
    let zone = TimeZone::get(zone).map_err(internal)?;
    Ok(zone.to_datetime(Timestamp::from_millisecond(at).map_err(internal)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::HOUR;

    #[test]
    fn hours_are_those_on_the_clock_of_the_place() {
        let lengths = |zone: &str, at: Millis| -> Vec<i64> {
            let hours = hours(zone, Day::at(zone, at).unwrap()).unwrap();
            hours.iter().map(|(from, to)| (to - from) / MINUTE).collect()
        };
        // 29 March 2026: clocks go forward in Berlin. 25 October: back.
        assert_eq!(lengths("Europe/Berlin", 1_774_785_600_000), [60; 23]);
        assert_eq!(lengths("Europe/Berlin", 1_774_785_600_000 + 210 * 24 * HOUR), [60; 25]);
        assert_eq!(lengths("Asia/Kathmandu", 1_774_785_600_000), [60; 24]);
        // 5 April 2026: half an hour back on Lord Howe, so one hour is there one and a half times.
        let back = lengths("Australia/Lord_Howe", 1_775_347_200_000);
        assert_eq!((back.len(), back.iter().sum::<i64>()), (25, 24 * 60 + 30));
        assert_eq!(back.iter().filter(|minutes| **minutes == 30).count(), 1);
    }

    #[test]
    fn runs_are_what_follows_each_other() {
        assert_eq!(runs(&[1, 2, 3, 5, 7, 8]), [(1, 3), (5, 5), (7, 8)]);
        assert!(runs(&[]).is_empty());
    }
}
