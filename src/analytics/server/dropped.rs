//! What is not counted, counted: a team sees what was left out and why.

use super::{
    calendar::{Calendar, Day},
    numbers::{self, Question},
    store::dropped::{self as store, Kept},
};
use crate::{
    access::Role,
    accounts::server::{ProjectRef, project_by_slug},
    analytics::model::filtered::{Filtered, Reason, Refused, Sample},
    error::AppError,
    server::{clock::HOUR, ctx::Ctx, db::DbError, problem::AppResult, state::AppState},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
};

/// Samples a project keeps.
const SAMPLES: usize = 100;
/// Days that its page tells of.
const DAYS: usize = 30;

/// What was not counted since the last [`write`]. A kill loses at most a second of it: it is no fact about users.
#[derive(Default)]
pub struct Dropped(Mutex<Buffer>);

#[derive(Default)]
struct Buffer {
    counts: BTreeMap<(i64, i64, Reason), i64>,
    samples: BTreeMap<i64, VecDeque<Kept>>,
}

impl Dropped {
    /// Notes `count` things of a request, with one sample.
    pub fn note(&self, state: &AppState, project_id: i64, reason: Reason, count: usize, seen: (&str, &str)) {
        let at = state.clock.now();
        let mut buffer = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let key = (project_id, at.div_euclid(HOUR), reason);
        *buffer.counts.entry(key).or_default() += i64::try_from(count).unwrap_or(i64::MAX);
        let samples = buffer.samples.entry(project_id).or_default();
        if samples.len() == SAMPLES {
            samples.pop_front();
        }
        let (path, browser) = (seen.0.to_owned(), seen.1.to_owned());
        let reason = reason.as_str().to_owned();
        samples.push_back(Kept { id: state.clock.new_id(), project_id, at, reason, path, browser });
    }

    fn take(&self) -> Buffer {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

/// Write down what was noted.
pub async fn write(state: AppState) -> Result<(), DbError> {
    let Buffer { counts, samples } = state.part::<Dropped>().take();
    if counts.is_empty() {
        return Ok(());
    }
    let mut tx = state.db.begin_write().await?;
    for ((project_id, hour, reason), count) in counts {
        store::add(&mut tx, (project_id, hour, reason.as_str()), count).await?;
    }
    for (project_id, mut samples) in samples {
        store::sample(&mut tx, project_id, samples.make_contiguous(), SAMPLES as i64).await?;
    }
    tx.commit().await
}

/// What was not counted, for the page that tells it.
///
/// # Errors
/// `NotFound` without a role in the project.
pub async fn page(ctx: &Ctx, slug: &str) -> AppResult<Filtered> {
    ctx.project(slug, Role::Viewer)?;
    let project = project_by_slug(&ctx.state, slug).await?.ok_or(AppError::NotFound)?;
    filtered(&ctx.state, &project).await
}

/// What was not counted.
pub async fn filtered(state: &AppState, project: &ProjectRef) -> AppResult<Filtered> {
    let now = state.clock.now();
    let last = state.part::<Calendar>().now(project, now)?.today.number;
    let first = last + 1 - DAYS as i64;
    let since = Day::numbered(&project.time_zone, first)?.start;
    let question = Question::new(project, (first, last));
    let (hours, samples, counted) = tokio::try_join!(
        async { Ok(store::by_hour(&state.db, project.id, since.div_euclid(HOUR)).await?) },
        async { Ok(store::samples(&state.db, project.id).await?) },
        numbers::total(state, &question),
    )?;
    let mut days = BTreeMap::<Reason, Vec<i64>>::new();
    for (reason, hour, count) in hours {
        let Some(reason) = Reason::parse(&reason) else { continue };
        let day = Day::at(&project.time_zone, (hour * HOUR).max(since))?.number;
        let place = usize::try_from(day - first).unwrap_or_default().min(DAYS - 1);
        days.entry(reason).or_insert_with(|| vec![0; DAYS])[place] += count;
    }
    let refused = |(reason, days): (Reason, Vec<i64>)| Refused { reason, count: days.iter().sum(), days };
    let mut reasons: Vec<_> = days.into_iter().map(refused).collect();
    reasons.sort_by_key(|refused| std::cmp::Reverse(refused.count));
    let samples = samples.into_iter().filter_map(sample).collect();
    Ok(Filtered { now, counted: counted.events, reasons, samples })
}

fn sample(kept: Kept) -> Option<Sample> {
    let Kept { at, reason, path, browser, .. } = kept;
    Some(Sample { at, reason: Reason::parse(&reason)?, path, browser })
}
