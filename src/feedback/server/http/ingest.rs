//! `POST /api/feedback`: any client may hand something in; keys and tokens
//! only say for which project.

use super::status;
use crate::{
    access::Scope,
    accounts::server::{self as accounts, ProjectRef},
    error::AppError,
    feedback::server::{
        self as feedback, FeedbackSink, identity, input,
        upload::{self, Upload, Uploads},
    },
    server::{
        clock::Millis,
        cors,
        ctx::{TokenActor, client_ip},
        ingest::{Lane, Permit},
        limits::{Kind, Prefix},
        problem::AppResult,
        state::AppState,
        user_agent,
    },
};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderName, StatusCode, header, request::Parts},
};
use http_body_util::LengthLimitError;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::Arc};

const KEY_HEADER: HeaderName = HeaderName::from_static("x-cresset-key");
const NAME_A_PROJECT: &str = "Say which project this is for: send its public key as the member key, as ?key= \
     or in the header X-Cresset-Key, send an API token, or list this origin in one project's settings";

const NO_ENTRY: &str = "Send the entry as JSON in a part named entry";

/// The answer to what is on disk.
#[derive(Serialize)]
pub struct Receipt {
    id: String,
    message: &'static str,
    /// Where whoever sent it sees what becomes of it.
    status_url: String,
}

/// Who hands something in.
struct Sender<'a> {
    token: Option<&'a TokenActor>,
    prefix: Prefix,
    came_at: Millis,
}

/// What is on disk: the id of an entry, and its project.
type Stored = (Arc<ProjectRef>, String);

pub async fn post(State(state): State<AppState>, request: Request) -> AppResult<(StatusCode, Json<Receipt>)> {
    let (parts, body) = request.into_parts();
    let (project, id) = if upload::is_multipart(&parts.headers) {
        take_parts(&state, &parts, body).await?
    } else {
        take_json(&state, &parts, body).await?
    };
    let status_url = status::address(&state, &parts.headers, &project, &id);
    Ok((StatusCode::CREATED, Json(Receipt { id, message: "Feedback submitted successfully", status_url })))
}

async fn take_json(state: &AppState, parts: &Parts, body: Body) -> AppResult<Stored> {
    let permit = admit(state, &parts.headers)?;
    let sender = sender(state, parts)?;
    check_content_type(&parts.headers)?;
    let members = input::parse(&read_body(state, body).await?)?;
    let (project, input) = accept(state, parts, &sender, &members).await?;
    let id = feedback::submit(state, project.id, input, permit).await?;
    Ok((project, id))
}

/// The entry as the part `entry`, and files.
async fn take_parts(state: &AppState, parts: &Parts, body: Body) -> AppResult<Stored> {
    let from = Prefix::from(client_ip(&parts.extensions));
    let _place = state.part::<Uploads>().admit(&parts.headers, from)?;
    let sender = sender(state, parts)?;
    let Upload { fields, mut files } = upload::read(state, &parts.headers, body).await?;
    let entry = fields.get("entry").ok_or_else(|| AppError::invalid("entry", NO_ENTRY))?;
    let members = input::parse(entry.as_bytes())?;
    let (project, input) = accept(state, parts, &sender, &members).await?;
    let id = feedback::submit_with_files(state, project.id, input, &mut files).await?;
    Ok((project, id))
}

/// What to store, and for which project.
async fn accept(
    state: &AppState,
    parts: &Parts,
    sender: &Sender<'_>,
    members: &Map<String, Value>,
) -> AppResult<(Arc<ProjectRef>, input::Input)> {
    let project = project(state, parts, sender.token, members).await?;
    if sender.token.is_none() {
        cors::check_origin(&state.config, &project.origins, &parts.headers)?;
        feedback::limit(state, Kind::FeedbackProject, project.id)?;
    }
    let mut input = input::Input::read(members)?;
    input.identity_verified = identity::is_verified(state, &project, members)?;
    input.by_token = sender.token.is_some();
    if input.identity_verified && !input.by_token {
        sender.limit_user(state, project.id, input.user_id.as_deref().unwrap_or_default())?;
    }
    note_agent(&mut input, &parts.headers);
    Ok((project, input))
}

/// Who sends this, if they may send that much: asked before the body is read.
fn sender<'a>(state: &AppState, parts: &'a Parts) -> AppResult<Sender<'a>> {
    let prefix = Prefix::from(client_ip(&parts.extensions));
    let sender = Sender { token: token(parts)?, prefix, came_at: state.clock.now() };
    match sender.token {
        // The same bucket wherever the token is used from.
        Some(token) => feedback::limit(state, Kind::Token, state.buckets.named(&token.token_id))?,
        None => feedback::limit(state, Kind::FeedbackPrefix, prefix)?,
    }
    Ok(sender)
}

impl Sender<'_> {
    /// Who is proven to be somebody has a bucket of their own, wherever they write from: the one
    /// of their address gets back what was taken before anything was known of them.
    fn limit_user(&self, state: &AppState, project_id: i64, user_id: &str) -> AppResult<()> {
        let user = state.buckets.named(&format!("{project_id} {user_id}"));
        feedback::limit(state, Kind::FeedbackIdentity, user)?;
        state.buckets.put_back(Kind::FeedbackPrefix, self.prefix, self.came_at, state.clock.now());
        Ok(())
    }
}

/// Room in the queue, before a byte of the body is read. A body of unknown
/// length counts as the largest.
pub(super) fn admit(state: &AppState, headers: &HeaderMap) -> AppResult<Permit> {
    let max = state.config.limits.feedback_body_bytes;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match length {
        Some(length) if length > max => Err(too_large(max)),
        length => state.part::<Lane<FeedbackSink>>().admit(length.unwrap_or(max)),
    }
}

fn too_large(max: usize) -> AppError {
    AppError::TooLarge { message: format!("The body must be at most {} KB of JSON", max / 1_000) }
}

/// The token of a request that carries one.
///
/// # Errors
/// `Unauthorized` for one that is unknown, expired or revoked: whoever sends a
/// token wants it to count. `Forbidden` without the scope.
fn token(parts: &Parts) -> AppResult<Option<&TokenActor>> {
    match parts.extensions.get::<TokenActor>() {
        Some(token) if token.may(Scope::FeedbackWrite) => Ok(Some(token)),
        Some(_) => Err(AppError::Forbidden),
        None if sends_token(&parts.headers) => Err(AppError::Unauthorized),
        None => Ok(None),
    }
}

fn sends_token(headers: &HeaderMap) -> bool {
    let line = headers.get(header::AUTHORIZATION).and_then(|line| line.to_str().ok());
    line.and_then(|line| line.get(..7)).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "))
}

/// JSON, also as `text/plain`: that is what a page of another origin can send
/// without asking first.
fn check_content_type(headers: &HeaderMap) -> AppResult<()> {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = text.split(';').next().unwrap_or("").trim();
    if ["application/json", "text/plain"].iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    Err(AppError::Unsupported {
        message: "Send JSON as application/json or text/plain, or with files as multipart/form-data".into(),
    })
}

pub(super) async fn read_body(state: &AppState, body: Body) -> AppResult<Bytes> {
    let max = state.config.limits.feedback_body_bytes;
    to_bytes(body, max).await.map_err(|error| match error.into_inner().is::<LengthLimitError>() {
        true => too_large(max),
        false => AppError::invalid("body", "The body did not arrive completely"),
    })
}

/// The project, by the first of: token, public key, the page's origin, default.
async fn project(
    state: &AppState,
    parts: &Parts,
    token: Option<&TokenActor>,
    members: &Map<String, Value>,
) -> AppResult<Arc<ProjectRef>> {
    let query = query(parts)?;
    if let Some(token) = token {
        return accounts::token_project(state, token, query.get("project").map(String::as_str)).await;
    }
    if let Some(key) = key(parts, &query, members)? {
        return accounts::project_by_key(state, &key).await?.ok_or(AppError::Unauthorized);
    }
    if let Some(origin) = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok())
        && let Some(project) = accounts::project_by_origin(state, origin).await?
    {
        return Ok(project);
    }
    accounts::default_project(state).await?.ok_or_else(|| AppError::invalid("key", NAME_A_PROJECT))
}

fn query(parts: &Parts) -> AppResult<HashMap<String, String>> {
    let query = Query::try_from_uri(&parts.uri);
    query.map(|Query(query)| query).map_err(|_| AppError::invalid("query", "The query is not readable"))
}

fn key(
    parts: &Parts,
    query: &HashMap<String, String>,
    members: &Map<String, Value>,
) -> AppResult<Option<String>> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if let Some(key) = query.get("key").and_then(|key| given(key)) {
        return Ok(Some(key));
    }
    match members.get("key") {
        None | Some(Value::Null) => {}
        Some(Value::String(key)) if key.is_empty() => {}
        Some(Value::String(key)) => return Ok(Some(key.clone())),
        Some(_) => return Err(AppError::invalid("key", "key must be a string")),
    }
    Ok(parts.headers.get(KEY_HEADER).and_then(|key| given(key.to_str().ok()?)))
}

/// What the client does not say about itself, its headers tell.
fn note_agent(input: &mut input::Input, headers: &HeaderMap) {
    if input.browser.is_some() && input.os.is_some() {
        return;
    }
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent = user_agent::parse(text, Some(headers));
    input.browser.get_or_insert_with(|| agent.browser_text());
    input.os.get_or_insert_with(|| agent.os_text());
}
