//! Releases.

use super::{Call, Search, wire};
use crate::{
    deploys::server::releases::{self, Facts},
    error::AppError,
    server::{members::Members, problem::AppResult, state::AppState},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::Value;

const NAME_LENGTH: usize = 200;

pub async fn list(State(state): State<AppState>, mut search: Search) -> AppResult<Json<Value>> {
    let (limit, after) = (search.limit()?, search.cursor()?);
    let project = search.finish()?.project;
    Ok(super::list(&releases::list(&state, project.id, after, limit).await?, wire::release))
}

pub async fn get(
    State(state): State<AppState>,
    call: Call,
    Path(name): Path<String>,
) -> AppResult<Json<Value>> {
    Ok(Json(wire::release(&releases::get(&state, call.project.id, &name).await?)))
}

/// Makes the release or adds to what is known of it.
pub async fn put(State(state): State<AppState>, call: Call, mut members: Members) -> AppResult<Response> {
    let name = members.required("name", NAME_LENGTH)?;
    let facts = facts(members)?;
    let (release, fresh) = releases::put(&state, call.project.id, &call.by, &name, facts).await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(wire::release(&release))).into_response())
}

pub async fn change(
    State(state): State<AppState>,
    call: Call,
    Path(name): Path<String>,
    members: Members,
) -> AppResult<Json<Value>> {
    let facts = facts(members)?;
    let release = releases::change(&state, call.project.id, &call.by, &name, facts).await?;
    Ok(Json(wire::release(&release)))
}

fn facts(mut members: Members) -> Result<Facts, AppError> {
    let facts = Facts {
        commit: members.commit()?,
        url: members.url("url")?,
        released_at: members.instant("released_at")?,
    };
    members.finish()?;
    Ok(facts)
}
