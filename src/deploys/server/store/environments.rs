//! Environments.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{DbError, Tx},
    },
};

const INSERT: &str = "insert into environments (id, project_id, name, rank, aliases, created_at)
 values ($1, $2, $3, $4, $5, $6)";

/// A new place to run in.
pub struct NewRow<'a> {
    pub id: String,
    pub project_id: i64,
    pub name: &'a str,
    pub rank: i64,
    /// JSON list of names.
    pub aliases: String,
    pub created_at: Millis,
}

/// # Errors
/// `Conflict` when the project has an environment of that name.
pub async fn insert(tx: &mut Tx, row: NewRow<'_>) -> Result<(), DbError> {
    let NewRow { id, project_id, name, rank, aliases, created_at } = row;
    tx.execute(INSERT, args![id, project_id, name, rank, aliases, created_at]).await.map(drop)
}
