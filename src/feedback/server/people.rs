//! The people behind ids: who triages, who was it.

use super::{filter::Filter, input};
use crate::{
    accounts::server::users::{self, Named},
    error::AppError,
    feedback::model::Person,
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

/// Narrow the selection to the assignee that was said: `me`, `nobody`, an address or an id.
///
/// # Errors
/// `Invalid` for `me` where no person asks, and for somebody who does not triage here.
pub async fn select(
    state: &AppState,
    project_id: i64,
    me: Option<&str>,
    filter: &mut Filter,
) -> AppResult<()> {
    let Some(who) = filter.assignee.as_deref() else { return Ok(()) };
    filter.selection.assignee = Some(match (who, me) {
        ("nobody", _) => String::new(),
        ("me", Some(me)) => me.to_owned(),
        ("me", None) => {
            return Err(AppError::invalid("assignee", "me is known in the console only; send an address"));
        }
        // Somebody who has left is still found by id.
        _ => match input::client_id(who) {
            Ok(id) => id,
            Err(_) => triager(state, project_id, who).await?.id,
        },
    });
    Ok(())
}

/// Everybody an entry can be given to.
pub async fn offered(state: &AppState, project_id: i64) -> AppResult<Vec<Person>> {
    let people = users::triagers(state, project_id).await?.into_iter();
    Ok(people.map(|person| Person { id: person.id, name: person.name }).collect())
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
