//! What the web-vitals library reports by itself: `POST /api/events?k=KEY`, one measurement a request.

use super::{Received, batches, batches::Reply, not_counted};
use crate::{
    analytics::server::{
        enrich::{self, Head},
        lane::Events,
        wire::{Fact, path_of, vital},
    },
    error::AppError,
    server::{
        ingest::{Lane, Permit},
        problem::AppResult,
        state::AppState,
    },
};
use axum::http::{HeaderMap, header};
use std::collections::HashMap;

pub async fn count(
    state: &AppState,
    received: &Received,
    permit: Permit,
    pairs: &HashMap<String, String>,
) -> AppResult<Reply> {
    let text = |name: &str| pairs.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let project = batches::project(state, received, text("k")).await?;
    let request = received.request(state, &project).ok_or(AppError::Forbidden)?;
    let measured =
        vital::read(&received.body).map_err(|refusal| AppError::invalid(refusal.field, refusal.message))?;
    let told = measured.path.or_else(|| path_of(text("u")?));
    let path = told.or_else(|| referrer(request.headers)).unwrap_or_default();
    let agent = request.agent();
    if not_counted(state, &request, &agent, false, (1, &path))? {
        return Ok(Reply::all_dropped(1));
    }
    let head = Head {
        page: measured.page,
        at: request.now,
        mark: request.mark(),
        agent: &agent,
        place: None,
        environment: text("env"),
        release: text("rel"),
        width: None,
        lite: false,
    };
    let (vital, value) = (measured.vital, measured.value);
    let fact = Fact::Vital { at: request.now, vital, value, path };
    let sent = enrich::sent(state, &project, &head, vec![fact]).await?;
    let bytes = received.body.len();
    let mut reply = Reply::default();
    reply.add(&state.part::<Lane<Events>>().submit(vec![sent], bytes, permit).await?);
    Ok(reply)
}

/// The path of the page that sent it. From another origin browsers tell the origin alone: that is no path.
fn referrer(headers: &HeaderMap) -> Option<String> {
    let page = headers.get(header::REFERER)?.to_str().ok()?;
    path_of(page).filter(|path| path != "/")
}
