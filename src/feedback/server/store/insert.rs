//! Storing many entries by few statements.

use super::{
    counts::{Tally, tally as store_tally},
    index::index,
};
use crate::{
    args,
    feedback::model::{FeedbackType, Status},
    server::{
        clock::Millis,
        db::{Args, Bulk, DbError, Tx},
    },
};

use std::collections::HashMap;

/// An entry on its way to disk, complete but for its number and the order it gets.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub id: String,
    pub project_id: i64,
    pub user_id: Option<String>,
    pub identity_verified: bool,
    pub feedback_type: FeedbackType,
    pub content: String,
    pub page: String,
    pub browser: String,
    pub os: String,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub email: Option<String>,
    /// 1 to 5.
    pub rating: Option<i64>,
    pub status: Status,
    pub spam_score: i64,
    pub body_hash: String,
    pub metadata: Option<String>,
    pub created_at: Millis,
    /// Page, browser and environment as filters name them.
    pub path: String,
    pub browser_family: String,
    pub environment_name: String,
}

/// An entry with its place in its project: whoever has the higher number is not older.
#[derive(Debug, Clone, Copy)]
pub struct Numbered<'a> {
    pub entry: &'a NewEntry,
    pub number: i64,
    pub created_at: Millis,
}

/// Only a known id makes an entry a repeat; any other conflict is an error.
/// Nothing is returned: on SQLite every row is handed from thread to thread,
/// which takes longer than storing it.
const INSERT: Bulk = (
    "insert into feedback (id, project_id, number, user_id, feedback_type, content, page, \
     browser, os, release, environment, status, spam_score, body_hash, metadata, created_at, updated_at, rating, \
     identity_verified, path, browser_family, environment_name)",
    22,
    "on conflict (id) do nothing",
);

const RESERVE: &str = "insert into feedback_counters (project_id, last, last_at) values ($1, $2, $3) \
     on conflict (project_id) do update set last = feedback_counters.last + excluded.last, \
     floor_at = feedback_counters.last_at, \
     last_at = case when excluded.last_at > feedback_counters.last_at then excluded.last_at \
     else feedback_counters.last_at end returning last, floor_at";

const CONTACT: Bulk = ("insert into feedback_contacts (feedback_id, email)", 2, "");

const KNOWN: &str = "select id, project_id, number, body_hash from feedback where id in (";

/// Take the next `count` numbers of a project, for entries of which the last is
/// of `last_at`; the first number, and the time no entry may be before.
pub async fn reserve_numbers(
    tx: &mut Tx,
    project_id: i64,
    count: i64,
    last_at: Millis,
) -> Result<(i64, Millis), DbError> {
    let (last, floor): (i64, i64) = tx.fetch_one(RESERVE, args![project_id, count, last_at]).await?;
    Ok((last - count + 1, floor))
}

/// Store entries with their numbers, and index them; those that were new.
pub async fn insert<'a>(tx: &mut Tx, entries: &[Numbered<'a>]) -> Result<Vec<&'a NewEntry>, DbError> {
    let stored = tx.execute_rows(INSERT, entries, row).await?;
    let new = match stored == entries.len() as u64 {
        true => entries.to_vec(),
        false => stored_now(tx, entries).await?,
    };
    let mut tally = Tally::default();
    for Numbered { entry, created_at, .. } in &new {
        tally.add(entry.project_id, entry.status, entry.feedback_type, *created_at, 1);
    }
    store_tally(tx, &tally).await?;
    let texts: Vec<_> =
        new.iter().map(|new| (new.entry.project_id, new.number, new.entry.content.as_str())).collect();
    index(tx, &texts).await?;
    Ok(new.into_iter().map(|new| new.entry).collect())
}

/// Those that were not there before: they have the number they were given.
async fn stored_now<'a>(tx: &mut Tx, entries: &[Numbered<'a>]) -> Result<Vec<Numbered<'a>>, DbError> {
    let ids: Vec<&str> = entries.iter().map(|new| new.entry.id.as_str()).collect();
    let known = known(tx, &ids).await?;
    let numbers: HashMap<&str, (i64, i64)> =
        known.iter().map(|row| (row.id.as_str(), (row.project_id, row.number))).collect();
    let is_new =
        |new: &&Numbered<'a>| numbers.get(new.entry.id.as_str()) == Some(&(new.entry.project_id, new.number));
    Ok(entries.iter().filter(is_new).copied().collect())
}

/// Store the addresses of new entries.
pub async fn insert_contacts(tx: &mut Tx, contacts: &[(&str, &str)]) -> Result<(), DbError> {
    tx.execute_rows(CONTACT, contacts, |(id, email)| args![*id, *email]).await.map(drop)
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
    tx.fetch_in(KNOWN, ids, ")").await
}

fn row(Numbered { entry, number, created_at }: &Numbered<'_>) -> Args {
    args![
        &entry.id,
        entry.project_id,
        *number,
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
        *created_at,
        *created_at,
        entry.rating,
        entry.identity_verified,
        &entry.path,
        &entry.browser_family,
        &entry.environment_name,
    ]
}
