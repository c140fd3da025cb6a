//! The use-cases of events: receiving them and counting them.

mod batch;
mod counting;
pub mod http;
mod lane;
mod releases;
mod store;

pub use batch::{Batch, MOST_EVENTS, path_of};
pub use counting::{hour_starts, views_of};
pub use store::{LastEvent, NewEvent, insert};

use crate::server::{
    clock::Millis,
    ingest::Lane,
    problem::AppResult,
    state::{AppState, PartsBuilder},
};

/// What this slice adds to the state.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    builder.add(Lane::start(lane::Events(builder.hub.clone()), builder.db.clone(), builder.fatal.clone()));
    builder.add(releases::Live::default());
    builder.add(counting::Counted::default());
}

/// The newest page view; it tells a project whose script works from one whose does not.
pub async fn last_event(state: &AppState, project_id: i64) -> AppResult<Option<LastEvent>> {
    Ok(store::last_event(&state.db, project_id).await?)
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
    Ok(store::views_by_minute(&state.db, project_id, (environment, path), span).await?)
}
