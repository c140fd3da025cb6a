//! What happened to an entry since it came: changes and comments as one story.

use super::{
    people,
    store::{self, Comment, Merge, Triaged},
};
use crate::{
    accounts::server::users::Named,
    feedback::model::{CommentKind, Event, What},
    server::{clock::Millis, problem::AppResult, state::AppState},
};
use std::collections::HashMap;

/// Everything that happened to an entry, oldest first.
pub async fn history(state: &AppState, project_id: i64, id: &str) -> AppResult<Vec<Event>> {
    let changes = store::history(&state.db, project_id, id).await?;
    let comments = store::comments(&state.db, project_id, id).await?;
    let merges = store::merges(&state.db, project_id, id).await?;
    let of_change = |row: &Triaged| [row.actor_id.clone(), row.assignee.0.clone(), row.assignee.1.clone()];
    let of_merge = |row: &Merge| [row.actor_id.clone(), row.undone_by_id.clone()];
    let ids: Vec<Option<String>> = changes
        .iter()
        .flat_map(of_change)
        .chain(comments.iter().map(|row| row.actor_id.clone()))
        .chain(merges.iter().flat_map(of_merge))
        .collect();
    let named = people::named(state, ids.iter().map(Option::as_deref)).await?;
    let changes = changes.into_iter().map(|row| (row.at, row.id.clone(), changed(row, &named)));
    let comments = comments.into_iter().map(|row| (row.at, row.id.clone(), vec![said(row, &named)]));
    let merges = merges.into_iter().flat_map(|row| merged(row, id, &named));
    let mut all: Vec<_> = changes.chain(comments).chain(merges).collect();
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    Ok(all.into_iter().flat_map(|(_, _, events)| events).collect())
}

/// The name of a person; of a token or the command line as it was noted.
fn name(id: Option<&str>, noted: &str, named: &HashMap<String, Named>) -> String {
    id.and_then(|id| named.get(id)).map_or_else(|| noted.to_owned(), |person| person.name.clone())
}

fn changed(row: Triaged, named: &HashMap<String, Named>) -> Vec<Event> {
    let by = name(row.actor_id.as_deref(), &row.actor, named);
    let (from, to) = row.status;
    let moved = (from != to).then_some(What::Moved { from, to });
    let (before, after) = row.assignee;
    let assigned = (before != after)
        .then(|| What::Assigned(after.map(|id| name(Some(&id), "somebody who is gone", named))));
    let tagged = (!row.tags_added.is_empty() || !row.tags_removed.is_empty())
        .then_some(What::Tagged { added: row.tags_added, removed: row.tags_removed });
    let event = |what| Event { at: row.at, by: by.clone(), what };
    [moved, assigned, tagged].into_iter().flatten().map(event).collect()
}

fn said(row: Comment, named: &HashMap<String, Named>) -> Event {
    let by = match row.kind {
        CommentKind::Reply => "The reporter".to_owned(),
        _ => name(row.actor_id.as_deref(), &row.actor, named),
    };
    Event { at: row.at, by, what: What::Said(row.kind, row.content) }
}

/// The beginning of a merge and, if it has one, its end, as the entry `id` sees them.
fn merged(row: Merge, id: &str, named: &HashMap<String, Named>) -> Vec<(Millis, String, Vec<Event>)> {
    let is_own = row.from_id == id;
    let [began, ended] = match is_own {
        true => [What::Merged(row.into_number), What::Unmerged(row.into_number)],
        false => [What::TookIn(row.from_number), What::LetGo(row.from_number)],
    };
    let by = name(row.actor_id.as_deref(), &row.actor, named);
    let undone_by = name(row.undone_by_id.as_deref(), row.undone_by.as_deref().unwrap_or_default(), named);
    let begin = Event { at: row.at, by, what: began };
    let end = row.undone_at.map(|at| Event { at, by: undone_by, what: ended });
    [Some(begin), end].into_iter().flatten().map(|event| (event.at, row.id.clone(), vec![event])).collect()
}
