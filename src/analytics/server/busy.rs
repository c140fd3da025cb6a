//! What the rows of a busy day came to, kept for a moment.
//!
//! Every page that is open asks a dozen questions about the day that goes on, and asks again with what comes. Of few
//! events each answer is counted anew and at once. An answer of many takes a while and has hardly changed a moment
//! later: it is given for a time that grows with what counting took, and then a little longer while it is counted again.

use super::{
    dict::Id,
    store::{
        condition::Condition,
        read,
        scan::{self, By, Counted, Scan},
    },
    vitals::Measures,
};
use crate::server::{
    clock::{MINUTE, Millis, SECOND},
    problem::{AppResult, internal},
    state::AppState,
};
use quick_cache::{Weighter, sync::Cache};
use std::{
    collections::BTreeMap,
    fmt,
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
/// Bytes of all answers of a kind that are kept.
const ROOM: u64 = 12_000_000;

/// Answers by their questions.
pub struct Answers {
    pub counted: Kept<Vec<Counted>>,
    pub online: Kept<i64>,
    pub measured: Kept<BTreeMap<Id, Measures>>,
    /// One for each core: long counts would take all connections, and whoever signs in wait for them.
    turns: Semaphore,
}

/// Answers of one kind.
pub type Kept<T> = Cache<String, Answer<T>, BySize>;

/// What was found, when, and for how long that is good.
pub struct Answer<T> {
    found: Arc<T>,
    size: usize,
    at: Millis,
    fresh: Millis,
    /// Somebody looks anew.
    renewed: Arc<AtomicBool>,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        Self { found: self.found.clone(), renewed: self.renewed.clone(), ..*self }
    }
}

#[derive(Clone)]
pub struct BySize;

impl<T> Weighter<String, Answer<T>> for BySize {
    fn weight(&self, key: &String, answer: &Answer<T>) -> u64 {
        (key.len() + answer.size + 100) as u64
    }
}

impl Default for Answers {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { counted: kept(), online: kept(), measured: kept(), turns: Semaphore::new(cores) }
    }
}

fn kept<T>() -> Kept<T> {
    Cache::with_weighter(1_000, ROOM, BySize)
}

impl Answers {
    /// What was found is not so any more.
    pub fn forget(&self) {
        self.counted.clear();
        self.online.clear();
        self.measured.clear();
    }
}

/// A question about rows. Its debug output tells it apart.
pub trait Asked: fmt::Debug + Send + Sync + 'static {
    type Found: Send + Sync;

    fn kept(answers: &Answers) -> &Kept<Self::Found>;

    fn find(&self, state: &AppState) -> impl Future<Output = AppResult<Found<Self::Found>>> + Send;
}

/// What rows came to.
pub struct Found<T> {
    pub answer: T,
    /// How many events it is told from.
    pub events: i64,
    /// Bytes of the answer, about.
    pub size: usize,
}

/// The answer to a question; of a busy project, as it was some seconds ago.
pub async fn find<A: Asked>(state: &AppState, asked: A) -> AppResult<Arc<A::Found>> {
    let (key, now) = (format!("{asked:?}"), state.clock.now());
    if let Some(answer) = A::kept(state.part::<Answers>()).get(&key) {
        let age = now - answer.at;
        if (0..answer.fresh + STALE).contains(&age) {
            if age >= answer.fresh && !answer.renewed.swap(true, Ordering::Relaxed) {
                tokio::spawn(renew(state.clone(), key, asked, answer.renewed));
            }
            return Ok(answer.found);
        }
    }
    // Whoever has waited in vain for a long count and comes again finds it done.
    tokio::spawn(fresh(state.clone(), key, asked)).await.map_err(internal)?
}

async fn fresh<A: Asked>(state: AppState, key: String, asked: A) -> AppResult<Arc<A::Found>> {
    let answers = state.part::<Answers>();
    let _turn = answers.turns.acquire().await.map_err(internal)?;
    let (at, began) = (state.clock.now(), Instant::now());
    // Somebody else may have looked meanwhile.
    if let Some(answer) = A::kept(answers).get(&key)
        && (0..answer.fresh).contains(&(at - answer.at))
    {
        return Ok(answer.found);
    }
    let Found { answer, events, size } = asked.find(&state).await?;
    let found = Arc::new(answer);
    if events >= MANY {
        let fresh = FRESH.max(SHARE * began.elapsed().as_millis() as Millis);
        let answer = Answer { found: found.clone(), size, at, fresh, renewed: Arc::default() };
        A::kept(answers).insert(key, answer);
    }
    Ok(found)
}

async fn renew<A: Asked>(state: AppState, key: String, asked: A, renewed: Arc<AtomicBool>) {
    if let Err(error) = fresh(state, key, asked).await {
        tracing::warn!(?error, "a count could not be renewed");
        renewed.store(false, Ordering::Relaxed);
    }
}

/// As [`scan::count`].
pub async fn count(state: &AppState, scan: &Scan<'_>) -> AppResult<Arc<Vec<Counted>>> {
    find(state, Owned::new(scan)).await
}

/// A scan that outlives who asked.
#[derive(Debug)]
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

impl Asked for Owned {
    type Found = Vec<Counted>;

    fn kept(answers: &Answers) -> &Kept<Self::Found> {
        &answers.counted
    }

    async fn find(&self, state: &AppState) -> AppResult<Found<Self::Found>> {
        let answer = scan::count(&state.db, &self.scan()).await?;
        let events = answer.iter().map(|row| row.figures.events).sum();
        let size = answer.len() * size_of::<Counted>();
        Ok(Found { answer, events, size })
    }
}

/// Visitors of the last five minutes in an environment; 0: in all.
pub async fn online(state: &AppState, project_id: i64, environment: Id) -> AppResult<i64> {
    Ok(*find(state, Online { project_id, environment }).await?)
}

#[derive(Debug)]
struct Online {
    project_id: i64,
    environment: Id,
}

impl Asked for Online {
    type Found = i64;

    fn kept(answers: &Answers) -> &Kept<i64> {
        &answers.online
    }

    async fn find(&self, state: &AppState) -> AppResult<Found<i64>> {
        let since = state.clock.now() - 5 * MINUTE;
        let (answer, events) =
            read::visitors_since(&state.db, self.project_id, self.environment, since).await?;
        Ok(Found { answer, events, size: 0 })
    }
}
