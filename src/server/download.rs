//! An answer that browsers keep as a file.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};

/// `name` is one of ours: letters, digits, dots and dashes.
pub fn download(kind: &'static str, name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, body).into_response()
}
