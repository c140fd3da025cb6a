//! The public JSON of deployments, releases and environments. Instants are
//! RFC 3339 in UTC; absent facts are null, so that every member is always there.

use crate::{
    deploys::model::{Deployment, Environment, Release},
    error::AppError,
    server::{clock::Millis, problem::AppResult},
};
use jiff::Timestamp;
use serde_json::{Value, json};

pub fn time(at: Millis) -> Value {
    Timestamp::from_millisecond(at).map_or(Value::Null, |at| json!(at.to_string()))
}

fn maybe_time(at: Option<Millis>) -> Value {
    at.map_or(Value::Null, time)
}

/// RFC 3339.
///
/// # Errors
/// `Invalid` naming `field`.
pub fn instant(field: &str, text: &str) -> AppResult<Millis> {
    let parsed = text.parse::<Timestamp>().ok();
    let expected =
        || AppError::invalid(field, format!("{field} must be like 2026-11-24T17:05:00Z (RFC 3339)"));
    parsed.map(|at| at.as_millisecond()).ok_or_else(expected)
}

/// RFC 3339, also with a plus sign that was not encoded and arrives as a
/// blank, or unix milliseconds as Grafana sends them.
///
/// # Errors
/// `Invalid` naming `field`.
pub fn query_instant(field: &str, text: &str) -> AppResult<Millis> {
    text.parse().or_else(|_| instant(field, &text.replace(' ', "+")))
}

pub fn deployment(d: &Deployment) -> Value {
    json!({
        "id": d.id,
        "environment": d.environment,
        "release": d.release,
        "package": d.package,
        "version": d.version,
        "status": d.status,
        "kind": d.kind,
        "deployed_by": d.deployed_by,
        "commit": d.commit,
        "url": d.url,
        "log_url": d.log_url,
        "description": d.description,
        "started_at": maybe_time(d.started_at),
        "finished_at": maybe_time(d.finished_at),
        "previous": d.previous.as_ref().map(|previous| json!({ "id": previous.id, "release": previous.release })),
        "created_at": time(d.created_at),
        "updated_at": time(d.updated_at),
    })
}

pub fn release(r: &Release) -> Value {
    json!({
        "name": r.name,
        "package": r.package,
        "version": r.version,
        "commit": r.commit,
        "url": r.url,
        "released_at": maybe_time(r.released_at),
        "created_at": time(r.created_at),
        "updated_at": time(r.updated_at),
    })
}

/// `active` are the deployments of all environments; each package counts once.
pub fn environment(e: &Environment, active: &[Deployment]) -> Value {
    let here = active.iter().filter(|deployment| deployment.environment == e.name);
    json!({
        "name": e.name,
        "rank": e.rank,
        "aliases": e.aliases,
        "active": here.map(deployment).collect::<Vec<_>>(),
    })
}
