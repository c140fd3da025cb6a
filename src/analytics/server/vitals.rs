//! How fast pages are for those who use them.

use super::{
    busy::{self, Answers, Asked, Found, Kept},
    dict::Id,
    numbers::{self, Question, Split},
    store::{
        condition::Condition,
        read,
        scan::By,
        seal::Measured,
        vitals::{self as store, Reading},
    },
    wire::PAGE_VIEW,
    word,
};
use crate::{
    analytics::model::{
        Dim,
        dashboard::VitalNow,
        vitals::{Histogram, Vital},
    },
    server::{clock::Millis, db::DbError, problem::AppResult, state::AppState},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Paths of a day whose measurements are kept apart, by how many views there are of each.
const MOST_PATHS: usize = 200;

/// Bytes of a histogram with all its buckets, about.
const HISTOGRAM: usize = 16_000;

/// What measurements are kept apart by.
const APART: [Dim; 3] = [Dim::Path, Dim::Release, Dim::Device];

fn values(reading: &Reading) -> impl Iterator<Item = (Vital, u32)> {
    let Reading { lcp, inp, cls, fcp, ttfb, .. } = *reading;
    let all = [lcp, inp, cls, fcp, ttfb];
    Vital::ALL.into_iter().zip(all).filter_map(|(vital, value)| Some((vital, vital.accept(value?)?)))
}

/// What the views of a day measured, together and by what pages are slow or fast by.
pub async fn of_day(
    state: &AppState,
    project_id: i64,
    span: (Millis, Millis),
) -> Result<Vec<Measured>, DbError> {
    let mut all = BTreeMap::<(Id, i64, Id, Vital), Histogram>::new();
    let add = |reading: Reading| {
        let apart = [(0, 0)].into_iter().chain(APART.map(|dim| (dim as i64, reading.word(dim))));
        for (vital, value) in values(&reading) {
            for (dim, word) in apart.clone() {
                all.entry((reading.environment, dim, word, vital)).or_default().add(value);
            }
        }
    };
    store::readings(&state.db, project_id, span, &Condition::ANYTHING, add).await?;
    let measured = |((environment, dim, value, vital), histogram)| Measured {
        environment,
        dim,
        value,
        vital,
        histogram,
    };
    let (mut paths, rest): (Vec<_>, Vec<_>) =
        all.into_iter().map(measured).partition(|row| row.dim == Dim::Path as i64);
    paths.sort_by_key(|row| Reverse(row.histogram.total()));
    paths.truncate(MOST_PATHS * Vital::ALL.len());
    Ok(rest.into_iter().chain(paths).collect())
}

/// Values of each vital.
pub type Measures = BTreeMap<Vital, Histogram>;

/// What the views of a question measured.
pub async fn measured(state: &AppState, question: &Question<'_>) -> AppResult<Measures> {
    Ok(gathered(state, question, (None, &[0])).await?.remove(&0).unwrap_or_default())
}

/// The same by those values of a dimension that are viewed most, at most so many, and how many values there are.
pub async fn ranked(
    state: &AppState,
    question: &Question<'_>,
    dim: Dim,
    most: usize,
) -> AppResult<(Vec<(Id, Measures)>, usize)> {
    let mut rows = numbers::count(state, question, By::Dim(dim)).await?;
    rows.retain(|row| row.figures.views > 0);
    rows.sort_by_key(|row| Reverse((row.figures.views, row.value)));
    let total = rows.len();
    rows.truncate(most.min(MOST_PATHS));
    let values: Vec<Id> = rows.iter().map(|row| row.value).collect();
    let mut measured = gathered(state, question, (Some(dim), &values)).await?;
    let found = values.iter().filter_map(|value| Some((*value, measured.remove(value)?)));
    Ok((found.collect(), total))
}

/// What was measured by some values of a dimension; without one, all together as the value 0.
async fn gathered(
    state: &AppState,
    question: &Question<'_>,
    (dim, wanted): (Option<Dim>, &[Id]),
) -> AppResult<BTreeMap<Id, Measures>> {
    let mut all = BTreeMap::<Id, Measures>::new();
    let Split { sealed, open, .. } = question.split(state).await?;
    let (project_id, environment) = (question.project.id, question.environment);
    let kind = dim.map_or(0, |dim| dim as i64);
    for run in sealed {
        for (value, vital, text) in
            store::sealed(&state.db, project_id, environment, (kind, wanted), *run).await?
        {
            if let (Some(vital), Some(histogram)) = (Vital::parse(&vital), Histogram::parse(&text)) {
                all.entry(value).or_default().entry(vital).or_default().merge(&histogram);
            }
        }
    }
    let (spans, condition, page_view) =
        (question.spans(open)?, question.condition(), word(state, Dim::Name, PAGE_VIEW));
    let rows = Rows { project_id, spans, condition, dim, wanted: wanted.to_vec(), page_view };
    for (value, measures) in busy::find(state, rows).await?.iter() {
        let known = all.entry(*value).or_default();
        for (vital, histogram) in measures {
            known.entry(*vital).or_default().merge(histogram);
        }
    }
    all.retain(|_, measures| !measures.is_empty());
    Ok(all)
}

/// The part of it that rows have to be asked for.
#[derive(Debug)]
struct Rows {
    project_id: i64,
    spans: Vec<(Millis, Millis)>,
    condition: Condition,
    dim: Option<Dim>,
    wanted: Vec<Id>,
    page_view: Id,
}

impl Asked for Rows {
    type Found = BTreeMap<Id, Measures>;

    fn kept(answers: &Answers) -> &Kept<Self::Found> {
        &answers.measured
    }

    async fn find(&self, state: &AppState) -> AppResult<Found<Self::Found>> {
        let (mut measured, mut views) = (Self::Found::new(), 0);
        for span in &self.spans {
            views += read::count(&state.db, self.project_id, self.page_view, *span).await?;
            let add = |reading: Reading| {
                let value = self.dim.map_or(0, |dim| reading.word(dim));
                if self.wanted.contains(&value) {
                    let known = measured.entry(value).or_default();
                    values(&reading).for_each(|(vital, value)| known.entry(vital).or_default().add(value));
                }
            };
            store::readings(&state.db, self.project_id, *span, &self.condition, add).await?;
        }
        let size = HISTOGRAM * measured.values().map(BTreeMap::len).sum::<usize>();
        Ok(Found { answer: measured, events: views, size })
    }
}

/// As pages show it.
pub fn shown(measured: &Measures) -> Vec<VitalNow> {
    let shown = |vital| {
        let histogram = measured.get(&vital)?;
        Some(VitalNow { vital, p75: histogram.p75()?, rated: histogram.rated(vital) })
    };
    Vital::ALL.into_iter().filter_map(shown).collect()
}
