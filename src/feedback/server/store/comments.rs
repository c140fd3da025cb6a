//! What is said about entries.

use crate::{
    args,
    feedback::model::CommentKind,
    server::{
        clock::Millis,
        ctx::By,
        db::{Db, DbError, Tx},
    },
};
use std::collections::HashSet;

/// A comment on its way to disk.
pub struct NewComment<'a> {
    pub id: &'a str,
    pub feedback_id: &'a str,
    pub kind: CommentKind,
    pub content: &'a str,
    pub at: Millis,
    pub by: &'a By,
}

/// A comment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: String,
    pub feedback_id: String,
    pub kind: CommentKind,
    pub content: String,
    pub at: Millis,
    pub actor: String,
    pub actor_id: Option<String>,
}

const INSERT: &str = "insert into feedback_comments (id, feedback_id, kind, content, at, actor, actor_id) \
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing";
const ONE: &str =
    "select id, feedback_id, kind, content, at, actor, actor_id from feedback_comments where id = $1";
const OF_ENTRY: &str = "select c.id, c.feedback_id, c.kind, c.content, c.at, c.actor, c.actor_id \
     from feedback_comments c join feedback f on f.id = c.feedback_id \
     where f.project_id = $1 and c.feedback_id = $2 order by c.at, c.id";

const REPLIES: &str = "select count(*) from feedback_comments where feedback_id = $1 and kind = 'reply'";
/// Replies after which the team neither said nor changed anything.
const UNHEARD: &str = "select c.feedback_id from feedback_comments c where c.kind = 'reply' \
     and not exists (select 1 from feedback_comments a where a.feedback_id = c.feedback_id \
     and a.kind <> 'reply' and a.at >= c.at) \
     and not exists (select 1 from feedback_triage t where t.feedback_id = c.feedback_id and t.at >= c.at) \
     and c.feedback_id in (";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    feedback_id: String,
    kind: String,
    content: String,
    at: i64,
    actor: String,
    actor_id: Option<String>,
}

impl From<Row> for Comment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            feedback_id: row.feedback_id,
            // What a newer version wrote is at least shown to nobody outside.
            kind: CommentKind::parse(&row.kind).unwrap_or(CommentKind::Internal),
            content: row.content,
            at: row.at,
            actor: row.actor,
            actor_id: row.actor_id,
        }
    }
}

/// Store a comment; false when its id is taken.
pub async fn insert_comment(tx: &mut Tx, new: NewComment<'_>) -> Result<bool, DbError> {
    let NewComment { id, feedback_id, kind, content, at, by } = new;
    let args = args![id, feedback_id, kind.as_str(), content, at, &by.name, by.id.as_deref()];
    Ok(tx.execute(INSERT, args).await? > 0)
}

/// The comment of an id, whatever its entry.
pub async fn comment(tx: &mut Tx, id: &str) -> Result<Option<Comment>, DbError> {
    let row: Option<Row> = tx.fetch_optional(ONE, args![id]).await?;
    Ok(row.map(Comment::from))
}

/// How often the reporter replied.
pub async fn replies(tx: &mut Tx, feedback_id: &str) -> Result<i64, DbError> {
    let (replies,): (i64,) = tx.fetch_one(REPLIES, args![feedback_id]).await?;
    Ok(replies)
}

/// Those of the entries whose reporter said something nobody did anything about yet.
pub async fn unheard(db: &Db, ids: &[&str]) -> Result<HashSet<String>, DbError> {
    let rows: Vec<(String,)> = db.fetch_in(UNHEARD, ids, ")").await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What was said about an entry, oldest first.
pub async fn comments(db: &Db, project_id: i64, feedback_id: &str) -> Result<Vec<Comment>, DbError> {
    let rows: Vec<Row> = db.fetch_all(OF_ENTRY, args![project_id, feedback_id]).await?;
    Ok(rows.into_iter().map(Comment::from).collect())
}
