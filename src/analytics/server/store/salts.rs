//! The SQL of salts.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{DbError, Tx},
    },
};

const INSERT: &str =
    "insert into salts (project_id, day, salt, destroy_at) values ($1, $2, $3, $4) on conflict do nothing";
const GET: &str = "select salt from salts where project_id = $1 and day = $2";

/// The salt of a day, which is `made` if it had none.
pub async fn get_or_insert(
    tx: &mut Tx,
    project_id: i64,
    day: i64,
    made: &[u8],
    destroy_at: Millis,
) -> Result<Vec<u8>, DbError> {
    tx.execute(INSERT, args![project_id, day, made, destroy_at]).await?;
    let (salt,): (Vec<u8>,) = tx.fetch_one(GET, args![project_id, day]).await?;
    Ok(salt)
}

/// Delete what was to be destroyed until `now`; how many.
pub async fn destroy(tx: &mut Tx, now: Millis) -> Result<u64, DbError> {
    tx.execute("delete from salts where destroy_at <= $1", args![now]).await
}
