//! Reading entries.

use super::{
    kind, search,
    selection::{Listing, Selection, fits, led, select},
    status,
};
use crate::{
    args,
    feedback::model::{Brief, Entry, Other, Person},
    server::{
        clock::Millis,
        db::{Args, Db, DbError},
    },
};
use std::collections::HashMap;

/// A place in a list: the entry before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub created_at: Millis,
    pub id: String,
}

impl From<&Entry> for Position {
    fn from(entry: &Entry) -> Self {
        Self { created_at: entry.created_at, id: entry.id.clone() }
    }
}

impl From<&Brief> for Position {
    fn from(brief: &Brief) -> Self {
        Self { created_at: brief.created_at, id: brief.id.clone() }
    }
}

/// Newest first, after the place `$14`, `$15`.
macro_rules! page {
    ($lead:literal, $sign:literal, $columns:literal) => {
        select!(
            $lead,
            $columns,
            "and ($14 is null or f.created_at < $14 or (f.created_at = $14 and f.id < $15)) \
             order by ",
            $sign,
            "f.created_at desc, f.id desc limit $16"
        )
    };
}

/// Before the place `$14`, `$15`, the nearest first.
macro_rules! newer {
    ($lead:literal, $sign:literal, $columns:literal) => {
        select!(
            $lead,
            $columns,
            "and (f.created_at > $14 or (f.created_at = $14 and f.id > $15)) \
             order by ",
            $sign,
            "f.created_at, f.id limit $16"
        )
    };
}

/// The columns of a [`Brief`].
macro_rules! briefs {
    ($lead:literal, $sign:literal, $page:ident) => {
        $page!(
            $lead,
            $sign,
            "f.id, f.number, f.feedback_type, f.status, substr(f.content, 1, 200) as excerpt, f.page, \
             f.browser, f.os, f.user_id, f.identity_verified, f.assignee_id, f.created_at from feedback f"
        )
    };
}

/// The columns of an [`Entry`].
macro_rules! entries {
    ($lead:literal, $sign:literal, $page:ident) => {
        $page!(
            $lead,
            $sign,
            "f.id, f.number, f.user_id, f.identity_verified, f.feedback_type, f.content, f.page, f.browser, f.os, \
             f.release, f.environment, c.email, f.rating, f.status, f.canonical_id, o.number as canonical_number, \
             f.assignee_id, f.metadata, f.created_at from feedback f \
             left join feedback_contacts c on c.feedback_id = f.id left join feedback o on o.id = f.canonical_id"
        )
    };
}

macro_rules! those {
    ($which:literal, $sign:literal, $columns:literal) => {
        concat!("select ", $columns, " where ", $which)
    };
}

const BRIEFS: Listing = Listing { all: briefs!("", "", page), led: led!(briefs, page) };
const NEWER: Listing = Listing { all: briefs!("", "", newer), led: led!(briefs, newer) };
const BRIEFS_NAMED: &str = briefs!("f.id in (", "", those);
const ENTRIES: Listing = Listing { all: entries!("", "", page), led: led!(entries, page) };
const ENTRIES_NAMED: &str = entries!("f.id in (", "", those);
const ONE: &str = entries!("f.project_id = $1 and f.id = $2", "", those);

#[derive(sqlx::FromRow)]
struct BriefRow {
    id: String,
    number: i64,
    feedback_type: String,
    status: String,
    excerpt: String,
    page: String,
    browser: String,
    os: String,
    user_id: Option<String>,
    identity_verified: bool,
    assignee_id: Option<String>,
    created_at: i64,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: String,
    number: i64,
    user_id: Option<String>,
    identity_verified: bool,
    feedback_type: String,
    content: String,
    page: String,
    browser: String,
    os: String,
    release: Option<String>,
    environment: Option<String>,
    email: Option<String>,
    rating: Option<i64>,
    status: String,
    canonical_id: Option<String>,
    canonical_number: Option<i64>,
    assignee_id: Option<String>,
    metadata: Option<String>,
    created_at: i64,
}

/// The beginnings of at most `limit` entries, newest first.
pub async fn list(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Brief>, DbError> {
    if let Some(query) = &selection.text {
        let ids = search::older(db, project_id, selection, query, after, limit).await?;
        return briefs_named(db, &ids).await;
    }
    let rows: Vec<BriefRow> =
        BRIEFS.page(db, selection, page_args(project_id, selection, after, limit)).await?;
    Ok(rows.into_iter().map(Brief::from).collect())
}

/// The beginnings of the `limit` entries that came next after `before`,
/// oldest first.
pub async fn list_newer(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    before: &Position,
    limit: i64,
) -> Result<Vec<Brief>, DbError> {
    if let Some(query) = &selection.text {
        let ids = search::newer(db, project_id, selection, query, before, limit).await?;
        return briefs_named(db, &ids).await;
    }
    let mut args = selection.args(project_id);
    args[1] = selection.from.max(before.created_at).into();
    args.extend(args![before.created_at, &before.id, limit]);
    let rows: Vec<BriefRow> = NEWER.page(db, selection, args).await?;
    Ok(rows.into_iter().map(Brief::from).collect())
}

/// At most `limit` complete entries, newest first.
pub async fn list_full(
    db: &Db,
    project_id: i64,
    selection: &Selection,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    if let Some(query) = &selection.text {
        let ids = search::older(db, project_id, selection, query, after, limit).await?;
        let rows: Vec<EntryRow> = db.fetch_in(ENTRIES_NAMED, &ids, ")").await?;
        return Ok(in_order(rows.into_iter().map(Entry::from).collect(), &ids, |entry| &entry.id));
    }
    let rows: Vec<EntryRow> =
        ENTRIES.page(db, selection, page_args(project_id, selection, after, limit)).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

pub async fn by_id(db: &Db, project_id: i64, id: &str) -> Result<Option<Entry>, DbError> {
    let row: Option<EntryRow> = db.fetch_optional(ONE, args![project_id, id]).await?;
    Ok(row.map(Entry::from))
}

/// The beginnings of entries, in the order of their ids here.
pub async fn briefs_named(db: &Db, ids: &[String]) -> Result<Vec<Brief>, DbError> {
    let rows: Vec<BriefRow> = db.fetch_in(BRIEFS_NAMED, ids, ")").await?;
    Ok(in_order(rows.into_iter().map(Brief::from).collect(), ids, |brief| &brief.id))
}

fn in_order<T>(mut rows: Vec<T>, ids: &[String], id: impl Fn(&T) -> &String) -> Vec<T> {
    let places: HashMap<&String, usize> = ids.iter().zip(0..).collect();
    rows.sort_by_key(|row| places.get(id(row)).copied());
    rows
}

fn page_args(project_id: i64, selection: &Selection, after: Option<&Position>, limit: i64) -> Args {
    let mut args = selection.args(project_id);
    if let Some(after) = after {
        // Lets the index start at the place instead of running up to it.
        args[2] = selection.to.min(after.created_at).into();
    }
    args.extend(args![after.map(|after| after.created_at), after.map(|after| after.id.as_str()), limit]);
    args
}

/// The first line with something on it.
fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

impl From<BriefRow> for Brief {
    fn from(row: BriefRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            feedback_type: kind(&row.feedback_type),
            status: status(&row.status),
            excerpt: first_line(&row.excerpt).to_owned(),
            page: row.page,
            browser: row.browser,
            os: row.os,
            verified_user: row.user_id.filter(|_| row.identity_verified),
            assignee: row.assignee_id.map(|id| Person { id, name: String::new() }),
            // In tables of their own; see `super::tags` and `super::comments`.
            tags: Vec::new(),
            replied: false,
            created_at: row.created_at,
        }
    }
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            user_id: row.user_id,
            identity_verified: row.identity_verified,
            feedback_type: kind(&row.feedback_type),
            content: row.content,
            page: row.page,
            browser: row.browser,
            os: row.os,
            release: row.release,
            environment: row.environment,
            email: row.email,
            rating: row.rating,
            status: status(&row.status),
            duplicate_of: row.canonical_id.zip(row.canonical_number).map(|(id, number)| Other { id, number }),
            assignee_id: row.assignee_id,
            // In a table of their own; see `super::tags`.
            tags: Vec::new(),
            metadata: row.metadata,
            created_at: row.created_at,
        }
    }
}
