//! The use-cases of events: receiving them and counting them.

mod batch;
pub mod http;
mod lane;
mod releases;
mod store;

pub use batch::{Batch, MOST_EVENTS};
pub use store::{LastEvent, NewEvent, insert};

use crate::server::{
    clock::Millis,
    ingest::Lane,
    problem::AppResult,
    state::{AppState, PartsBuilder},
};

/// What this slice adds to the state.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    builder.add(Lane::start(lane::Events, builder.db.clone(), builder.fatal.clone()));
    builder.add(releases::Live::default());
}

/// Page views from `from` until before `to`, per bucket of `bucket`
/// milliseconds: the start of each bucket that has any, and how many.
pub async fn views(
    state: &AppState,
    project_id: i64,
    from: Millis,
    to: Millis,
    bucket: Millis,
) -> AppResult<Vec<(Millis, i64)>> {
    Ok(store::views(&state.db, project_id, (from, to), bucket.max(1)).await?)
}

/// The newest page view; it tells a project whose script works from one whose does not.
pub async fn last_event(state: &AppState, project_id: i64) -> AppResult<Option<LastEvent>> {
    Ok(store::last_event(&state.db, project_id).await?)
}
