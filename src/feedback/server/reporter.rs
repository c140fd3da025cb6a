//! Whoever sent an entry: the secret of their link, what it shows, and what they say there.

use super::{
    Said,
    comments::say,
    input,
    store::{self, Comment},
};
use crate::{
    feedback::model::{CommentKind, Entry, Progress, StatusPage, Told},
    server::{ctx::By, problem::AppResult, state::AppState},
};
use subtle::ConstantTimeEq;

/// What the signature in a link is for.
const LABEL: &str = "feedback-status";
/// Hexadecimal digits of an id, and of the part of the signature a link carries: 128 bits each.
const DIGITS: usize = 32;

/// What the address of an entry's status page ends with: its id and a signature of it.
///
/// Nothing is stored for it, so the same entry always has the same link: a repeated post gets it
/// again, and entries from before there were links have one. The project is signed along, since
/// an id that was erased may come again elsewhere. Another `CRESSET_SECRET_KEY` ends every link.
/// A stolen database alone makes links only if the instance's secret lies in it (without
/// that setting it does): then whoever has it reads nothing through them that they did not have,
/// but could reply in a reporter's name.
pub fn link_secret(state: &AppState, project_id: i64, id: &str) -> String {
    id.replace('-', "") + &signature(state, project_id, id)
}

/// The entry whose link ends with this, if the signature is right. Whether there still is such an
/// entry is not looked at.
pub fn entry_of_link(state: &AppState, project_id: i64, secret: &str) -> Option<String> {
    let (id, given) = secret.split_at_checked(DIGITS)?;
    let id = input::client_id(id).ok()?;
    let genuine = signature(state, project_id, &id).as_bytes().ct_eq(given.as_bytes());
    bool::from(genuine).then_some(id)
}

fn signature(state: &AppState, project_id: i64, id: &str) -> String {
    let mut digits = state.secret.sign(LABEL, &format!("{project_id}.{id}"));
    digits.truncate(DIGITS);
    digits
}

/// What the reporter may see of an entry.
///
/// # Errors
/// `NotFound`.
pub async fn status_page(state: &AppState, project_id: i64, id: &str) -> AppResult<StatusPage> {
    let entry = super::get(state, project_id, id).await?;
    let standing = match &entry.duplicate_of {
        Some(other) => super::get(state, project_id, &other.id).await?,
        None => entry.clone(),
    };
    let story = story(state, project_id, &entry, &standing).await?;
    let stood = story.iter().rev().find(|(_, told)| matches!(told, Told::Stands(_)));
    let files = super::attachments(state, project_id, id).await?;
    Ok(StatusPage {
        now: state.clock.now(),
        feedback_type: entry.feedback_type,
        content: entry.content,
        rating: entry.rating,
        files: files.into_iter().map(|file| file.name).collect(),
        created_at: entry.created_at,
        stands: standing.status.told(),
        since: stood.map_or(entry.created_at, |(at, _)| *at),
        story,
    })
}

/// What happened, as far as it concerns them, oldest first. Names of the team stay with the team.
/// Of a duplicate they are told where `standing` went, which stands for it, since they wrote.
async fn story(
    state: &AppState,
    project_id: i64,
    entry: &Entry,
    standing: &Entry,
) -> AppResult<Vec<(i64, Told)>> {
    let changes = store::history(&state.db, project_id, &standing.id).await?;
    let changes = changes.into_iter().filter(|change| change.at >= entry.created_at).filter_map(|change| {
        let (from, to) = (change.status.0.told(), change.status.1.told());
        (from != to).then_some((change.at, Told::Stands(to)))
    });
    let comments = store::comments(&state.db, project_id, &entry.id).await?;
    let comments = comments.into_iter().filter_map(|Comment { at, kind, content, .. }| match kind {
        CommentKind::Internal => None,
        CommentKind::Answer => Some((at, Told::Answer(content))),
        CommentKind::Reply => Some((at, Told::Reply(content))),
    });
    let begin = (entry.created_at, Told::Stands(Progress::Received));
    let mut story: Vec<_> = [begin].into_iter().chain(changes).chain(comments).collect();
    story.sort_by_key(|(at, _)| *at);
    Ok(story)
}

/// Store what the reporter says; `id` makes a repeat harmless. It changes nothing else: what to do
/// about it is for the team to say.
///
/// # Errors
/// As [`super::comment`]; `Invalid` for the field `replies` when there are too many.
pub async fn reply(
    state: &AppState,
    project_id: i64,
    feedback_id: &str,
    id: Option<String>,
    content: &str,
) -> AppResult<()> {
    let by = By { id: None, name: "reporter".into() };
    let content = input::content(Some(content))?;
    let said = Said { id, kind: CommentKind::Reply, content };
    say(state, &by, project_id, feedback_id, said).await.map(drop)
}
