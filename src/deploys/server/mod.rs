//! The use-cases of deployments: what other slices, pages and routes may ask.

pub mod change;
pub mod environments;
pub mod http;
mod now;
pub mod paging;
pub mod record;
pub mod releases;
mod store;
pub mod view;

pub use environments::environment_name;
pub use now::environments_now;
pub use store::deployments::Filter;

use super::model::{Deployment, Marker, Status, Transition};
use crate::{
    error::AppError,
    server::{
        clock::Millis,
        problem::AppResult,
        state::{AppState, PartsBuilder},
    },
};
use paging::Page;

/// A chart with more lines than this is unreadable.
const MOST_MARKERS: i64 = 500;

/// Tell open pages that something about deployments changed; after COMMIT.
fn published(state: &AppState, project_id: i64) {
    state.hub.publish(project_id, "deploys");
}

/// What this slice adds to the state.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    builder.add(environments::Known::default());
}

/// What runs: the newest succeeded deployment per environment and package.
pub async fn active(state: &AppState, project_id: i64) -> AppResult<Vec<Deployment>> {
    Ok(store::active::active(&state.db, project_id).await?)
}

/// The newest `n` deployments.
pub async fn latest(state: &AppState, project_id: i64, n: i64) -> AppResult<Vec<Deployment>> {
    Ok(list(state, project_id, Filter { limit: n, ..Filter::default() }).await?.items)
}

/// Deployments for charts, newest first; those that never began are left out.
pub async fn markers(
    state: &AppState,
    project_id: i64,
    environment: Option<&str>,
    from: Millis,
    to: Millis,
) -> AppResult<Vec<Marker>> {
    Ok(store::active::markers(&state.db, project_id, environment, (from, to), MOST_MARKERS).await?)
}

/// How many deployments of a span of time ended like this.
pub async fn count(
    state: &AppState,
    project_id: i64,
    status: Status,
    from: Millis,
    to: Millis,
) -> AppResult<i64> {
    Ok(store::active::count(&state.db, project_id, status, (from, to)).await?)
}

/// Newest first.
pub async fn list(state: &AppState, project_id: i64, filter: Filter) -> AppResult<Page<Deployment>> {
    let limit = filter.limit;
    let wanted = Filter { limit: limit + 1, ..filter };
    let rows = store::deployments::list(&state.db, project_id, wanted).await?;
    Ok(Page::cut(rows, limit, |deployment| (deployment.at, &deployment.id)))
}

/// # Errors
/// `NotFound` for an unknown id and for another project's.
pub async fn get(state: &AppState, project_id: i64, id: &str) -> AppResult<Deployment> {
    store::deployments::get(&state.db, project_id, storable(id)?).await?.ok_or(AppError::NotFound)
}

/// A text that could be in the database; PostgreSQL fails when it is asked for
/// one with U+0000.
///
/// # Errors
/// `NotFound`.
fn storable(text: &str) -> AppResult<&str> {
    if text.contains('\0') { Err(AppError::NotFound) } else { Ok(text) }
}

/// Every change of a deployment's status, oldest first.
pub async fn transitions(state: &AppState, project_id: i64, id: &str) -> AppResult<Vec<Transition>> {
    Ok(store::deployments::transitions(&state.db, project_id, id).await?)
}
