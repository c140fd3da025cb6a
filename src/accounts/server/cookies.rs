//! The session cookie of the answer being made.

use super::http::COOKIE;
use crate::server::ctx::Visitor;
use crate::server::user_agent;
use axum::http::{HeaderName, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// What the browser keeps for this origin beside the cookie.
const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");

/// Hand the browser its session.
pub fn set(cookie: &str) {
    answer(&format!("{COOKIE}={cookie}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// Take the session back, and what the pages stored.
pub fn clear() {
    answer(&format!("{COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"));
    if let Some(options) = use_context::<ResponseOptions>() {
        options.insert_header(CLEAR, HeaderValue::from_static("\"storage\""));
    }
}

/// What the person's list of sessions calls this browser: "Firefox on Linux".
pub fn agent(visitor: &Visitor) -> String {
    let text = visitor.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = user_agent::parse(text.unwrap_or_default(), Some(&visitor.headers));
    format!("{} on {}", agent.browser, agent.os)
}

fn answer(cookie: &str) {
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        options.append_header(header::SET_COOKIE, cookie);
    }
}
