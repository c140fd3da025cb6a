//! Recognises who sends a request.

use super::{sessions, tokens};
use crate::server::{ctx::cookie, problem::AppResult, state::AppState};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The prefix makes browsers insist on Secure, Path=/ and no Domain.
pub const COOKIE: &str = "__Host-cresset";

/// Where a session cookie is read. Everything else is called by other sites
/// or by scripts and must not act for somebody who happens to be signed in.
const CONSOLE: [&str; 8] = ["/app/", "/admin", "/fn/", "/account", "/login", "/setup", "/invite/", "/reset/"];

/// Leave an `Actor` (console) or a `TokenActor` (elsewhere) in the request.
///
/// This only recognises; whether that is enough is decided by the route
/// (`Routes`) and by `ctx()`. What cannot be recognised counts as nobody.
pub async fn recognise(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    match identify(&state, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn identify(state: &AppState, request: &mut Request) -> AppResult<()> {
    if reads_cookie(request) {
        if let Some(cookie) = session_cookie(request.headers())
            && let Some(actor) = sessions::actor(state, &cookie).await?
        {
            request.extensions_mut().insert(actor);
        }
    } else if let Some(text) = bearer(request.headers())
        && let Some(token) = tokens::actor(state, &text).await?
    {
        request.extensions_mut().insert(token);
    }
    Ok(())
}

fn reads_cookie(request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    path == "/" || CONSOLE.iter().any(|prefix| path.starts_with(prefix))
}

/// The value of our cookie.
pub(super) fn session_cookie(headers: &HeaderMap) -> Option<String> {
    cookie(headers, COOKIE)
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
