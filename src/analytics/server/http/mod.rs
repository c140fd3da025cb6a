//! Routes for what happens on pages: our own batches, Plausible's events, and questions.

mod batches;
mod erasures;
mod export;
mod plausible;
mod query;
mod reports;
mod vital;

use super::{dropped::Dropped, lane::Events, who::Request};
use crate::{
    access::Scope,
    accounts::server::ProjectRef,
    analytics::model::filtered::Reason,
    error::AppError,
    server::{
        cors,
        ctx::{TokenActor, client_ip},
        ingest::{Lane, Permit},
        limits,
        listener::Peer,
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
        .post("/api/v1/analytics/erasures", Access::Token(Scope::AnalyticsErase), erasures::erase)
        .post("/api/v2/query", Access::Token(Scope::AnalyticsRead), query::ask_as_plausible)
        .get("/api/v1/analytics/events.ndjson", Access::Token(Scope::AnalyticsRead), export::events_api)
        .get("/app/{project}/events.ndjson", Access::SignedIn, export::events)
        .get("/app/{project}/analytics.csv", Access::SignedIn, export::csv)
}

/// A request whose body is read.
struct Received {
    parts: Parts,
    body: Bytes,
}

impl Received {
    /// The request, and its place in the queue.
    async fn read(state: &AppState, request: extract::Request) -> AppResult<(Self, Permit)> {
        let (parts, body) = request.into_parts();
        check_token(&parts)?;
        check_type(&parts.headers)?;
        let most = state.config.limits.events_body_bytes;
        let permit = state.part::<Lane<Events>>().admit(announced(&parts.headers, most)?)?;
        let body = to_bytes(body, most).await.map_err(|_| too_large(most))?;
        Ok((Self { parts, body }, permit))
    }

    fn token(&self) -> Option<&TokenActor> {
        self.parts.extensions.get()
    }

    /// The request as one of a project; none when its token is another project's.
    fn request<'a>(&'a self, state: &AppState, project: &'a ProjectRef) -> Option<Request<'a>> {
        let token = self.token();
        let fits = |token: &TokenActor| token.project_id.is_none_or(|id| id == project.id);
        token.is_none_or(fits).then(|| Request {
            project,
            headers: &self.parts.headers,
            ip: self.ip(state),
            trusted: token.is_some(),
            proxied: self.is_proxied(state),
            now: state.clock.now(),
        })
    }

    fn is_proxied(&self, state: &AppState) -> bool {
        let peer = self.parts.extensions.get::<Peer>();
        peer.is_some_and(|peer| limits::is_trusted(peer.0.ip(), &state.config.trusted_proxies))
    }

    /// Whose address it is about: a server with a token says so in the headers proxies use.
    fn ip(&self, state: &AppState) -> std::net::IpAddr {
        let sender = client_ip(&self.parts.extensions);
        match (self.token(), self.parts.extensions.get::<Peer>()) {
            (Some(_), Some(peer)) => {
                let (headers, trusted) = (&self.parts.headers, &state.config.trusted_proxies);
                limits::vouched_ip(sender, peer.0.ip(), headers, trusted)
            }
            _ => sender,
        }
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
