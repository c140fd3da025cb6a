//! What pages of other origins may do: hand something in, without credentials.

use super::{config::Config, problem::AppResult, security};
use crate::error::AppError;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// The layer of ingest routes: their answers, refusals too, may be read by any page.
pub async fn any_origin(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    headers.insert(security::CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

/// The answer to a browser that asks before it sends.
pub async fn preflight() -> (StatusCode, HeaderMap) {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, x-cresset-key, idempotency-key"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    (StatusCode::NO_CONTENT, headers)
}

/// Whether a page that sends this request may, given the origins its project
/// lists (none: any). A request without `Origin` comes from no page, and our
/// own pages always may.
///
/// # Errors
/// `Forbidden`.
pub fn check_origin(config: &Config, listed: &[String], headers: &HeaderMap) -> AppResult<()> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let Some(origin) = headers.get(header::ORIGIN).map(text) else { return Ok(()) };
    let host = headers.get(header::HOST).map(text);
    let may = listed.is_empty()
        || listed.iter().any(|known| known.eq_ignore_ascii_case(&origin))
        || security::is_own_origin(config, &origin, host.as_deref());
    if may { Ok(()) } else { Err(AppError::Forbidden) }
}
