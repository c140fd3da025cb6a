//! The people behind ids: who triages, who was it.

use crate::{
    accounts::server::users::{self, Named},
    error::AppError,
    server::{problem::AppResult, state::AppState},
};
use std::collections::HashMap;

/// The one of an id or an address among those who triage in the project.
///
/// # Errors
/// `Invalid` without such a person; whether there is one elsewhere is not told.
pub async fn triager(state: &AppState, project_id: i64, who: &str) -> AppResult<Named> {
    let found = users::triagers(state, project_id).await?.into_iter();
    let mut found = found.filter(|person| person.id == who || person.email.eq_ignore_ascii_case(who));
    found.next().ok_or_else(|| {
        AppError::invalid("assignee", "assignee must be the address of somebody who triages in this project")
    })
}

/// The people among the ids.
pub async fn named<'a>(
    state: &AppState,
    ids: impl IntoIterator<Item = Option<&'a str>>,
) -> AppResult<HashMap<String, Named>> {
    users::named(state, &ids.into_iter().flatten().collect()).await
}

/// The person of an id.
pub async fn one(state: &AppState, id: Option<&str>) -> AppResult<Option<Named>> {
    Ok(named(state, [id]).await?.into_values().next())
}
