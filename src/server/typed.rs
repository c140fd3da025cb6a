//! What was typed into a form that failed, when it was sent without JavaScript.
//!
//! Such a form ends in a redirect back to its page. The error travels in the
//! address, where Leptos' actions find it; what was typed must not, because
//! addresses end up in histories and logs. It travels in a cookie for a minute,
//! and the page that shows it takes it away. Passwords and secrets never do.

use super::{ctx::cookie, router::FUNCTION_FAILED};
use crate::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::{Query, Request},
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

const COOKIE: &str = "__Host-cresset-typed";
/// Browsers refuse cookies above 4096 bytes; what does not fit is typed again.
const COOKIE_BYTES: usize = 3_800;
/// The console's own limit stands outside; this is the most it may be set to.
const FORM_BYTES: usize = 16 << 20;

/// Keep the fields of a form that failed for the page it came from.
pub async fn keep(request: Request, next: Next) -> Response {
    if !is_plain_form(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let Ok(form) = to_bytes(body, FORM_BYTES).await else {
        return AppError::TooLarge { message: "This form is too large.".into() }.into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if response.headers().contains_key(FUNCTION_FAILED)
        && let Some(value) = std::str::from_utf8(&form).ok().and_then(|form| cookie_of(&path, form))
        && let Ok(line) = HeaderValue::from_str(&line(&value, 60))
    {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

/// Sent by the browser itself, not by our wasm.
fn is_plain_form(headers: &HeaderMap) -> bool {
    let has = |name, part| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains(part))
    };
    has(header::ACCEPT, "text/html") && has(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// `/fn/noun/verb?name=value&…`, still encoded: no character a cookie may not have.
fn cookie_of(path: &str, form: &str) -> Option<String> {
    let open = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or(pair);
        !["password", "current", "secret", "token"].iter().any(|word| name.contains(word))
    };
    let kept = form.split('&').filter(open).collect::<Vec<_>>().join("&");
    let clean =
        kept.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'"' | b'\\'));
    (clean && path.len() + kept.len() < COOKIE_BYTES).then(|| format!("{path}?{kept}"))
}

fn line(value: &str, seconds: u32) -> String {
    format!("{COOKIE}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

/// The fields kept of the form of this server function, for the page being rendered.
pub fn take(path: &str) -> Vec<(String, String)> {
    let kept = use_context::<Parts>().and_then(|parts| cookie(&parts.headers, COOKIE));
    let kept: Option<Uri> = kept.and_then(|value| value.parse().ok());
    let Some(kept) = kept.filter(|kept| kept.path() == path) else { return Vec::new() };
    if let (Some(options), Ok(gone)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&line("", 0)))
    {
        options.append_header(header::SET_COOKIE, gone);
    }
    Query::try_from_uri(&kept).map(|Query(fields)| fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::cookie_of;

    #[test]
    fn secrets_and_what_is_too_long_are_left_out() {
        let form = "email=ada%40example.org&password=lantern+orchard&current=x&name=Ada+L";
        let kept = cookie_of("/fn/link/join", form);
        assert_eq!(kept.as_deref(), Some("/fn/link/join?email=ada%40example.org&name=Ada+L"));
        assert_eq!(cookie_of("/fn/a/b", &format!("name={}", "x".repeat(4_000))), None);
        assert_eq!(cookie_of("/fn/a/b", "name=a;b"), None, "no browser sends it like this");
    }
}
