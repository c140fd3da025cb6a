//! Storing many entries by few statements.

use super::counts::{Tally, tally};
use crate::{
    args,
    feedback::model::{FeedbackType, Status},
    server::{
        clock::Millis,
        db::{Arg, Args, CHUNKS, DbError, Tx, values},
    },
};

use std::collections::HashSet;

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
const NEW_IDS: &str = "on conflict (id) do nothing returning id";

const RESERVE: &str = "insert into feedback_counters (project_id, last) values ($1, $2) \
     on conflict (project_id) do update set last = feedback_counters.last + excluded.last returning last";

const INSERT_CONTACT: &str = "insert into feedback_contacts (feedback_id, email)";

const KNOWN: &str = "select id, project_id, body_hash from feedback where id in (";

/// Take the next `count` numbers of a project; the first of them.
pub async fn reserve_numbers(tx: &mut Tx, project_id: i64, count: i64) -> Result<i64, DbError> {
    let (last,): (i64,) = tx.fetch_one(RESERVE, args![project_id, count]).await?;
    Ok(last - count + 1)
}

/// Store entries with their numbers; the ids that were new.
pub async fn insert(tx: &mut Tx, entries: &[(&NewEntry, i64)]) -> Result<Vec<String>, DbError> {
    let mut new = Vec::with_capacity(entries.len());
    for chunk in chunks(entries) {
        let args = chunk.iter().flat_map(|(entry, number)| row(entry, *number)).collect();
        let ids: Vec<(String,)> = tx.fetch_all(values(INSERT, COLUMNS, chunk.len(), NEW_IDS), args).await?;
        new.extend(ids.into_iter().map(|(id,)| id));
    }
    tally(tx, &tally_of(entries, &new)).await?;
    Ok(new)
}

fn tally_of(entries: &[(&NewEntry, i64)], new: &[String]) -> Tally {
    let new: HashSet<&str> = new.iter().map(String::as_str).collect();
    let mut tally = Tally::default();
    for (entry, _) in entries.iter().filter(|(entry, _)| new.contains(entry.id.as_str())) {
        tally.add(entry.project_id, entry.status, entry.feedback_type, entry.created_at, 1);
    }
    tally
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
