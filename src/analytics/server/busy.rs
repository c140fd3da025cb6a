//! What the rows of a busy day came to, kept for a moment.
//!
//! Every page that is open asks a dozen questions about the day that goes on, and asks again with what comes. Of few
//! events each answer is counted anew and at once. An answer of many takes a while and has hardly changed a moment
//! later: it is given for a time that grows with what counting took, and then a little longer while it is counted again.

use super::store::{
    condition::Condition,
    scan::{self, By, Counted, Scan},
};
use crate::server::{
    clock::{MINUTE, Millis, SECOND},
    problem::{AppResult, internal},
    state::AppState,
};
use quick_cache::{Weighter, sync::Cache};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};
use tokio::sync::Semaphore;

/// From so many events on an answer is kept; fewer are counted in about 20 ms.
const MANY: i64 = 20_000;
/// How long an answer is given as it is: so that counting takes a thirtieth of the time of a core, and at least this.
const FRESH: Millis = 5 * SECOND;
const SHARE: Millis = 30;
/// How long it is given after that, while it is counted again.
const STALE: Millis = MINUTE;
/// Rows of all answers that are kept, of 136 bytes each.
const ROWS: u64 = 100_000;

/// Answers by their questions.
pub struct Answers {
    kept: Cache<String, Answer, ByRows>,
    /// One for each core: long counts would take all connections, and whoever signs in wait for them.
    turns: Semaphore,
}

#[derive(Clone)]
struct Answer {
    rows: Arc<Vec<Counted>>,
    at: Millis,
    fresh: Millis,
    /// Somebody counts anew.
    renewed: Arc<AtomicBool>,
}

#[derive(Clone)]
struct ByRows;

impl Weighter<String, Answer> for ByRows {
    fn weight(&self, _: &String, answer: &Answer) -> u64 {
        answer.rows.len() as u64 + 1
    }
}

impl Default for Answers {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { kept: Cache::with_weighter(1_000, ROWS, ByRows), turns: Semaphore::new(cores) }
    }
}

impl Answers {
    /// What was counted is not so any more.
    pub fn forget(&self) {
        self.kept.clear();
    }
}

/// As [`scan::count`], of a busy project as it was some seconds ago.
pub async fn count(state: &AppState, scan: &Scan<'_>) -> AppResult<Arc<Vec<Counted>>> {
    let (key, now) = (format!("{scan:?}"), state.clock.now());
    if let Some(answer) = state.part::<Answers>().kept.get(&key) {
        let age = now - answer.at;
        if (0..answer.fresh + STALE).contains(&age) {
            if age >= answer.fresh && !answer.renewed.swap(true, Ordering::Relaxed) {
                tokio::spawn(renew(state.clone(), key, Owned::new(scan), answer.renewed));
            }
            return Ok(answer.rows);
        }
    }
    // Whoever has waited in vain for a long count and comes again finds it done.
    let counting = tokio::spawn(fresh(state.clone(), key, Owned::new(scan)));
    counting.await.map_err(internal)?
}

async fn fresh(state: AppState, key: String, owned: Owned) -> AppResult<Arc<Vec<Counted>>> {
    let answers = state.part::<Answers>();
    let _turn = answers.turns.acquire().await.map_err(internal)?;
    let (at, began) = (state.clock.now(), Instant::now());
    let rows = Arc::new(scan::count(&state.db, &owned.scan()).await?);
    if rows.iter().map(|row| row.figures.events).sum::<i64>() >= MANY {
        let fresh = FRESH.max(SHARE * began.elapsed().as_millis() as Millis);
        answers.kept.insert(key, Answer { rows: rows.clone(), at, fresh, renewed: Arc::default() });
    }
    Ok(rows)
}

async fn renew(state: AppState, key: String, owned: Owned, renewed: Arc<AtomicBool>) {
    if let Err(error) = fresh(state, key, owned).await {
        tracing::warn!(?error, "a count could not be renewed");
        renewed.store(false, Ordering::Relaxed);
    }
}

/// A scan that outlives who asked.
struct Owned {
    /// With nothing in it that is borrowed.
    scan: Scan<'static>,
    spans: Vec<(Millis, Millis)>,
    prop: Option<String>,
    condition: Condition,
}

impl Owned {
    fn new(scan: &Scan<'_>) -> Self {
        static ANYTHING: Condition = Condition::ANYTHING;
        let (by, prop) = match scan.by {
            By::Nothing => (By::Nothing, None),
            By::Dim(dim) => (By::Dim(dim), None),
            By::Prop(key) => (By::Nothing, Some(key.to_owned())),
        };
        let (spans, condition) = (scan.spans.to_vec(), scan.condition.clone());
        Self { scan: Scan { spans: &[], by, condition: &ANYTHING, ..*scan }, spans, prop, condition }
    }

    fn scan(&self) -> Scan<'_> {
        let by = self.prop.as_deref().map_or(self.scan.by, By::Prop);
        Scan { spans: &self.spans, by, condition: &self.condition, ..self.scan }
    }
}
