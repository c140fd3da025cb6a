//! The tags of entries.

use crate::{
    args,
    server::db::{Db, DbError, Tx},
};
use std::collections::HashMap;

const OF: &str = "select feedback_id, tag from feedback_tags where feedback_id in (";
const OF_PROJECT: &str = "select distinct tag from feedback_tags where project_id = $1";
const ADD: &str = "insert into feedback_tags (project_id, feedback_id, tag) values ($1, $2, $3) \
     on conflict (feedback_id, tag) do nothing";
const REMOVE: &str = "delete from feedback_tags where feedback_id = $1 and tag = $2";

/// The tags of entries that are locked, each in the order of the alphabet.
pub async fn tags_of_locked(tx: &mut Tx, ids: &[&str]) -> Result<HashMap<String, Vec<String>>, DbError> {
    Ok(by_entry(tx.fetch_in(OF, ids, ")").await?))
}

/// The tags of many entries, each in the order of the alphabet.
pub async fn tags(db: &Db, ids: &[&str]) -> Result<HashMap<String, Vec<String>>, DbError> {
    Ok(by_entry(db.fetch_in(OF, ids, ")").await?))
}

fn by_entry(rows: Vec<(String, String)>) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for (id, tag) in rows {
        found.entry(id).or_default().push(tag);
    }
    found.values_mut().for_each(|tags| tags.sort_unstable());
    found
}

/// Every tag of a project, in the order of the alphabet.
pub async fn project_tags(db: &Db, project_id: i64) -> Result<Vec<String>, DbError> {
    Ok(sorted(db.fetch_all(OF_PROJECT, args![project_id]).await?))
}

/// Sorted here, since the databases know different alphabets.
fn sorted(rows: Vec<(String,)>) -> Vec<String> {
    let mut tags: Vec<String> = rows.into_iter().map(|(tag,)| tag).collect();
    tags.sort_unstable();
    tags
}

pub(super) async fn add(
    tx: &mut Tx,
    project_id: i64,
    feedback_id: &str,
    tags: &[String],
) -> Result<(), DbError> {
    for tag in tags {
        tx.execute(ADD, args![project_id, feedback_id, tag]).await?;
    }
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, feedback_id: &str, tags: &[String]) -> Result<(), DbError> {
    for tag in tags {
        tx.execute(REMOVE, args![feedback_id, tag]).await?;
    }
    Ok(())
}
