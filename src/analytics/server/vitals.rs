//! How fast pages are for those who use them.

use super::{
    dict::Id,
    numbers::{self, Question, Split},
    store::{
        condition::Condition,
        scan::By,
        seal::Measured,
        vitals::{self as store, Reading},
    },
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
    let readings = store::readings(&state.db, project_id, span, &Condition::ANYTHING).await?;
    let mut all = BTreeMap::<(Id, i64, Id, Vital), Histogram>::new();
    for reading in &readings {
        let apart = [(0, 0)].into_iter().chain(APART.map(|dim| (dim as i64, reading.word(dim))));
        for (vital, value) in values(reading) {
            for (dim, word) in apart.clone() {
                all.entry((reading.environment, dim, word, vital)).or_default().add(value);
            }
        }
    }
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
    for span in question.spans(open)? {
        for reading in store::readings(&state.db, project_id, span, &question.condition()).await? {
            let value = dim.map_or(0, |dim| reading.word(dim));
            if wanted.contains(&value) {
                add(all.entry(value).or_default(), &reading);
            }
        }
    }
    all.retain(|_, measures| !measures.is_empty());
    Ok(all)
}

fn add(measures: &mut Measures, reading: &Reading) {
    for (vital, value) in values(reading) {
        measures.entry(vital).or_default().add(value);
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
