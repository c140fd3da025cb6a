//! The one stream that tells open pages of a project what changed.

use crate::{
    error::AppError,
    server::{
        ctx::Actor,
        problem::AppResult,
        routes::{Access, Routes},
        state::AppState,
    },
};
use axum::{
    Extension,
    extract::{Path, State},
    response::IntoResponse,
};

pub fn routes() -> Routes {
    Routes::new().get("/app/{project}/live", Access::SignedIn, stream)
}

/// Server-sent events: `change` with `{"topic"}`, `resync` after a gap, `end`
/// when the server stops.
async fn stream(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Extension(actor): Extension<Actor>,
) -> AppResult<impl IntoResponse> {
    let project = actor.projects.iter().find(|project| project.slug == slug).ok_or(AppError::NotFound)?;
    Ok(state.hub.subscribe(project.id))
}
