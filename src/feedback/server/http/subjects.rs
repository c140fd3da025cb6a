//! `/api/v1/feedback/subjects/{subject}`: everything a person sent, and its deletion.
//! A person is named by the `user_id` their application gave, or by their e-mail address.

use super::read::{ListBody, OneBody, Pairs, complete, project, read};
use crate::{
    feedback::server::{self as feedback, filter},
    server::{
        ctx::{By, TokenActor},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Serialize;

/// What became of a person's entries.
#[derive(Serialize)]
pub struct ErasedBody {
    erased: u64,
}

/// Newest first, spam too, with what happened to each; files by their own addresses.
pub async fn entries(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Path(subject): Path<String>,
    query: Pairs,
) -> AppResult<Json<ListBody<OneBody>>> {
    let filter = read(query)?;
    let project = project(&state, &token, &filter).await?;
    let subject = feedback::subject(&subject)?;
    let (entries, next) =
        feedback::entries_of(&state, project.id, subject, filter.after.as_ref(), filter.limit).await?;
    let items = complete(&state, project.id, entries).await?;
    Ok(Json(ListBody { items, next: next.as_ref().map(filter::cursor) }))
}

/// Not undone by anything; answers when it is on disk.
pub async fn erase(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Path(subject): Path<String>,
    query: Pairs,
) -> AppResult<Json<ErasedBody>> {
    let project = project(&state, &token, &read(query)?).await?;
    let subject = feedback::subject(&subject)?;
    let erased = feedback::erase(&state, &By::from(&token), project.id, subject).await?;
    Ok(Json(ErasedBody { erased }))
}
