//! Environments, each with what runs there.

use super::{Call, wire};
use crate::{
    deploys::{
        model::Environment,
        server::{
            self,
            environments::{self, Facts},
        },
    },
    error::AppError,
    server::{members::Members, problem::AppResult, state::AppState},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

const NAME_LENGTH: usize = 64;

pub async fn list(State(state): State<AppState>, call: Call) -> AppResult<Json<Value>> {
    let all = environments::list(&state, call.project.id).await?;
    let active = server::active(&state, call.project.id).await?;
    let items: Vec<_> = all.iter().map(|environment| wire::environment(environment, &active)).collect();
    Ok(Json(json!({ "items": items, "next": null })))
}

pub async fn get(
    State(state): State<AppState>,
    call: Call,
    Path(name): Path<String>,
) -> AppResult<Json<Value>> {
    let all = environments::list(&state, call.project.id).await?;
    let found = all.iter().find(|environment| environment.answers_to(&name)).ok_or(AppError::NotFound)?;
    body(&state, &call, found).await
}

pub async fn create(
    State(state): State<AppState>,
    call: Call,
    members: Members,
) -> AppResult<(StatusCode, Json<Value>)> {
    let facts = facts(members)?;
    let made = environments::create(&state, call.project.id, &call.by, facts).await?;
    Ok((StatusCode::CREATED, Json(wire::environment(&made, &[]))))
}

pub async fn change(
    State(state): State<AppState>,
    call: Call,
    Path(name): Path<String>,
    members: Members,
) -> AppResult<Json<Value>> {
    let facts = facts(members)?;
    let changed = environments::change(&state, call.project.id, &call.by, &name, facts).await?;
    body(&state, &call, &changed).await
}

async fn body(state: &AppState, call: &Call, environment: &Environment) -> AppResult<Json<Value>> {
    let active = server::active(state, call.project.id).await?;
    Ok(Json(wire::environment(environment, &active)))
}

fn facts(mut members: Members) -> AppResult<Facts> {
    let facts = Facts {
        name: members.text("name", NAME_LENGTH)?.map(|text| name("name", text)).transpose()?,
        rank: members.number("rank")?,
        aliases: match members.texts("aliases")? {
            Some(texts) => {
                Some(texts.into_iter().map(|text| name("aliases", text)).collect::<Result<_, _>>()?)
            }
            None => None,
        },
    };
    members.finish()?;
    Ok(facts)
}

/// Lower case; letters, digits and `-_./`, so that it fits into an address.
fn name(field: &str, text: String) -> AppResult<String> {
    let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    if fits && (1..=NAME_LENGTH).contains(&text.len()) {
        return Ok(text.to_lowercase());
    }
    Err(AppError::invalid(field, format!("{field} must be 1 to 64 letters a to z, digits or -_./")))
}
