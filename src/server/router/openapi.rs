//! The API as a document for machines. Written by hand; tests compare it with
//! the routes there are and with what they answer.

use crate::server::{
    cors,
    routes::{Access, Routes},
};
use axum::{http::header, middleware, response::IntoResponse};

const DOCUMENT: &str = include_str!("../openapi.json");

/// Any page may read it: tools that show it live elsewhere.
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/openapi.json", Access::Public, document)
        .map(|router| router.layer(middleware::from_fn(cors::any_origin)))
}

async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}
