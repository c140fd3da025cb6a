//! Questions with an API token: `POST /api/v1/analytics/query`, and `POST /api/v2/query` for clients of
//! Plausible's Stats API, which name the project as `site_id`.

use crate::{
    accounts::server::token_project,
    analytics::{
        model::query::Query,
        server::stats::{self, Answer},
    },
    error::AppError,
    server::{ctx::TokenActor, problem::AppResult, state::AppState},
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{self, State},
};
use serde_json::Value;
use std::collections::HashMap;

pub async fn ask(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    extract::Query(pairs): extract::Query<HashMap<String, String>>,
    body: Bytes,
) -> AppResult<Json<Answer>> {
    let body = read(&body)?;
    answer(&state, &token, pairs.get("project").map(String::as_str), &body).await
}

/// With the name of the project in the body, where Plausible's clients write it.
pub async fn ask_as_plausible(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    body: Bytes,
) -> AppResult<Json<Answer>> {
    let body = read(&body)?;
    let site = body.get("site_id").and_then(Value::as_str);
    let site = site.ok_or_else(|| AppError::invalid("site_id", "site_id must be the slug of a project"))?;
    answer(&state, &token, Some(site), &body).await
}

fn read(body: &Bytes) -> AppResult<Value> {
    serde_json::from_slice(body)
        .map_err(|error| AppError::invalid("body", format!("the body is not JSON: {error}")))
}

async fn answer(
    state: &AppState,
    token: &TokenActor,
    project: Option<&str>,
    body: &Value,
) -> AppResult<Json<Answer>> {
    let project = token_project(state, token, project).await?;
    let query =
        Query::from_json(body).map_err(|refusal| AppError::invalid(&refusal.field, refusal.message))?;
    Ok(Json(stats::answer(state, &project, &query).await?))
}
