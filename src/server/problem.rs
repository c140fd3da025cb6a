//! Errors over HTTP: RFC 9457 problem+json.

use super::{db::DbError, telemetry};
use crate::error::AppError;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

/// The result of use-cases and handlers.
pub type AppResult<T> = Result<T, AppError>;

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Conflict => Self::conflict("This already exists, or refers to something that does not."),
            DbError::Full => Self::Busy { retry_after: 5 },
            DbError::Other(sqlx::Error::PoolTimedOut) => Self::Busy { retry_after: 2 },
            other => internal(other),
        }
    }
}

/// Log a failure of ours once and hide it behind the request's id.
pub fn internal(error: impl std::fmt::Display) -> AppError {
    let id = telemetry::current_id().unwrap_or_else(telemetry::RequestId::random).to_string();
    tracing::error!(error = %error, id, "request failed");
    AppError::Internal { id }
}

/// The members of RFC 9457 and `error`, the same sentence as `detail` for
/// clients that only know that name.
fn body(error: &AppError, status: StatusCode) -> Map<String, Value> {
    let detail = error.to_string();
    let mut body = Map::new();
    body.insert("type".into(), json!("about:blank"));
    body.insert("title".into(), json!(title(error, status)));
    body.insert("status".into(), json!(status.as_u16()));
    body.insert("error".into(), json!(detail));
    body.insert("detail".into(), json!(detail));
    match error {
        AppError::Invalid { field, allowed, .. } => {
            body.insert("field".into(), json!(field));
            if !allowed.is_empty() {
                body.insert("allowed".into(), json!(allowed));
            }
        }
        AppError::Internal { id } => {
            body.insert("id".into(), json!(id));
        }
        _ => {}
    }
    body
}

fn title(error: &AppError, status: StatusCode) -> &'static str {
    match error {
        AppError::Invalid { .. } => "Invalid request",
        _ => status.canonical_reason().unwrap_or("Error"),
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let text = Value::Object(body(&self, status)).to_string();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response();
        let headers = response.headers_mut();
        if let Self::Limited { retry_after } | Self::Busy { retry_after } = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        if matches!(self, Self::Unauthorized) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
