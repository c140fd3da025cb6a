//! Deployments as annotations, in the form Grafana's JSON data sources read.

use super::Search;
use crate::{
    deploys::{
        model::{Kind, Marker},
        server::{self, environments},
    },
    server::{problem::AppResult, state::AppState},
};
use axum::{Json, extract::State};
use serde_json::{Value, json};

pub async fn list(State(state): State<AppState>, mut search: Search) -> AppResult<Json<Value>> {
    let named = search.text("environment")?;
    let (from, to) = (search.instant("from")?.unwrap_or(0), search.instant("to")?.unwrap_or(i64::MAX));
    let project_id = search.finish()?.project.id;
    let environment = match named {
        Some(name) => Some(environments::resolve(&state, project_id, Some(&name)).await?.name),
        None => None,
    };
    let markers = server::markers(&state, project_id, environment.as_deref(), from, to).await?;
    Ok(Json(markers.iter().map(annotation).collect()))
}

/// A deployment with a known start spans its duration; else it is a moment.
fn annotation(marker: &Marker) -> Value {
    let verb = if marker.kind == Kind::Deploy { "deployed" } else { marker.kind.as_str() };
    json!({
        "time": marker.started_at.unwrap_or(marker.at),
        "timeEnd": marker.at,
        "title": format!("{} → {}", marker.release, marker.environment),
        "text": format!("{verb} by {}, {}", marker.deployed_by, marker.status.as_str().replace('_', " ")),
        "tags": ["deployment", marker.environment, marker.status],
    })
}
