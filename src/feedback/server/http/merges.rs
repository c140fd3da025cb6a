//! `POST` and `DELETE /api/v1/feedback/{id}/merges`, with an API token.

use super::triage::Caller;
use crate::{
    error::AppError,
    feedback::{
        model::{Other, Status},
        server::{self as feedback, Merged},
    },
    server::{members::Members, problem::AppResult, state::AppState},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use serde_json::Value;

/// How an entry stands, and what went along with it.
#[derive(Serialize)]
pub struct MergedBody {
    id: String,
    status: Status,
    duplicate_of: Option<Other>,
    along: Vec<Other>,
}

pub async fn merge(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    mut members: Members,
) -> AppResult<Json<MergedBody>> {
    let into = match members.take("into") {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(AppError::invalid("into", "into is required: the id or the number of an entry")),
    };
    members.finish()?;
    let merged = feedback::merge(&state, &caller.by, caller.project.id, &id, &into).await?;
    Ok(Json(body(merged)))
}

pub async fn unmerge(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> AppResult<Json<MergedBody>> {
    let merged = feedback::unmerge(&state, &caller.by, caller.project.id, &id).await?;
    Ok(Json(body(merged)))
}

fn body(Merged { id, status, duplicate_of, along }: Merged) -> MergedBody {
    MergedBody { id, status, duplicate_of, along }
}
