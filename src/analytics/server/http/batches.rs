//! `POST /api/events`: batches of events from beacons.

use super::{Received, not_counted};
use crate::{
    accounts::server::project_by_key,
    analytics::server::{
        enrich::{self, Head, Request},
        lane::Events,
        wire::{
            Fact, Refusal,
            batch::{self, Batch, MOST_EVENTS},
        },
    },
    error::AppError,
    server::{
        clock::Millis,
        ctx::client_ip,
        ingest::{Lane, Permit},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{self, State},
    http::StatusCode,
};
use serde::Serialize;

/// What became of the events of a batch.
#[derive(Debug, Default, Serialize)]
pub struct Reply {
    /// Stored now.
    accepted: usize,
    /// Stored earlier: the batch came again.
    duplicate: usize,
    /// Not counted, because of who sent it or for want of the view it belongs to.
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
pub async fn receive(
    State(state): State<AppState>,
    request: extract::Request,
) -> AppResult<(StatusCode, Json<Reply>)> {
    let Received { parts, body, trusted, permit } = Received::read(&state, request).await?;
    let batch = read(&body)?;
    let project = project_by_key(&state, &batch.k).await?.filter(|project| !project.archived);
    let project = project.ok_or(AppError::Unauthorized)?;
    let request = Request {
        project: &project,
        headers: &parts.headers,
        ip: client_ip(&parts.extensions),
        trusted,
        now: state.clock.now(),
    };
    let reply = count(&state, &request, &batch, body.len(), permit).await?;
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

fn read(body: &Bytes) -> AppResult<Batch> {
    let batch: Batch = serde_json::from_slice(body)
        .map_err(|error| AppError::invalid("body", format!("the body is not a batch of events: {error}")))?;
    if batch.ev.len() > MOST_EVENTS {
        return Err(AppError::invalid("ev", format!("ev may have at most {MOST_EVENTS} events")));
    }
    Ok(batch)
}

/// Counts what a batch says, or says why not.
async fn count(
    state: &AppState,
    request: &Request<'_>,
    batch: &Batch,
    bytes: usize,
    permit: Permit,
) -> AppResult<Reply> {
    let page =
        batch::page(&batch.i).ok_or_else(|| AppError::invalid("i", "i must be 16 hexadecimal digits"))?;
    let agent = request.agent();
    if not_counted(state, request, &agent, batch.wd != 0, (batch.ev.len(), &batch.path()))? {
        return Ok(Reply { dropped: batch.ev.len(), ..Reply::default() });
    }
    let (facts, errors) = facts(batch, request.now);
    let mut reply = Reply { errors, ..Reply::default() };
    if facts.is_empty() {
        return Ok(reply);
    }
    let head = Head {
        page,
        environment: batch.env.as_deref(),
        release: batch.rel.as_deref(),
        width: batch.w,
        lite: batch.lite != 0,
    };
    let sent = enrich::sent(state, request, &agent, &head, facts).await?;
    let stored = state.part::<Lane<Events>>().submit(sent, bytes, permit).await?;
    (reply.accepted, reply.duplicate, reply.dropped) = (stored.accepted, stored.duplicate, stored.dropped);
    Ok(reply)
}

/// What the items of a batch say, and what is wrong with the rest.
fn facts(batch: &Batch, now: Millis) -> (Vec<Fact>, Vec<EventError>) {
    let (mut facts, mut errors) = (Vec::with_capacity(batch.ev.len()), Vec::new());
    for (index, value) in batch.ev.iter().enumerate() {
        match batch::fact(value, now, batch.s) {
            Ok(fact) => facts.push(fact),
            Err(Refusal { field, message }) => errors.push(EventError { index, field, message }),
        }
    }
    (facts, errors)
}
