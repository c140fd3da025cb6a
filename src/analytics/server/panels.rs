//! The panels of the analytics page, and the same lists as files.

use super::{
    ask,
    dashboard::{Page, figure, percent},
    dict::Id,
    goals,
    numbers::{self, Row},
    store::scan::{By, Figures},
    vitals,
    wire::PAGE_VIEW,
    word,
};
use crate::{
    analytics::model::{
        Dim,
        dashboard::{MeasuredValue, Ranked, Ranking, VitalRanking, Vitals},
        query::{Field, Metric},
        vitals::Vital,
    },
    server::problem::AppResult,
};
use std::{cmp::Reverse, collections::HashMap};

impl Page<'_> {
    /// The values of a field, at most so many.
    pub async fn ranking(&self, field: Field, most: usize) -> AppResult<Ranking> {
        match ask::dim(field) {
            Some(dim) => self.values(field, dim, most).await,
            None => self.goals(most).await,
        }
    }

    async fn values(&self, field: Field, dim: Dim, most: usize) -> AppResult<Ranking> {
        let mut rows = numbers::count(self.state, &self.now.question, By::Dim(dim)).await?;
        // What nothing is known of is a row only where that says something: of sources it is "direct".
        rows.retain(|row| row.value != 0 || dim == Dim::Source);
        if dim == Dim::Name {
            let view = word(self.state, Dim::Name, PAGE_VIEW);
            rows.retain(|row| row.value != view);
        }
        rows.sort_by_key(|row| Reverse((row.figures.visitors, row.figures.events, row.value)));
        let total = rows.len();
        rows.truncate(most);
        let texts = self.texts(dim, rows.iter().map(|row| row.value)).await?;
        let visits = self.visits_without_goal(dim).await?;
        let ranked = |row: &Row| Ranked {
            text: texts.get(&row.value).cloned().unwrap_or_default(),
            visitors: row.figures.visitors,
            count: if visits.is_some() { row.figures.events } else { count(dim, &row.figures) },
            rate: match &visits {
                Some(visits) => Some(converted(row, visits)),
                None => (dim == Dim::Entry).then(|| figure(Metric::BounceRate, &row.figures)),
            },
        };
        Ok(Ranking { field, rows: rows.iter().map(ranked).collect(), total })
    }

    /// How many visits each value has when the goal is left out; none without a goal.
    async fn visits_without_goal(&self, dim: Dim) -> AppResult<Option<HashMap<Id, i64>>> {
        let Some(whole) = &self.now.without_goal else { return Ok(None) };
        let rows = numbers::count(self.state, whole, By::Dim(dim)).await?;
        Ok(Some(rows.into_iter().map(|row| (row.value, row.figures.visits)).collect()))
    }

    /// All goals, whichever is chosen.
    async fn goals(&self, most: usize) -> AppResult<Ranking> {
        let (state, whole) = (self.state, self.now.whole());
        let goals = goals::names(state, whole.project.id).await?;
        if goals.is_empty() {
            return Ok(Ranking { field: Field::Goal, rows: Vec::new(), total: 0 });
        }
        let (reached, all) =
            tokio::try_join!(goals::reached(state, whole, &goals), numbers::total(state, whole))?;
        let ranked = |(text, figures): (String, Figures)| Ranked {
            text,
            visitors: figures.visitors,
            count: figures.events,
            rate: Some(percent(figures.visits, all.visits)),
        };
        let mut rows: Vec<_> = reached.into_iter().map(ranked).collect();
        rows.sort_by_key(|row| Reverse((row.visitors, row.count)));
        let total = rows.len();
        rows.truncate(most);
        Ok(Ranking { field: Field::Goal, rows, total })
    }

    /// How fast pages are: together, or by the values of a field, at most so many. Views measure, and reaching a goal
    /// is none.
    pub async fn vitals(&self, by: Option<Field>, most: usize) -> AppResult<Vitals> {
        let question = self.now.whole();
        let Some((field, dim)) = by.and_then(|field| Some((field, ask::dim(field)?))) else {
            return Ok(Vitals::All(vitals::shown(&vitals::measured(self.state, question).await?)));
        };
        let (measured, total) = vitals::ranked(self.state, question, dim, most).await?;
        let texts = self.texts(dim, measured.iter().map(|(value, _)| *value)).await?;
        let row = |(value, measures): (Id, vitals::Measures)| MeasuredValue {
            text: texts.get(&value).cloned().unwrap_or_default(),
            p75: Vital::ALL.map(|vital| measures.get(&vital)?.p75()),
            views: measures.values().map(|histogram| histogram.total()).max().unwrap_or_default(),
        };
        Ok(Vitals::By(VitalRanking { field, rows: measured.into_iter().map(row).collect(), total }))
    }

    async fn texts(&self, dim: Dim, ids: impl Iterator<Item = Id>) -> AppResult<HashMap<Id, String>> {
        let ids: Vec<Id> = ids.collect();
        ask::texts(self.state, self.now.question.project.id, dim, &ids).await
    }
}

/// Views of a page; how often an event happened; else visits.
fn count(dim: Dim, figures: &Figures) -> i64 {
    match dim {
        Dim::Path => figures.views,
        Dim::Name => figures.events,
        _ => figures.visits,
    }
}

/// An event from a server is on a page that its visit never viewed.
fn converted(row: &Row, visits: &HashMap<Id, i64>) -> f64 {
    percent(row.figures.visits, visits.get(&row.value).copied().unwrap_or_default()).min(100.0)
}
