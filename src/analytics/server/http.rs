//! `POST /api/events`: batches of events from beacons.

use super::{
    batch::{self, Batch, MOST_EVENTS, Refusal},
    lane::Events,
    releases::Live,
    store::NewEvent,
};
use crate::{
    access::Scope,
    accounts::server::{ProjectRef, project_by_key},
    deploys::server::environment_name,
    error::AppError,
    server::{
        cors,
        ctx::TokenActor,
        ingest::{Lane, Permit},
        problem::AppResult,
        routes::{Access, Routes},
        security::is_own_origin,
        state::AppState,
    },
};
use axum::{
    Json,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, StatusCode, Uri, header, request::Parts},
    middleware,
};
use serde::Serialize;

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/events", Access::Ingest, receive)
        .options("/api/events", Access::Public, cors::preflight)
        .map(|router| router.layer(middleware::from_fn(cors::any_origin)))
}

/// What became of the events of a batch.
#[derive(Debug, Default, Serialize)]
struct Reply {
    /// Stored now.
    accepted: usize,
    /// Stored earlier: the batch came again.
    duplicate: usize,
    /// Of a name that is not stored, or of a page nobody looked at.
    dropped: usize,
    errors: Vec<EventError>,
}

#[derive(Debug, Serialize)]
struct EventError {
    /// Place in `ev`, from 0.
    index: usize,
    field: &'static str,
    message: String,
}

/// 202 after COMMIT; a wrong event does not fail its batch.
async fn receive(State(state): State<AppState>, request: Request) -> AppResult<(StatusCode, Json<Reply>)> {
    let (parts, body) = request.into_parts();
    check_token(&parts)?;
    check_type(&parts.headers)?;
    let most = state.config.limits.events_body_bytes;
    let permit = state.admission.admit(announced(&parts.headers, most)?)?;
    let body = to_bytes(body, most).await.map_err(|_| too_large(most))?;
    let batch = read(&body)?;
    let project = project_by_key(&state, &batch.k).await?.filter(|project| !project.archived);
    let project = project.ok_or(AppError::Unauthorized)?;
    cors::check_origin(&state.config, &project.origins, &parts.headers)?;
    let reply = if is_prefetch(&parts.headers) || is_console(&state, &parts.headers) {
        Reply { dropped: batch.ev.len(), ..Reply::default() }
    } else {
        store(&state, &project, &batch, body.len(), permit).await?
    };
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

/// The public key in the body is enough; a token that is sent all the same
/// must be a good one.
fn check_token(parts: &Parts) -> AppResult<()> {
    match parts.extensions.get::<TokenActor>() {
        Some(token) if token.may(Scope::AnalyticsWrite) => Ok(()),
        Some(_) => Err(AppError::Forbidden),
        None if parts.headers.contains_key(header::AUTHORIZATION) => Err(AppError::Unauthorized),
        None => Ok(()),
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

/// The page was fetched in case somebody opens it; nobody has.
fn is_prefetch(headers: &HeaderMap) -> bool {
    let purpose = headers.get(SEC_PURPOSE).and_then(|purpose| purpose.to_str().ok());
    purpose.is_some_and(|purpose| purpose.contains("prefetch"))
}

/// The page is one of our console, where the widget is tried, and none of the product's.
fn is_console(state: &AppState, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let from: Option<Uri> = text(header::REFERER).and_then(|from| from.parse().ok());
    from.is_some_and(|from| {
        let origin = format!(
            "{}://{}",
            from.scheme_str().unwrap_or_default(),
            from.authority().map_or("", |own| own.as_str())
        );
        from.path().starts_with("/app/") && is_own_origin(&state.config, &origin, text(header::HOST))
    })
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

fn read(body: &Bytes) -> AppResult<Batch> {
    let batch: Batch = serde_json::from_slice(body)
        .map_err(|error| AppError::invalid("body", format!("the body is not a batch of events: {error}")))?;
    if batch.ev.len() > MOST_EVENTS {
        return Err(AppError::invalid("ev", format!("ev may have at most {MOST_EVENTS} events")));
    }
    Ok(batch)
}

async fn store(
    state: &AppState,
    project: &ProjectRef,
    batch: &Batch,
    bytes: usize,
    permit: Permit,
) -> AppResult<Reply> {
    let (events, mut reply) = events(state, project, batch).await?;
    if events.is_empty() {
        return Ok(reply);
    }
    let sent = events.len();
    reply.accepted = state.part::<Lane<Events>>().submit(events, bytes, permit).await?;
    reply.duplicate = sent - reply.accepted;
    Ok(reply)
}

/// The events of a batch that can be stored, and what is wrong with the rest.
async fn events(state: &AppState, project: &ProjectRef, batch: &Batch) -> AppResult<(Vec<NewEvent>, Reply)> {
    let page =
        batch::page(&batch.i).ok_or_else(|| AppError::invalid("i", "i must be 16 hexadecimal digits"))?;
    let now = state.clock.now();
    let environment = environment_name(state, project.id, batch.env.as_deref()).await?;
    let release = state.part::<Live>().name(project.id, batch.rel.as_deref(), now);
    let mut reply = Reply::default();
    let mut events = Vec::with_capacity(batch.ev.len());
    for (index, value) in batch.ev.iter().enumerate() {
        match batch::view(value, now, batch.s) {
            Ok(Some(view)) => events.push(NewEvent {
                project_id: project.id,
                page,
                seq: view.seq,
                at: view.at,
                environment: environment.clone(),
                release: release.clone(),
                path: view.path,
                nav: view.nav,
                lite: batch.lite != 0,
            }),
            Ok(None) => reply.dropped += 1,
            Err(Refusal { field, message }) => reply.errors.push(EventError { index, field, message }),
        }
    }
    Ok((events, reply))
}
