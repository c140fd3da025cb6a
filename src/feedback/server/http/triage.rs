//! `POST /api/v1/feedback/{id}/triage` and `…/comments`, with an API token.
//! Nothing of the entry itself is told: who may write need not read.

use crate::{
    accounts::server::{self as accounts, ProjectRef, users::Named},
    error::AppError,
    feedback::{
        model::{CommentKind, Status},
        server::{self as feedback, Change, Said, Triage},
    },
    server::{
        ctx::{By, TokenActor},
        members::Members,
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, Query, State},
    http::{StatusCode, request::Parts},
};
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// A request with a token, and the project it is for.
pub struct Caller {
    pub(super) project: Arc<ProjectRef>,
    pub(super) by: By,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> AppResult<Self> {
        let token = parts.extensions.get::<TokenActor>().ok_or(AppError::Unauthorized)?;
        let Query(query) = Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri)
            .map_err(|_| AppError::invalid("query", "The query is not readable"))?;
        if let Some(name) = query.keys().find(|name| *name != "project") {
            return Err(AppError::not_one_of(name, &["project"]));
        }
        let named = query.get("project").filter(|slug| !slug.is_empty());
        let project = accounts::token_project(state, token, named.map(String::as_str)).await?;
        Ok(Self { project, by: By::from(token) })
    }
}

/// How an entry stands.
#[derive(Serialize)]
pub struct TriageBody {
    id: String,
    status: Status,
    /// The address of a person.
    assignee: Option<String>,
    tags: Vec<String>,
}

pub async fn triage(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    mut members: Members,
) -> AppResult<Json<TriageBody>> {
    let change = change(&mut members)?;
    members.finish()?;
    let triage = feedback::triage(&state, &caller.by, caller.project.id, &id, change).await?;
    let Triage { id, status, assignee, tags } = triage;
    let assignee = assignee.map(|Named { email, .. }| email);
    Ok(Json(TriageBody { id, status, assignee, tags }))
}

pub(super) fn change(members: &mut Members) -> AppResult<Change> {
    let assignee = match members.take("assignee") {
        None => None,
        Some(Value::Null) => Some(None),
        Some(Value::String(who)) => Some(Some(who)),
        Some(_) => return Err(AppError::invalid("assignee", "assignee must be a text or null")),
    };
    Ok(Change {
        from: None,
        status: members.choice("status", Status::parse, &Status::ALL.map(Status::as_str))?,
        assignee,
        add_tags: members.texts("add_tags")?.unwrap_or_default(),
        remove_tags: members.texts("remove_tags")?.unwrap_or_default(),
    })
}

/// A comment as clients see it.
#[derive(Serialize)]
pub struct CommentBody {
    id: String,
    kind: CommentKind,
    content: String,
    by: String,
    created_at: String,
}

pub async fn comment(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    mut members: Members,
) -> AppResult<(StatusCode, Json<CommentBody>)> {
    let said = Said {
        id: members.text("id", 36)?,
        kind: members
            .choice("kind", CommentKind::parse, &CommentKind::OF_TEAM.map(CommentKind::as_str))?
            .unwrap_or(CommentKind::Internal),
        content: match members.take("content") {
            Some(Value::String(text)) => text,
            _ => return Err(AppError::invalid("content", "content is required and must be a text")),
        },
    };
    members.finish()?;
    let comment = feedback::comment(&state, &caller.by, caller.project.id, &id, said).await?;
    let body = CommentBody {
        id: comment.id,
        kind: comment.kind,
        content: comment.content,
        by: comment.actor,
        created_at: feedback::timestamp(comment.at),
    };
    Ok((StatusCode::CREATED, Json(body)))
}
