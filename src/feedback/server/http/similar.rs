//! `GET /api/v1/feedback/{id}/similar`, with an API token.

use super::read::{Pairs, project, read};
use crate::{
    feedback::{
        model::{Brief, Status},
        server as feedback,
    },
    server::{ctx::TokenActor, problem::AppResult, state::AppState},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Serialize;

/// An entry that may say the same.
#[derive(Serialize)]
pub struct SimilarBody {
    id: String,
    number: i64,
    feedback_type: &'static str,
    status: Status,
    excerpt: String,
    page: String,
    created_at: String,
    /// 0 to 1, to two places.
    score: f64,
}

/// The likest first.
#[derive(Serialize)]
pub struct ListBody {
    items: Vec<SimilarBody>,
}

pub async fn list(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Path(id): Path<String>,
    query: Pairs,
) -> AppResult<Json<ListBody>> {
    let project = project(&state, &token, &read(query)?).await?;
    let found = feedback::similar(&state, project.id, &id).await?;
    Ok(Json(ListBody { items: found.into_iter().map(body).collect() }))
}

fn body((likeness, brief): (f64, Brief)) -> SimilarBody {
    SimilarBody {
        id: brief.id,
        number: brief.number,
        feedback_type: brief.feedback_type.as_str(),
        status: brief.status,
        excerpt: brief.excerpt,
        page: brief.page,
        created_at: feedback::timestamp(brief.created_at),
        score: (likeness * 100.0).round() / 100.0,
    }
}
