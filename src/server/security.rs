//! Headers and checks that protect the console and its users.

use super::{config::Config, problem::AppResult, state::AppState};
use crate::error::AppError;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Headers of every answer; what a handler set itself stays.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Otherwise the map grows, and is hashed again, with nearly each of them.
    headers.reserve(8);
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(CROSS_ORIGIN_RESOURCE_POLICY, "same-origin");
    default(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    default(header::CACHE_CONTROL, "no-store");
    response
}

/// The policy of a page of ours. The nonce is new for every answer; the
/// console's wasm needs `'wasm-unsafe-eval'`, and it frames the page the widget is tried on.
pub fn content_security_policy(nonce: &str, frame_ancestors: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )
}

/// Refuse what another site's page sends: a change needs `Sec-Fetch-Site` or
/// `Origin`, and both must say it is one of our pages.
///
/// Stricter than tower-http's `CsrfLayer`, which lets a request without either
/// header pass; browsers always send one of them with a POST.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match check_origin(&state.config, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check_origin(config: &Config, request: &Request) -> AppResult<()> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let site_ok = site.is_none_or(|site| site == "same-origin");
    let origin_ok = origin.is_none_or(|origin| is_own_origin(config, origin, text(header::HOST)));
    if (site.is_some() || origin.is_some()) && site_ok && origin_ok {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// Whether a page of `origin` is served by this instance.
pub fn is_own_origin(config: &Config, origin: &str, host: Option<&str>) -> bool {
    if config.public_url.as_deref() == Some(origin) {
        return true;
    }
    let parsed: Option<Uri> = origin.parse().ok();
    let authority = parsed.as_ref().and_then(|uri| uri.authority()).map(|authority| authority.as_str());
    authority.is_some() && authority == host
}

/// The scheme and host under which the caller reached us.
pub fn base_url(config: &Config, host: Option<&str>) -> String {
    match (&config.public_url, host) {
        (Some(url), _) => url.clone(),
        (None, Some(host)) => format!("http://{host}"),
        (None, None) => format!("http://{}", config.addr),
    }
}
