//! `POST /api/v1/feedback/batches` and `DELETE …/{id}`, with an API token.

use super::triage::{Caller, change};
use crate::{
    error::AppError,
    feedback::{
        model::{Other, Status},
        server::{self as feedback, Batch, Changed},
    },
    server::{members::Members, problem::AppResult, state::AppState},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use serde_json::Value;

/// What a batch did.
#[derive(Serialize)]
pub struct BatchBody {
    id: Option<String>,
    changed: Vec<ChangedBody>,
    unchanged: Vec<Other>,
}

/// An entry that was changed.
#[derive(Serialize)]
struct ChangedBody {
    #[serde(flatten)]
    entry: Other,
    before: Before,
}

/// How it stood.
#[derive(Serialize)]
struct Before {
    status: Status,
    /// The address of a person.
    assignee: Option<String>,
    tags: Vec<String>,
}

pub async fn batch(
    State(state): State<AppState>,
    caller: Caller,
    mut members: Members,
) -> AppResult<Json<BatchBody>> {
    let ids = ids(&mut members)?;
    let change = change(&mut members)?;
    members.finish()?;
    let batch = feedback::batch(&state, &caller.by, caller.project.id, &ids, change).await?;
    Ok(Json(body(batch)))
}

pub async fn undo(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> AppResult<Json<BatchBody>> {
    let batch = feedback::undo(&state, &caller.by, caller.project.id, &id).await?;
    Ok(Json(body(batch)))
}

fn ids(members: &mut Members) -> AppResult<Vec<String>> {
    let Some(Value::Array(ids)) = members.take("ids") else {
        return Err(AppError::invalid("ids", "ids is required: a list of ids of entries"));
    };
    let texts = ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    texts.ok_or_else(|| AppError::invalid("ids", "ids must be a list of texts"))
}

fn body(Batch { id, changed, unchanged }: Batch) -> BatchBody {
    let one = |Changed { entry, status, assignee, tags }| {
        let before = Before { status, assignee: assignee.map(|person| person.email), tags };
        ChangedBody { entry, before }
    };
    BatchBody { id, changed: changed.into_iter().map(one).collect(), unchanged }
}
