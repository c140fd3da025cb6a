//! `POST /api/events`: batches of events from beacons; what servers and the web-vitals library send comes here too.

use super::{Received, not_counted, reports, vital};
use crate::{
    accounts::server::{ProjectRef, project_by_id, project_by_key},
    analytics::server::{
        enrich::{self, Head},
        lane::{Events, Stored},
        who::Request,
        wire::{
            Fact, Refusal,
            batch::{self, Batch, MOST_EVENTS},
        },
    },
    error::AppError,
    server::{
        clock::Millis,
        ingest::{Lane, Permit},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{self, Query, State},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::Value;
use std::{collections::HashMap, sync::Arc};

/// What became of the events of a batch.
#[derive(Debug, Default, Serialize)]
pub struct Reply {
    /// Stored now.
    accepted: usize,
    /// Stored earlier: the batch came again.
    duplicate: usize,
    /// Not counted, because of who sent it or for want of the view it belongs to.
    pub dropped: usize,
    errors: Vec<EventError>,
}

#[derive(Debug, Serialize)]
struct EventError {
    /// Place in `ev` or `events`, from 0.
    index: usize,
    field: &'static str,
    message: String,
}

impl Reply {
    pub fn all_dropped(count: usize) -> Self {
        Self { dropped: count, ..Self::default() }
    }

    pub fn add(&mut self, stored: &Stored) {
        self.accepted += stored.accepted;
        self.duplicate += stored.duplicate;
        self.dropped += stored.dropped;
    }

    pub fn refuse(&mut self, index: usize, Refusal { field, message }: Refusal) {
        self.errors.push(EventError { index, field, message });
    }
}

/// 202 after COMMIT; a wrong event does not fail its batch.
pub async fn receive(
    State(state): State<AppState>,
    request: extract::Request,
) -> AppResult<(StatusCode, Json<Reply>)> {
    let (received, permit) = Received::read(&state, request).await?;
    let reply = match received.parts.uri.query() {
        Some(_) => {
            // The library's reports have no place for a key: it stands in the address.
            let Query(pairs) = Query::<HashMap<String, String>>::try_from_uri(&received.parts.uri)
                .map_err(|error| AppError::invalid("k", error.body_text()))?;
            match pairs.contains_key("k") {
                true => vital::count(&state, &received, permit, &pairs).await?,
                false => batch(&state, &received, permit).await?,
            }
        }
        None => batch(&state, &received, permit).await?,
    };
    Ok((StatusCode::ACCEPTED, Json(reply)))
}

async fn batch(state: &AppState, received: &Received, permit: Permit) -> AppResult<Reply> {
    let batch = read(&received.body)?;
    let project = project(state, received, batch.k.as_deref()).await?;
    let request = received.request(state, &project).ok_or(AppError::Forbidden)?;
    let bytes = received.body.len();
    match &batch.events {
        Some(told) => reports::count(state, &request, &batch, told, (bytes, permit)).await,
        None => count(state, &request, &batch, (bytes, permit)).await,
    }
}

/// The project of a key, or without one that of the token.
pub async fn project(state: &AppState, received: &Received, key: Option<&str>) -> AppResult<Arc<ProjectRef>> {
    let project = match (key, received.token().and_then(|token| token.project_id)) {
        (Some(key), _) => project_by_key(state, key).await?,
        (None, Some(id)) => project_by_id(state, id).await?,
        (None, None) => return Err(AppError::invalid("k", "k must be the public key of a project")),
    };
    project.filter(|project| !project.archived).ok_or(AppError::Unauthorized)
}

fn read(body: &Bytes) -> AppResult<Batch> {
    let batch: Batch = serde_json::from_slice(body)
        .map_err(|error| AppError::invalid("body", format!("the body is not a batch of events: {error}")))?;
    let (field, items): (_, Option<&Vec<Value>>) = match &batch.events {
        Some(events) => ("events", Some(events)),
        None => ("ev", batch.ev.as_ref()),
    };
    match items {
        Some(items) if items.len() <= MOST_EVENTS => Ok(batch),
        Some(_) => Err(AppError::invalid(field, format!("{field} may have at most {MOST_EVENTS} events"))),
        None => Err(AppError::invalid(field, "ev must be a list of events")),
    }
}

/// Counts what a batch says, or says why not.
async fn count(
    state: &AppState,
    request: &Request<'_>,
    batch: &Batch,
    (bytes, permit): (usize, Permit),
) -> AppResult<Reply> {
    let page =
        batch::page(&batch.i).ok_or_else(|| AppError::invalid("i", "i must be 16 hexadecimal digits"))?;
    let agent = request.agent();
    let items = batch.items();
    if not_counted(state, request, &agent, batch.wd != 0, (items.len(), &batch.path()))? {
        return Ok(Reply::all_dropped(items.len()));
    }
    let mut reply = Reply::default();
    let facts = facts(batch, request.now, &mut reply);
    if facts.is_empty() {
        return Ok(reply);
    }
    let place = request.place(state);
    let head = Head {
        page,
        at: request.now,
        mark: request.mark(),
        agent: &agent,
        place: place.as_deref(),
        environment: batch.env.as_deref(),
        release: batch.rel.as_deref(),
        width: batch.w,
        lite: batch.lite != 0,
    };
    let sent = enrich::sent(state, request.project, &head, facts).await?;
    reply.add(&state.part::<Lane<Events>>().submit(vec![sent], bytes, permit).await?);
    Ok(reply)
}

/// What the items of a batch say; what is wrong with the rest is in the reply.
fn facts(batch: &Batch, now: Millis, reply: &mut Reply) -> Vec<Fact> {
    let items = batch.items();
    let mut facts = Vec::with_capacity(items.len());
    for (index, value) in items.iter().enumerate() {
        match batch::fact(value, now, batch.s) {
            Ok(fact) => facts.push(fact),
            Err(refusal) => reply.refuse(index, refusal),
        }
    }
    facts
}
