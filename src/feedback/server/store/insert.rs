//! Storing many entries by few statements.

use super::counts::{Tally, tally as store_tally};
use crate::{
    args,
    feedback::model::{FeedbackType, Status},
    server::{
        clock::Millis,
        db::{Arg, Args, CHUNKS, DbError, Tx, values},
    },
};

use std::collections::HashMap;

/// An entry on its way to disk, complete but for its number.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub id: String,
    pub project_id: i64,
    pub user_id: Option<String>,
    pub feedback_type: FeedbackType,
    pub content: String,
    pub page: String,
    pub browser: String,
    pub os: String,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub email: Option<String>,
    pub status: Status,
    pub spam_score: i64,
    pub body_hash: String,
    pub metadata: Option<String>,
    pub created_at: Millis,
}

const INSERT: &str = "insert into feedback (id, project_id, number, user_id, feedback_type, content, page, \
     browser, os, release, environment, status, spam_score, body_hash, metadata, created_at, updated_at)";
const COLUMNS: usize = 17;
/// Only a known id makes an entry a repeat; any other conflict is an error.
/// Nothing is returned: on SQLite every row is handed from thread to thread,
/// which takes longer than storing it.
const UNLESS_KNOWN: &str = "on conflict (id) do nothing";

const RESERVE: &str = "insert into feedback_counters (project_id, last) values ($1, $2) \
     on conflict (project_id) do update set last = feedback_counters.last + excluded.last returning last";

const INSERT_CONTACT: &str = "insert into feedback_contacts (feedback_id, email)";

const KNOWN: &str = "select id, project_id, number, body_hash from feedback where id in (";

/// Take the next `count` numbers of a project; the first of them.
pub async fn reserve_numbers(tx: &mut Tx, project_id: i64, count: i64) -> Result<i64, DbError> {
    let (last,): (i64,) = tx.fetch_one(RESERVE, args![project_id, count]).await?;
    Ok(last - count + 1)
}

/// Store entries with their numbers; those that were new.
pub async fn insert<'a>(tx: &mut Tx, entries: &[(&'a NewEntry, i64)]) -> Result<Vec<&'a NewEntry>, DbError> {
    let mut new = Vec::with_capacity(entries.len());
    for chunk in chunks(entries) {
        let args = chunk.iter().flat_map(|(entry, number)| row(entry, *number)).collect();
        let stored = tx.execute(values(INSERT, COLUMNS, chunk.len(), UNLESS_KNOWN), args).await?;
        if stored == chunk.len() as u64 {
            new.extend(chunk.iter().map(|(entry, _)| *entry));
        } else {
            new.extend(stored_now(tx, chunk).await?);
        }
    }
    let mut tally = Tally::default();
    for entry in &new {
        tally.add(entry.project_id, entry.status, entry.feedback_type, entry.created_at, 1);
    }
    store_tally(tx, &tally).await?;
    Ok(new)
}

/// Those of a chunk that were not there before: they have the number they were given.
async fn stored_now<'a>(tx: &mut Tx, chunk: &[(&'a NewEntry, i64)]) -> Result<Vec<&'a NewEntry>, DbError> {
    let ids: Vec<&str> = chunk.iter().map(|(entry, _)| entry.id.as_str()).collect();
    let known = known(tx, &ids).await?;
    let numbers: HashMap<&str, (i64, i64)> =
        known.iter().map(|row| (row.id.as_str(), (row.project_id, row.number))).collect();
    let is_new = |(entry, number): &&(&NewEntry, i64)| {
        numbers.get(entry.id.as_str()) == Some(&(entry.project_id, *number))
    };
    Ok(chunk.iter().filter(is_new).map(|(entry, _)| *entry).collect())
}

/// Store the addresses of new entries.
pub async fn insert_contacts(tx: &mut Tx, contacts: &[(&str, &str)]) -> Result<(), DbError> {
    for chunk in chunks(contacts) {
        let args = chunk.iter().flat_map(|(id, email)| args![*id, *email]).collect();
        tx.execute(values(INSERT_CONTACT, 2, chunk.len(), ""), args).await?;
    }
    Ok(())
}

/// What tells a repeat from a clash.
#[derive(Debug, sqlx::FromRow)]
pub struct Known {
    pub id: String,
    pub project_id: i64,
    pub number: i64,
    pub body_hash: String,
}

/// The entries among `ids` that are stored, whatever their project.
pub async fn known(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Known>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in chunks(ids) {
        let args: Args = chunk.iter().map(|id| Arg::from(*id)).collect();
        found.extend(tx.fetch_all::<Known>(values(KNOWN, 1, chunk.len(), ")"), args).await?);
    }
    Ok(found)
}

fn row(entry: &NewEntry, number: i64) -> Args {
    args![
        &entry.id,
        entry.project_id,
        number,
        entry.user_id.as_deref(),
        entry.feedback_type.as_str(),
        &entry.content,
        &entry.page,
        &entry.browser,
        &entry.os,
        entry.release.as_deref(),
        entry.environment.as_deref(),
        entry.status.as_str(),
        entry.spam_score,
        &entry.body_hash,
        entry.metadata.as_deref(),
        entry.created_at,
        entry.created_at,
    ]
}

/// Cut into the row counts bulk statements are prepared for.
pub(super) fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}
