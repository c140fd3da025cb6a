//! Routes for what happens on pages: our own batches, Plausible's events, and questions.

mod batches;
mod export;
mod plausible;
mod query;

use super::{dropped::Dropped, enrich::Request};
use crate::{
    access::Scope,
    analytics::model::filtered::Reason,
    error::AppError,
    server::{
        cors,
        ctx::TokenActor,
        ingest::Permit,
        problem::AppResult,
        routes::{Access, Routes},
        state::AppState,
        user_agent::Agent,
    },
};
use axum::{
    body::{Bytes, to_bytes},
    extract,
    http::{HeaderMap, header, request::Parts},
    middleware,
};

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/events", Access::Ingest, batches::receive)
        .options("/api/events", Access::Public, cors::preflight)
        .post("/api/event", Access::Ingest, plausible::receive)
        .options("/api/event", Access::Public, cors::preflight)
        .map(|router| router.layer(middleware::from_fn(cors::any_origin)))
        .post("/api/v1/analytics/query", Access::Token(Scope::AnalyticsRead), query::ask)
        .post("/api/v2/query", Access::Token(Scope::AnalyticsRead), query::ask_as_plausible)
        .get("/api/v1/analytics/events.ndjson", Access::Token(Scope::AnalyticsRead), export::events_api)
        .get("/app/{project}/events.ndjson", Access::SignedIn, export::events)
        .get("/app/{project}/analytics.csv", Access::SignedIn, export::csv)
}

/// A request whose body is read.
struct Received {
    parts: Parts,
    body: Bytes,
    /// It came with an API token.
    trusted: bool,
    permit: Permit,
}

impl Received {
    async fn read(state: &AppState, request: extract::Request) -> AppResult<Self> {
        let (parts, body) = request.into_parts();
        let trusted = check_token(&parts)?;
        check_type(&parts.headers)?;
        let most = state.config.limits.events_body_bytes;
        let permit = state.admission.admit(announced(&parts.headers, most)?)?;
        let body = to_bytes(body, most).await.map_err(|_| too_large(most))?;
        Ok(Self { parts, body, trusted, permit })
    }
}

/// Whether a request is not counted, which is then noted: how many things, and where.
///
/// # Errors
/// `Forbidden` for a page of an origin that the project does not list.
fn not_counted(
    state: &AppState,
    request: &Request<'_>,
    agent: &Agent,
    driven: bool,
    (count, path): (usize, &str),
) -> AppResult<bool> {
    let origin = cors::check_origin(&state.config, &request.project.origins, request.headers);
    let reason = match &origin {
        Err(_) => Some(Reason::Origin),
        Ok(()) => request.refused(state, agent, driven),
    };
    if let Some(reason) = reason {
        state.part::<Dropped>().note(state, request.project.id, reason, count, (path, agent.browser));
    }
    origin.map(|()| reason.is_some())
}

/// The public key in the body is enough; a token that is sent all the same
/// must be a good one. Whether there is one.
fn check_token(parts: &Parts) -> AppResult<bool> {
    match parts.extensions.get::<TokenActor>() {
        Some(token) if token.may(Scope::AnalyticsWrite) => Ok(true),
        Some(_) => Err(AppError::Forbidden),
        None if parts.headers.contains_key(header::AUTHORIZATION) => Err(AppError::Unauthorized),
        None => Ok(false),
    }
}

/// Beacons send text/plain, which needs no preflight.
fn check_type(headers: &HeaderMap) -> AppResult<()> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/plain" | "application/json" => Ok(()),
        _ => Err(AppError::Unsupported { message: "Send JSON as text/plain or application/json.".into() }),
    }
}

/// The bytes to reserve before the body is read.
fn announced(headers: &HeaderMap, most: usize) -> AppResult<usize> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        Some(length) if length > most => Err(too_large(most)),
        length => Ok(length.unwrap_or(most)),
    }
}

fn too_large(most: usize) -> AppError {
    AppError::TooLarge { message: format!("A batch may have at most {most} bytes.") }
}
