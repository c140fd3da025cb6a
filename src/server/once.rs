//! A secret shown once to who made it, when the form that made it was sent without JavaScript.
//!
//! Such a form ends in a redirect, and a secret must not stand in an address. So it travels in a
//! cookie that only our own server can read, for a minute at most, and the page that shows it
//! takes it away.

use super::ctx::{Visitor, cookie};
use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

const COOKIE: &str = "__Host-cresset-once";

/// Keep `secret` for the page the form ends on. `kind` says which page that is. Nothing is kept
/// for a page that is live: it has the secret in the answer.
pub fn keep(visitor: &Visitor, kind: &str, secret: &str) {
    let accept = visitor.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        set(&format!("{kind}.{secret}"), 60);
    }
}

/// The secret kept for this page, which nobody gets again.
pub fn take(visitor: &Visitor, kind: &str) -> Option<String> {
    let kept = cookie(&visitor.headers, COOKIE)?;
    let secret = kept.strip_prefix(kind)?.strip_prefix('.')?;
    set("", 0);
    Some(secret.to_owned())
}

fn set(value: &str, seconds: u32) {
    let cookie = format!("{COOKIE}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict");
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        options.append_header(header::SET_COOKIE, cookie);
    }
}
