//! Routes of feedback for outside clients.

mod batches;
mod events;
mod export;
mod files;
mod ingest;
mod merges;
mod page;
mod preview;
mod read;
mod similar;
mod status;
mod subjects;
mod triage;

use crate::{
    access::Scope,
    server::{
        cors,
        routes::{Access, Routes},
    },
};
use axum::middleware;

const READ: Access = Access::Token(Scope::FeedbackRead);
const ERASE: Access = Access::Token(Scope::FeedbackErase);
const WRITE: Access = Access::Token(Scope::FeedbackWrite);

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/feedback", Access::Ingest, ingest::post)
        .options("/api/feedback", Access::Public, cors::preflight)
        .map(|router| router.layer(middleware::from_fn(cors::any_origin)))
        .get("/api/feedback", READ, read::list)
        .get("/api/feedback/{id}", READ, read::one)
        .get("/api/v1/feedback", READ, read::list)
        .get("/api/v1/feedback/{id}", READ, read::one)
        .get("/api/v1/feedback/{id}/similar", READ, similar::list)
        .get("/api/v1/feedback/{id}/files/{file}", READ, files::api)
        .get("/api/v1/feedback/export.csv", READ, export::csv_api)
        .get("/api/v1/feedback/export.ndjson", READ, export::ndjson_api)
        .get("/api/v1/feedback/subjects/{subject}", READ, subjects::entries)
        .delete("/api/v1/feedback/subjects/{subject}", ERASE, subjects::erase)
        .post("/api/v1/feedback/batches", WRITE, batches::batch)
        .delete("/api/v1/feedback/batches/{id}", WRITE, batches::undo)
        .post("/api/v1/feedback/{id}/triage", WRITE, triage::triage)
        .post("/api/v1/feedback/{id}/comments", WRITE, triage::comment)
        .post("/api/v1/feedback/{id}/merges", WRITE, merges::merge)
        .delete("/api/v1/feedback/{id}/merges", WRITE, merges::unmerge)
        .get("/f/{project}", Access::Public, page::form)
        .post("/f/{project}", Access::Public, page::send)
        .get("/f/{project}/sent", Access::Public, page::sent)
        .get("/f/{project}/s/{secret}", Access::Public, status::page)
        .post("/f/{project}/s/{secret}", Access::Public, status::reply)
        .get("/app/{project}/preview", Access::SignedIn, preview::page)
        .get("/app/{project}/feedback.csv", Access::SignedIn, export::csv)
        .get("/app/{project}/feedback/{id}/files/{file}", Access::SignedIn, files::file)
}
