//! `/api/v1/…`: deployments, releases, environments and annotations for API tokens.

mod annotations;
mod deployments;
mod environments;
mod members;
mod releases;
mod wire;

use crate::{
    access::Scope,
    accounts::server::{ProjectRef, token_project},
    deploys::server::paging::{Page, position},
    error::AppError,
    server::{
        clock::Millis,
        ctx::{By, TokenActor},
        problem::AppResult,
        routes::{Access, Routes},
        state::AppState,
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

const READ: Access = Access::Token(Scope::DeployRead);
const WRITE: Access = Access::Token(Scope::DeployWrite);

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/deployments", READ, deployments::list)
        .post("/api/v1/deployments", WRITE, deployments::create)
        .get("/api/v1/deployments/{id}", READ, deployments::get)
        .patch("/api/v1/deployments/{id}", WRITE, deployments::change)
        .get("/api/v1/releases", READ, releases::list)
        .post("/api/v1/releases", WRITE, releases::put)
        .get("/api/v1/releases/{name}", READ, releases::get)
        .patch("/api/v1/releases/{name}", WRITE, releases::change)
        .get("/api/v1/environments", READ, environments::list)
        .post("/api/v1/environments", WRITE, environments::create)
        .get("/api/v1/environments/{name}", READ, environments::get)
        .patch("/api/v1/environments/{name}", WRITE, environments::change)
        .get("/api/v1/annotations", READ, annotations::list)
}

/// A request with an API token and the project it is for. Its query names the
/// project of an instance token and nothing else.
struct Call {
    project: Arc<ProjectRef>,
    by: By,
}

impl FromRequestParts<AppState> for Call {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let search = Search::from_request_parts(parts, state).await?;
        search.finish()
    }
}

/// The same, with what a list is narrowed by.
struct Search {
    call: Call,
    query: BTreeMap<String, String>,
}

impl FromRequestParts<AppState> for Search {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let token = parts.extensions.get::<TokenActor>().cloned().ok_or(AppError::Unauthorized)?;
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let mut query = query.map_err(|error| AppError::invalid("query", error.body_text()))?.0;
        query.retain(|_, value| !value.is_empty());
        let named = query.remove("project");
        let project = token_project(state, &token, named.as_deref()).await?;
        Ok(Self { call: Call { project, by: By::from(&token) }, query })
    }
}

impl Search {
    /// A text parameter; empty counts as absent.
    fn text(&mut self, name: &str) -> AppResult<Option<String>> {
        let text = self.query.remove(name);
        match text.as_deref().is_some_and(|text| text.contains(char::is_control)) {
            true => Err(AppError::invalid(name, format!("{name} must not have control characters"))),
            false => Ok(text),
        }
    }

    fn instant(&mut self, name: &str) -> AppResult<Option<Millis>> {
        self.text(name)?.map(|text| wire::query_instant(name, &text)).transpose()
    }

    fn choice<T>(
        &mut self,
        name: &str,
        parse: fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> AppResult<Option<T>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| AppError::not_one_of(name, allowed))
    }

    /// `limit` of a list: 50 unless told, at most 200.
    fn limit(&mut self) -> AppResult<i64> {
        let Some(text) = self.text("limit")? else { return Ok(50) };
        let limit = text.parse().ok().filter(|limit| (1..=200).contains(limit));
        limit.ok_or_else(|| AppError::invalid("limit", "limit must be a number from 1 to 200"))
    }

    /// Where a list goes on.
    fn cursor(&mut self) -> AppResult<Option<(Millis, String)>> {
        self.text("cursor")?.map(|text| position(&text)).transpose()
    }

    /// # Errors
    /// `Invalid` naming a parameter nobody asked for: a mistyped filter must
    /// not answer with more than was asked for.
    fn finish(self) -> AppResult<Call> {
        match self.query.into_keys().next() {
            None => Ok(self.call),
            Some(name) => Err(AppError::invalid(&name, format!("{name} is not a parameter of this request"))),
        }
    }
}

/// A page of a list as clients see it.
fn list<T>(page: &Page<T>, item: fn(&T) -> Value) -> Json<Value> {
    Json(json!({ "items": page.items.iter().map(item).collect::<Vec<_>>(), "next": page.next }))
}
