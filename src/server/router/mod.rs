//! Puts the slices together. The only file of `server` that names them.

mod pages;

use super::{
    assets,
    clock::Clock,
    config::Config,
    db::{Db, DbError},
    routes::Routes,
    security,
    state::{AppState, PartsBuilder},
};
use crate::error::AppError;
use axum::{Router, middleware, response::IntoResponse};

/// The state of an instance on a migrated database.
pub async fn state(config: Config, db: Db, clock: Clock) -> Result<AppState, DbError> {
    AppState::new(config, db, clock, parts).await
}

fn parts(_builder: &mut PartsBuilder<'_>) {}

/// Every route for outside clients, with who may call it.
pub fn endpoints() -> Routes {
    Routes::new().merge(assets::routes())
}

/// The complete application: what `serve` runs and what tests call.
pub fn router(state: AppState) -> Router {
    let console =
        pages::routes(&state).layer(middleware::from_fn_with_state(state.clone(), security::same_origin));
    endpoints()
        .router
        .merge(console)
        .fallback(|| async { AppError::NotFound.into_response() })
        .layer(middleware::from_fn(security::headers))
        .with_state(state)
}
