//! `POST /api/event`: events as Plausible's script and its libraries send them.
//!
//! Answers are Plausible's too: 202 `ok`, with the header `x-plausible-dropped` for what is not counted, and 400
//! with messages by field. A full queue is a 503 all the same: nothing that was acknowledged is lost.

use super::{Received, not_counted};
use crate::{
    accounts::server::{ProjectRef, project_by_origin, project_by_slug},
    analytics::server::{
        enrich::{self, Head},
        lane::{Events, Stored},
        who::Request,
        wire::{
            Fact, page_of,
            plausible::{self, Said, What},
        },
    },
    server::{
        clock::random,
        ingest::{Lane, Permit},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Json,
    extract::{self, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::sync::Arc;

const DROPPED: HeaderName = HeaderName::from_static("x-plausible-dropped");

pub async fn receive(State(state): State<AppState>, request: extract::Request) -> AppResult<Response> {
    let (received, permit) = Received::read(&state, request).await?;
    let said = match plausible::read(&received.body, state.clock.now()) {
        Ok(said) => said,
        Err(errors) => return Ok(refused(&errors)),
    };
    let projects = projects(&state, &said).await?;
    let mut dropped = if projects.is_empty() { 1 } else { 0 };
    // Each project is stored by itself: the first in the place the request has, the others in one more.
    let more = (1..projects.len()).map(|_| state.admission.admit(received.body.len()));
    let more = more.collect::<Result<Vec<_>, _>>()?;
    let permits = std::iter::once(permit).chain(more);
    for (project, permit) in projects.iter().zip(permits) {
        let counted = match received.request(&state, project) {
            Some(request) => count(&state, &request, &said, received.body.len(), permit).await?,
            None => false,
        };
        dropped += i32::from(!counted);
    }
    let mut response = (StatusCode::ACCEPTED, "ok").into_response();
    if dropped > 0 {
        response.headers_mut().insert(DROPPED, HeaderValue::from(dropped));
    }
    Ok(response)
}

fn refused(errors: &plausible::Errors) -> Response {
    let fields: serde_json::Map<_, _> =
        errors.iter().map(|(field, message)| ((*field).to_owned(), json!([message]))).collect();
    (StatusCode::BAD_REQUEST, Json(json!({ "errors": fields }))).into_response()
}

/// Projects by slug or by an origin they list; those that are not known are left out.
async fn projects(state: &AppState, said: &Said) -> AppResult<Vec<Arc<ProjectRef>>> {
    let host = [said.host.clone()];
    let domains = if said.domains.is_empty() { &host[..] } else { &said.domains };
    let mut found: Vec<Arc<ProjectRef>> = Vec::new();
    for domain in domains {
        let project = match project_by_slug(state, domain).await? {
            Some(project) => Some(project),
            None => by_host(state, domain).await?,
        };
        if let Some(project) = project.filter(|project| !project.archived)
            && found.iter().all(|known| known.id != project.id)
        {
            found.push(project);
        }
    }
    Ok(found)
}

async fn by_host(state: &AppState, host: &str) -> AppResult<Option<Arc<ProjectRef>>> {
    for origin in [format!("https://{host}"), format!("https://www.{host}"), format!("http://{host}")] {
        if let Some(project) = project_by_origin(state, &origin).await? {
            return Ok(Some(project));
        }
    }
    Ok(None)
}

/// Whether it was counted, now or before.
async fn count(
    state: &AppState,
    request: &Request<'_>,
    said: &Said,
    bytes: usize,
    permit: Permit,
) -> AppResult<bool> {
    let agent = request.agent();
    let path = match &said.what {
        What::Event(event) => &event.path,
        What::Passage { path, .. } => path,
    };
    if not_counted(state, request, &agent, false, (1, path))? {
        return Ok(false);
    }
    let place = request.place(state);
    let head = Head {
        page: page(said, request.now),
        at: request.now,
        mark: request.mark(),
        agent: &agent,
        place: place.as_deref(),
        environment: None,
        release: None,
        width: None,
        lite: false,
    };
    let fact = match said.what.clone() {
        What::Event(event) => Fact::Event(event),
        What::Passage { path, engaged_ms, scroll } => {
            Fact::Passage { path, at: request.now, engaged_ms, scroll }
        }
    };
    let sent = enrich::sent(state, request.project, &head, vec![fact]).await?;
    let stored: Stored = state.part::<Lane<Events>>().submit(vec![sent], bytes, permit).await?;
    Ok(stored.dropped == 0)
}

/// Every event is a page load of its own here; its id is that of the sender, or made up.
fn page(said: &Said, now: i64) -> i64 {
    match &said.id {
        Some(id) => page_of(id),
        None => {
            let [a, b, c] = random::<3>();
            (now << 22) | (i64::from(u32::from_be_bytes([0, a, b, c])) & ((1 << 22) - 1))
        }
    }
}
