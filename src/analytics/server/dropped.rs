//! What is not counted, counted: a team sees what was left out and why.

use super::store::dropped::{self as store, Sample};
use crate::server::{
    clock::{DAY, HOUR},
    db::DbError,
    problem::AppResult,
    state::AppState,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
};

/// Samples a project keeps.
pub const SAMPLES: usize = 100;

/// Why something was not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The browser names itself as a crawler, a monitor or a script.
    Bot,
    /// A program drives the browser.
    Driven,
    NoUserAgent,
    /// Browsers name a language, scripts that pretend to be one forget it.
    NoLanguage,
    /// The page was fetched in case somebody opens it.
    Prefetch,
    /// One of our own pages, where the widget is tried.
    Console,
    /// The reader asked by Sec-GPC not to be counted, and the project obeys.
    Gpc,
    /// From a page of another origin than the project lists.
    Origin,
}

impl Reason {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Driven => "webdriver",
            Self::NoUserAgent => "no_user_agent",
            Self::NoLanguage => "no_language",
            Self::Prefetch => "prefetch",
            Self::Console => "console",
            Self::Gpc => "gpc",
            Self::Origin => "origin",
        }
    }
}

/// What was not counted since the last [`write`]. A kill loses at most a second of it: it is no fact about users.
#[derive(Default)]
pub struct Dropped(Mutex<Buffer>);

#[derive(Default)]
struct Buffer {
    counts: BTreeMap<(i64, i64, Reason), i64>,
    samples: BTreeMap<i64, VecDeque<Sample>>,
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
        samples.push_back(Sample { id: state.clock.new_id(), project_id, at, reason, path, browser });
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

/// What was not counted in the last 30 days, by reason, and the newest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    /// Reason and how many, most first.
    pub counts: Vec<(String, i64)>,
    /// Newest first.
    pub samples: Vec<Sample>,
}

pub async fn filtered(state: &AppState, project_id: i64) -> AppResult<Filtered> {
    let since = (state.clock.now() - 30 * DAY).div_euclid(HOUR);
    let (counts, samples) =
        tokio::try_join!(store::counts(&state.db, project_id, since), store::samples(&state.db, project_id))?;
    Ok(Filtered { counts, samples })
}
