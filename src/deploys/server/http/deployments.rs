//! Recording, changing and reading deployments.

use super::{Call, Search, wire};
use crate::{
    deploys::{
        model::{Deployment, Kind, Status},
        server::{
            self, Filter,
            change::{self, Change},
            environments,
            record::{self, NewDeployment, Recorded, Request},
        },
    },
    error::AppError,
    server::{members::Members, problem::AppResult, state::AppState},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

const STATUSES: [&str; 6] = ["pending", "running", "succeeded", "failed", "rolled_back", "cancelled"];
const KINDS: [&str; 7] = ["deploy", "promote", "redeploy", "rollback", "hotfix", "config", "migrate"];
const KEY_LENGTH: usize = 200;
const NAME_LENGTH: usize = 200;
const DESCRIPTION_LENGTH: usize = 2_000;

pub async fn create(
    State(state): State<AppState>,
    call: Call,
    headers: HeaderMap,
    members: Members,
) -> AppResult<Response> {
    let hash = members.hash();
    let new = read_new(members)?;
    let key = idempotency_key(&headers)?;
    let request = Request { by: &call.by, hash: &hash, key: key.as_deref(), answer: text };
    let answer = match record::record(&state, call.project.id, new, request).await? {
        Recorded::Deployment(deployment) => wire::deployment(&deployment),
        Recorded::Answer(text) => serde_json::from_str(&text).map_err(crate::server::problem::internal)?,
    };
    let location = format!("/api/v1/deployments/{}", answer["id"].as_str().unwrap_or_default());
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(answer)).into_response())
}

fn text(deployment: &Deployment) -> String {
    wire::deployment(deployment).to_string()
}

fn read_new(mut members: Members) -> AppResult<NewDeployment> {
    let release = members.required("release", NAME_LENGTH)?;
    let new = NewDeployment {
        id: id(&mut members)?,
        environment: members.text("environment", NAME_LENGTH)?,
        status: members.choice("status", Status::parse, &STATUSES)?.unwrap_or(Status::Succeeded),
        kind: members.choice("kind", Kind::parse, &KINDS)?.unwrap_or(Kind::Deploy),
        deployed_by: members.text("deployed_by", NAME_LENGTH)?,
        commit: members.commit()?,
        url: members.url("url")?,
        log_url: members.url("log_url")?,
        description: members.text("description", DESCRIPTION_LENGTH)?,
        started_at: members.instant("started_at")?,
        finished_at: members.instant("finished_at")?,
        release,
    };
    members.finish()?;
    Ok(new)
}

/// A UUIDv7 in its usual form; it sorts by time, as the ids made here.
fn id(members: &mut Members) -> AppResult<Option<String>> {
    let Some(text) = members.text("id", 36)? else { return Ok(None) };
    let id = uuid::Uuid::try_parse(&text).ok().filter(|id| id.get_version_num() == 7 && text.len() == 36);
    let id = id.ok_or_else(|| AppError::invalid("id", "id must be a UUID of version 7"))?;
    Ok(Some(id.to_string()))
}

fn idempotency_key(headers: &HeaderMap) -> AppResult<Option<String>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=KEY_LENGTH).contains(&key.len()));
    let expected = || AppError::invalid("Idempotency-Key", "Idempotency-Key must have 1 to 200 characters");
    key.map(|key| Some(key.to_owned())).ok_or_else(expected)
}

pub async fn change(
    State(state): State<AppState>,
    call: Call,
    Path(id): Path<String>,
    mut members: Members,
) -> AppResult<Json<Value>> {
    let change = Change {
        status: members.choice("status", Status::parse, &STATUSES)?,
        started_at: members.instant("started_at")?,
        finished_at: members.instant("finished_at")?,
        url: members.url("url")?,
        log_url: members.url("log_url")?,
        description: members.text("description", DESCRIPTION_LENGTH)?,
        reason: members.text("reason", DESCRIPTION_LENGTH)?,
    };
    members.finish()?;
    let deployment = change::change(&state, call.project.id, &call.by, &id, change).await?;
    Ok(Json(wire::deployment(&deployment)))
}

pub async fn get(
    State(state): State<AppState>,
    call: Call,
    Path(id): Path<String>,
) -> AppResult<Json<Value>> {
    Ok(Json(wire::deployment(&server::get(&state, call.project.id, &id).await?)))
}

pub async fn list(State(state): State<AppState>, mut search: Search) -> AppResult<Json<Value>> {
    let (environment, release) = (search.text("environment")?, search.text("release")?);
    let mut filter = Filter {
        status: search.choice("status", Status::parse, &STATUSES)?,
        kind: search.choice("kind", Kind::parse, &KINDS)?,
        from: search.instant("from")?.unwrap_or(0),
        to: search.instant("to")?.unwrap_or(i64::MAX),
        after: search.cursor()?,
        limit: search.limit()?,
        ..Filter::default()
    };
    let project_id = search.finish()?.project.id;
    if let Some(name) = environment {
        filter.environment_id = Some(environments::resolve(&state, project_id, Some(&name)).await?.id);
    }
    if let Some(name) = release {
        match server::releases::get(&state, project_id, &name).await {
            Ok(release) => filter.release_id = Some(release.id),
            // Nothing can match.
            Err(AppError::NotFound) => return Ok(Json(json!({ "items": [], "next": null }))),
            Err(error) => return Err(error),
        }
    }
    Ok(super::list(&server::list(&state, project_id, filter).await?, wire::deployment))
}
