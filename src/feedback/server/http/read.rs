//! `GET /api/feedback` and `/api/v1/feedback`, with an API token.

use super::events::EventBody;
use crate::{
    accounts::server::{self as accounts, ProjectRef},
    error::AppError,
    feedback::{
        model::{Attachment, Entry, Other, Status},
        server::{
            self as feedback,
            filter::{self, Filter},
            narrow, people,
        },
    },
    server::{ctx::TokenActor, problem::AppResult, state::AppState},
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// An entry as clients see it.
#[derive(Serialize)]
pub struct EntryBody {
    id: String,
    number: i64,
    user_id: Option<String>,
    /// The product's server vouches for the user.
    identity_verified: bool,
    feedback_type: &'static str,
    content: String,
    page: String,
    browser: String,
    os: String,
    release: Option<String>,
    environment: Option<String>,
    email: Option<String>,
    /// 1 to 5.
    rating: Option<i64>,
    status: Status,
    duplicate_of: Option<Other>,
    /// The address of who sees to it.
    assignee: Option<String>,
    tags: Vec<String>,
    created_at: String,
    metadata: Option<Value>,
}

/// One entry with its files, its duplicates and what happened to it.
#[derive(Serialize)]
pub struct OneBody {
    #[serde(flatten)]
    entry: EntryBody,
    attachments: Vec<Attachment>,
    duplicates: Vec<Other>,
    /// Oldest first.
    history: Vec<EventBody>,
}

/// One page of a list.
#[derive(Serialize)]
pub struct ListBody<T> {
    pub(super) items: Vec<T>,
    /// The `cursor` of the next page, if there is one.
    pub(super) next: Option<String>,
}

pub async fn list(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    query: Pairs,
) -> AppResult<Json<ListBody<EntryBody>>> {
    let (project, filter) = asked(&state, &token, query).await?;
    let (entries, next) =
        feedback::list(&state, project.id, &filter.selection, filter.after.as_ref(), filter.limit).await?;
    let next = next.as_ref().map(filter::cursor);
    Ok(Json(ListBody { items: bodies(&state, entries).await?, next }))
}

pub async fn one(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Path(id): Path<String>,
    query: Pairs,
) -> AppResult<Json<OneBody>> {
    let project = project(&state, &token, &read(query)?).await?;
    let entry = feedback::get(&state, project.id, &id).await?;
    let one = complete(&state, project.id, vec![entry]).await?.pop();
    Ok(Json(one.ok_or(AppError::NotFound)?))
}

/// The project and what of it is asked for.
pub(super) async fn asked(
    state: &AppState,
    token: &TokenActor,
    query: Pairs,
) -> AppResult<(Arc<ProjectRef>, Filter)> {
    let mut filter = read(query)?;
    let project = project(state, token, &filter).await?;
    narrow::select(state, project.id, None, &mut filter).await?;
    Ok((project, filter))
}

pub(super) fn read(query: Pairs) -> AppResult<Filter> {
    let Query(pairs) = query.map_err(|_| AppError::invalid("query", "The query is not readable"))?;
    Filter::read(&pairs)
}

pub(super) async fn project(
    state: &AppState,
    token: &TokenActor,
    filter: &Filter,
) -> AppResult<Arc<ProjectRef>> {
    accounts::token_project(state, token, filter.project.as_deref()).await
}

/// Entries with their files, their duplicates and their history.
pub(super) async fn complete(
    state: &AppState,
    project_id: i64,
    entries: Vec<Entry>,
) -> AppResult<Vec<OneBody>> {
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let mut others = feedback::duplicates(state, &ids).await?;
    let mut all = Vec::with_capacity(entries.len());
    for entry in bodies(state, entries).await? {
        let attachments = feedback::attachments(state, project_id, &entry.id).await?;
        let history = feedback::history(state, project_id, &entry.id).await?;
        let history = history.into_iter().map(EventBody::from).collect();
        let duplicates = others.remove(&entry.id).unwrap_or_default();
        all.push(OneBody { entry, attachments, duplicates, history });
    }
    Ok(all)
}

/// Entries with the people behind their ids.
pub(super) async fn bodies(state: &AppState, entries: Vec<Entry>) -> AppResult<Vec<EntryBody>> {
    let named = people::named(state, entries.iter().map(|entry| entry.assignee_id.as_deref())).await?;
    let body = |entry: Entry| {
        let assignee = entry.assignee_id.as_deref().and_then(|id| named.get(id));
        let assignee = assignee.map(|person| person.email.clone());
        EntryBody::new(entry, assignee)
    };
    Ok(entries.into_iter().map(body).collect())
}

impl EntryBody {
    fn new(entry: Entry, assignee: Option<String>) -> Self {
        Self {
            created_at: feedback::timestamp(entry.created_at),
            metadata: entry.metadata.and_then(|text| serde_json::from_str(&text).ok()),
            feedback_type: entry.feedback_type.as_str(),
            id: entry.id,
            number: entry.number,
            user_id: entry.user_id,
            identity_verified: entry.identity_verified,
            content: entry.content,
            page: entry.page,
            browser: entry.browser,
            os: entry.os,
            release: entry.release,
            environment: entry.environment,
            email: entry.email,
            rating: entry.rating,
            status: entry.status,
            duplicate_of: entry.duplicate_of,
            assignee,
            tags: entry.tags,
        }
    }
}
