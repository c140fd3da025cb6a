//! Writing the full-text index. Every entry is in it from the transaction that
//! stores it to the one that deletes it.

use crate::{
    args,
    feedback::server::search::Document,
    server::db::{Bulk, DbError, Tx},
};

/// FTS5 takes tokens joined by blanks.
const INSERT_SQLITE: Bulk = ("insert into feedback_search (rowid, words)", 2, "");
/// PostgreSQL takes text for a tsvector only where it is told to.
const INSERT_POSTGRES: Bulk =
    ("insert into feedback_search (rowid, words) select v.column1, v.column2::tsvector from (", 2, ") v");
const DELETE: &str = "delete from feedback_search where rowid in (";
const UNLIST: &str = "delete from feedback_unindexed where feedback_id in (";
/// Those that another instance took meanwhile are not returned.
const TAKE: &str = "delete from feedback_unindexed where feedback_id in \
     (select feedback_id from feedback_unindexed order by feedback_id limit $1) returning feedback_id";
const TEXTS: &str = "select project_id, number, content from feedback where id in (";

/// The row of an entry: in the order of numbers, which is the order of time,
/// and each project's are together.
pub(super) fn row(project_id: i64, number: i64) -> i64 {
    project_id << 32 | number
}

/// Index new entries: project, number and text of each.
pub(super) async fn index(tx: &mut Tx, entries: &[(i64, i64, &str)]) -> Result<(), DbError> {
    let is_postgres = tx.is_postgres();
    let insert = if is_postgres { INSERT_POSTGRES } else { INSERT_SQLITE };
    let words = |(project_id, number, text): &(i64, i64, &str)| {
        args![row(*project_id, *number), Document::of(text).text(is_postgres)]
    };
    tx.execute_rows(insert, entries, words).await.map(drop)
}

/// Take entries out: their ids, and project and number of each.
pub(super) async fn forget(tx: &mut Tx, ids: &[&str], numbers: &[(i64, i64)]) -> Result<(), DbError> {
    // First, so that an instance that is indexing one of them is waited for.
    tx.execute_in(UNLIST, ids, ")").await?;
    let rows: Vec<i64> = numbers.iter().map(|(project, number)| row(*project, *number)).collect();
    tx.execute_in(DELETE, &rows, ")").await
}

/// Index at most `limit` entries that wait for it; how many there were.
pub async fn index_waiting(tx: &mut Tx, limit: i64) -> Result<usize, DbError> {
    let taken: Vec<(String,)> = tx.fetch_all(TAKE, args![limit]).await?;
    let ids: Vec<&str> = taken.iter().map(|(id,)| id.as_str()).collect();
    let texts: Vec<(i64, i64, String)> = tx.fetch_in(TEXTS, &ids, ")").await?;
    let texts: Vec<_> =
        texts.iter().map(|(project_id, number, text)| (*project_id, *number, text.as_str())).collect();
    index(tx, &texts).await?;
    Ok(taken.len())
}
