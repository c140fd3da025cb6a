//! `POST /api/v1/analytics/erasures`: what was counted is deleted.

use crate::{
    accounts::server::token_project,
    analytics::{
        model::civil::Date,
        server::erase::{self, What},
    },
    error::AppError,
    server::{
        ctx::{By, TokenActor},
        members::Members,
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension, Json,
    extract::{Query, State},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// What is gone.
#[derive(Serialize)]
pub struct Erased {
    events: u64,
    /// One for each day of a visit.
    visits: u64,
}

/// Not undone by anything; answers when it is on disk.
pub async fn erase(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Query(pairs): Query<HashMap<String, String>>,
    members: Members,
) -> AppResult<Json<Erased>> {
    let project = token_project(&state, &token, pairs.get("project").map(String::as_str)).await?;
    let what = read(members)?;
    let gone = erase::erase(&state, &By::from(&token), &project, &what).await?;
    Ok(Json(Erased { events: gone.events, visits: gone.visits }))
}

/// Exactly one of a visitor, a user, days and everything.
fn read(mut members: Members) -> AppResult<What> {
    let visitor = members.text("visitor", 20)?.map(|text| match text.parse::<i64>() {
        Ok(id) if id != 0 => Ok(What::Visitor(id)),
        _ => Err(AppError::invalid("visitor", "visitor must be the number of a visitor, as a text")),
    });
    let user = members.text("user_id", 300)?.map(|name| Ok(What::User(name)));
    let days = match (day(&mut members, "from")?, day(&mut members, "to")?) {
        (None, None) => None,
        (Some(from), Some(to)) if from <= to => Some(Ok(What::Days(from, to))),
        (Some(_), Some(_)) => Some(Err(AppError::invalid("to", "to must not be before from"))),
        (None, _) => Some(Err(AppError::invalid("from", "from is required beside to"))),
        (_, None) => Some(Err(AppError::invalid("to", "to is required beside from"))),
    };
    let everything = match members.take("everything") {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(Ok(What::Everything)),
        Some(_) => Some(Err(AppError::invalid("everything", "everything must be true"))),
    };
    members.finish()?;
    let mut asked = [visitor, user, days, everything].into_iter().flatten();
    match (asked.next(), asked.next()) {
        (Some(what), None) => what,
        _ => Err(AppError::invalid("body", "give one of visitor, user_id, from and to, everything")),
    }
}

fn day(members: &mut Members, name: &str) -> AppResult<Option<i64>> {
    let Some(text) = members.text(name, 10)? else { return Ok(None) };
    let date = Date::parse(&text).map(|date| Some(date.days()));
    date.ok_or_else(|| AppError::invalid(name, format!("{name} must be a day such as 2026-03-01")))
}
