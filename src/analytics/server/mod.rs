//! The use-cases of events: receiving them and counting them.

mod ask;
mod busy;
mod calendar;
mod counting;
pub mod dashboard;
mod dict;
pub mod dropped;
pub mod effect;
mod enrich;
mod erase;
mod events;
mod export;
mod geo;
pub mod goals;
pub mod http;
mod lane;
mod numbers;
mod panels;
mod record;
mod releases;
mod salts;
mod seal;
pub mod settings;
mod stats;
mod store;
mod traffic;
mod visits;
mod vitals;
mod who;
mod wire;

pub use calendar::Day;
pub use counting::{hour_starts, views_of};
pub use dropped::filtered;
pub use erase::{What, erase};
pub use numbers::{Question, Row, by_days, by_hours, count, hours, total};
pub use record::{Recorded, record};
pub use seal::seal_due;
pub use store::{
    condition::Condition,
    read::LastEvent,
    scan::{By, Figures},
};
pub use traffic::traffic;
pub use wire::{Engagement, Event, Fact, PAGE_VIEW, Vitals, path_of};

use crate::{
    analytics::model::Dim,
    server::{
        clock::{HOUR, MINUTE, Millis, SECOND},
        db::DbError,
        ingest::Lane,
        problem::AppResult,
        state::{AppState, PartsBuilder},
        ticker::Task,
    },
};
use dict::{Dict, Id};
use std::sync::Arc;

/// What this slice adds to the state.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    let dict = Arc::new(Dict::new(builder.secret));
    let events = lane::Events { hub: builder.hub.clone(), dict: dict.clone() };
    builder.add(Lane::start(events, builder));
    builder.add(dict);
    builder.add(busy::Answers::default());
    builder.add(calendar::Calendar::default());
    builder.add(counting::Counted::default());
    builder.add(dropped::Dropped::default());
    builder.add(geo::Geo::new(builder.config));
    builder.add(releases::Live::default());
    builder.add(salts::Salts::default());
    builder.add(traffic::Remembered::default());
}

/// What is written and forgotten by and by.
pub fn tasks() -> Vec<Task> {
    vec![
        Task { name: "write what was dropped", every: SECOND, run: |state| Box::pin(dropped::write(state)) },
        Task { name: "destroy salts", every: 10 * SECOND, run: |state| Box::pin(salts::destroy(state)) },
        Task { name: "read places again", every: MINUTE, run: |state| Box::pin(geo::refresh(state)) },
        Task { name: "seal days", every: MINUTE, run: |state| Box::pin(seal::run(state)) },
        Task { name: "forget events", every: HOUR, run: |state| Box::pin(seal::forget(state)) },
        Task { name: "forget visits", every: MINUTE, run: |state| Box::pin(forget_visits(state)) },
    ]
}

/// Visits that nothing can belong to any more. They are told from those that go on by their last event.
async fn forget_visits(state: AppState) -> Result<(), DbError> {
    let mut tx = state.db.begin_write().await?;
    store::write::forget_live(&mut tx, state.clock.now() - 2 * visits::GAP).await?;
    tx.commit().await
}

/// The number of a word.
pub fn word(state: &AppState, dim: Dim, text: &str) -> Id {
    state.part::<Arc<Dict>>().id(dim, text)
}

/// The newest page view; it tells a project whose script works from one whose does not.
pub async fn last_event(state: &AppState, project_id: i64) -> AppResult<Option<LastEvent>> {
    let name = word(state, Dim::Name, wire::PAGE_VIEW);
    Ok(store::read::last(&state.db, project_id, name).await?)
}

/// How many page views a page had in an environment in each minute of a span of time that had any:
/// when the minute began, oldest first. `path` as [`path_of`] makes it.
pub async fn views_by_minute(
    state: &AppState,
    project_id: i64,
    environment: &str,
    path: &str,
    span: (Millis, Millis),
) -> AppResult<Vec<(Millis, i64)>> {
    let words = [
        word(state, Dim::Name, wire::PAGE_VIEW),
        word(state, Dim::Environment, environment),
        word(state, Dim::Path, path),
    ];
    Ok(store::read::count_by_minute(&state.db, project_id, words, span).await?)
}
