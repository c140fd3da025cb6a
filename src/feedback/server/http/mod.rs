//! Routes of feedback for outside clients.

mod export;
mod ingest;
mod read;

use crate::{
    access::Scope,
    server::{
        cors,
        routes::{Access, Routes},
    },
};
use axum::middleware;

const READ: Access = Access::Token(Scope::FeedbackRead);

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/feedback", Access::Ingest, ingest::post)
        .options("/api/feedback", Access::Ingest, cors::preflight)
        .map(|router| router.layer(middleware::from_fn(cors::any_origin)))
        .get("/api/feedback", READ, read::list)
        .get("/api/feedback/{id}", READ, read::one)
        .get("/api/v1/feedback", READ, read::list)
        .get("/api/v1/feedback/{id}", READ, read::one)
        .get("/app/{project}/feedback.csv", Access::SignedIn, export::csv)
}
