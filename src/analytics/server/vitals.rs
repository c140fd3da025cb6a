//! How fast pages are for those who use them.

use super::{
    dict::Id,
    numbers::{Question, Split},
    store::{
        condition::Condition,
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
use std::collections::BTreeMap;

/// Paths of a day whose measurements are kept apart, by how many views there are of each.
const MOST_PATHS: usize = 200;

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
        let apart = [
            (0, 0),
            (Dim::Path as i64, reading.path),
            (Dim::Release as i64, reading.release),
            (Dim::Device as i64, reading.device),
        ];
        for (vital, value) in values(reading) {
            for (dim, word) in apart {
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
    paths.sort_by_key(|row| std::cmp::Reverse(row.histogram.total()));
    paths.truncate(MOST_PATHS * Vital::ALL.len());
    Ok(rest.into_iter().chain(paths).collect())
}

/// What the views of a question measured.
pub async fn measured(state: &AppState, question: &Question<'_>) -> AppResult<BTreeMap<Vital, Histogram>> {
    let mut all = BTreeMap::<Vital, Histogram>::new();
    let Split { sealed, open, .. } = question.split(state).await?;
    for run in sealed {
        let (project_id, environment) = (question.project.id, question.environment);
        for (vital, text) in store::sealed(&state.db, project_id, environment, (0, 0), *run).await? {
            if let (Some(vital), Some(histogram)) = (Vital::parse(&vital), Histogram::parse(&text)) {
                all.entry(vital).or_default().merge(&histogram);
            }
        }
    }
    for span in question.spans(open)? {
        let readings = store::readings(&state.db, question.project.id, span, &question.condition()).await?;
        for (vital, value) in readings.iter().flat_map(values) {
            all.entry(vital).or_default().add(value);
        }
    }
    Ok(all)
}

/// As pages show it.
pub fn shown(measured: &BTreeMap<Vital, Histogram>) -> Vec<VitalNow> {
    let shown = |vital| {
        let histogram = measured.get(&vital)?;
        Some(VitalNow { vital, p75: histogram.p75()?, rated: histogram.rated(vital) })
    };
    Vital::ALL.into_iter().filter_map(shown).collect()
}
