//! The use-cases of feedback.

pub mod around;
mod attach;
mod batches;
pub mod bulk;
mod comments;
mod counts;
pub mod csv;
pub mod embed;
pub mod family;
pub mod filter;
mod history;
pub mod http;
mod identity;
pub mod inbox;
pub mod input;
mod jobs;
mod merges;
mod narrow;
mod people;
mod picture;
mod pictures;
pub mod public;
mod purge;
pub mod reporter;
mod scrub;
pub mod search;
mod secrets;
mod similar;
mod sink;
mod sniff;
mod spam;
pub mod store;
mod subjects;
mod triage;
mod upload;
pub mod views;

pub use attach::{attachments, file, submit_with_files};
pub use batches::{BATCH_MAX, Batch, Changed, batch, undo};
pub use comments::{Said, comment};
pub use counts::{counts_by_day, counts_by_type, new_bugs, totals_by_day, trend};
pub use history::history;
pub use input::Input;
pub use jobs::tasks;
pub use merges::{Merged, duplicates, merge, unmerge};
pub use similar::{similar, similar_to};
pub use sink::{FeedbackSink, Stored};
pub use store::NewEntry;
pub use subjects::{entries_of, erase, subject};
pub use triage::{Change, Triage, triage};

pub use crate::server::clock::timestamp;

use super::model::{Brief, Entry, Status};
use crate::{
    deploys::server::environment_name,
    error::AppError,
    server::{
        ingest::{Lane, Permit},
        limits::{Key, Kind, RetryAfter},
        problem::AppResult,
        secret::sha256,
        state::{AppState, PartsBuilder},
    },
};
use futures::{Stream, stream};
use pictures::Pictures;
use serde_json::json;
use similar::Vocabulary;
use spam::Recent;
use store::{Position, Selection};
use upload::Uploads;

/// Entries read at a time for an export.
const EXPORT_PAGE: usize = 500;
/// What a client that says nothing about itself runs on.
pub const UNKNOWN: &str = "unknown";

/// Add the way to disk.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    let sink = FeedbackSink { hub: builder.hub.clone() };
    builder.add(Lane::start(sink, builder));
    builder.add(Recent::default());
    builder.add(Vocabulary::default());
    builder.add(Uploads::default());
    builder.add(Pictures::start(builder.db.clone(), builder.hub.clone(), builder.fatal.clone()));
}

/// Take one request out of a bucket.
///
/// # Errors
/// `Limited` when it is empty.
pub fn limit(state: &AppState, kind: Kind, key: impl Into<Key>) -> AppResult<()> {
    let taken = state.buckets.check(kind, key, state.clock.now());
    taken.map_err(|RetryAfter(retry_after)| AppError::Limited { retry_after })
}

/// Store an entry; its id, after COMMIT.
///
/// # Errors
/// `Conflict` when the id belongs to another entry, `Busy` when it could not
/// be stored now.
pub async fn submit(state: &AppState, project_id: i64, input: Input, permit: Permit) -> AppResult<String> {
    let entry = prepare(state, project_id, input, &[]).await?;
    let (id, content, bytes) = (entry.id.clone(), entry.content.clone(), weight(&entry));
    let stored = state.part::<Lane<FeedbackSink>>().submit(entry, bytes, permit).await?;
    settled(state, project_id, &content, stored)?;
    Ok(id)
}

/// After COMMIT.
fn settled(state: &AppState, project_id: i64, content: &str, stored: Stored) -> AppResult<()> {
    match stored {
        Stored::New => state.part::<Recent>().note(project_id, content, state.clock.now()),
        Stored::Repeat => {}
        Stored::Clash => return Err(AppError::conflict("This id was used for another entry.")),
    }
    Ok(())
}

/// Roughly what the entry takes in a batch.
fn weight(entry: &NewEntry) -> usize {
    300 + entry.content.len() + entry.page.len() + entry.metadata.as_ref().map_or(0, String::len)
}

/// `files`: the hashes of its files, sorted.
async fn prepare(state: &AppState, project_id: i64, input: Input, files: &[&str]) -> AppResult<NewEntry> {
    let environment_name = environment_name(state, project_id, input.environment.as_deref()).await?;
    let (body_hash, now) = (body_hash(project_id, &input, files), state.clock.now());
    let spam_score = spam::score(state.part(), project_id, &input, now);
    let browser = input.browser.unwrap_or_else(|| UNKNOWN.to_owned());
    Ok(NewEntry {
        id: input.id.unwrap_or_else(|| state.clock.new_id()),
        project_id,
        user_id: input.user_id,
        identity_verified: input.identity_verified,
        feedback_type: input.feedback_type,
        content: input.content,
        path: narrow::path(&input.page),
        page: input.page,
        browser_family: narrow::family(&browser).to_owned(),
        browser,
        os: input.os.unwrap_or_else(|| UNKNOWN.to_owned()),
        release: input.release,
        environment: input.environment,
        email: input.email,
        rating: input.rating,
        status: if spam_score >= spam::SPAM { Status::Spam } else { Status::New },
        spam_score,
        body_hash,
        metadata: input.metadata.map(|metadata| metadata.to_string()),
        created_at: now,
        environment_name,
    })
}

/// What makes two submissions the same: what the person said, not how long it
/// took or where it was sent from. Maps are sorted by name, so the order in
/// which a client writes members does not matter.
fn body_hash(project_id: i64, input: &Input, files: &[&str]) -> String {
    let Input { content, feedback_type, user_id, page, metadata, rating, .. } = input;
    let mut said = vec![json!(project_id), json!(content), json!(feedback_type.as_str())];
    said.extend([json!(user_id), json!(page), json!(metadata)]);
    // What says nothing of it has the hash it had before there were ratings: it may still be on its way.
    said.extend(rating.map(|rating| json!(rating)));
    let said = json!(said);
    sha256(if files.is_empty() { said.to_string() } else { json!([said, files]).to_string() })
}

/// One entry.
///
/// # Errors
/// `NotFound`, also for an entry of another project.
pub async fn get(state: &AppState, project_id: i64, id: &str) -> AppResult<Entry> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let mut found = [store::by_id(&state.db, project_id, &id).await?.ok_or(AppError::NotFound)?];
    add_tags(state, &mut found).await?;
    let [entry] = found;
    Ok(entry)
}

async fn add_tags(state: &AppState, entries: &mut [Entry]) -> AppResult<()> {
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let mut tags = store::tags(&state.db, &ids).await?;
    for entry in entries {
        entry.tags = tags.remove(&entry.id).unwrap_or_default();
    }
    Ok(())
}

/// At most `limit` complete entries, newest first, and the place after them if
/// there are more.
pub async fn list(
    state: &AppState,
    project_id: i64,
    selection: &Selection,
    after: Option<&Position>,
    limit: usize,
) -> AppResult<(Vec<Entry>, Option<Position>)> {
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut entries = store::list_full(&state.db, project_id, selection, after, wanted).await?;
    add_tags(state, &mut entries).await?;
    Ok(cut(entries, limit))
}

/// The same, but only their beginnings.
pub async fn list_briefs(
    state: &AppState,
    project_id: i64,
    selection: &Selection,
    after: Option<&Position>,
    limit: usize,
) -> AppResult<(Vec<Brief>, Option<Position>)> {
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let briefs = store::list(&state.db, project_id, selection, after, wanted).await?;
    let briefs = triaged(state, briefs).await?;
    Ok(cut(briefs, limit))
}

/// With their tags, the names of who sees to them, and whether a reply waits.
async fn triaged(state: &AppState, mut briefs: Vec<Brief>) -> AppResult<Vec<Brief>> {
    let ids: Vec<&str> = briefs.iter().map(|brief| brief.id.as_str()).collect();
    let mut tags = store::tags(&state.db, &ids).await?;
    let unheard = store::unheard(&state.db, &ids).await?;
    let ids = briefs.iter().map(|brief| brief.assignee.as_ref().map(|person| person.id.as_str()));
    let named = people::named(state, ids).await?;
    for brief in &mut briefs {
        brief.tags = tags.remove(&brief.id).unwrap_or_default();
        brief.replied = unheard.contains(&brief.id);
        if let Some(person) = &mut brief.assignee {
            person.name = named.get(&person.id).map_or_else(String::new, |known| known.name.clone());
        }
    }
    Ok(briefs)
}

/// One row more than shown was asked for: it tells that there is more.
fn cut<T>(mut rows: Vec<T>, limit: usize) -> (Vec<T>, Option<Position>)
where
    for<'a> Position: From<&'a T>,
{
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(Position::from);
    (rows, next)
}

/// The newest `n` entries; spam is left out.
pub async fn latest(state: &AppState, project_id: i64, n: usize) -> AppResult<Vec<Brief>> {
    Ok(list_briefs(state, project_id, &Selection::default(), None, n).await?.0)
}

/// Every selected entry, newest first, a page at a time.
pub fn export(
    state: AppState,
    project_id: i64,
    selection: Selection,
) -> impl Stream<Item = AppResult<Vec<Entry>>> {
    stream::try_unfold(Some(None::<Position>), move |place| {
        let (state, selection) = (state.clone(), selection.clone());
        async move {
            let Some(after) = place else { return Ok(None) };
            let (page, next) = list(&state, project_id, &selection, after.as_ref(), EXPORT_PAGE).await?;
            Ok(Some((page, next.map(Some))))
        }
    })
}
