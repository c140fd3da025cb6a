//! Answers to requests that carried an `Idempotency-Key`.

use crate::{
    args,
    server::{
        clock::{DAY, Millis},
        db::{DbError, Tx},
    },
};

const FORGET: &str = "delete from idempotency_keys where created_at < $1";
const CLAIM: &str = "insert into idempotency_keys (project_id, key, request_hash, response, created_at)
 values ($1, $2, $3, '', $4) on conflict do nothing";
const ANSWER: &str = "select request_hash, response from idempotency_keys where project_id = $1 and key = $2";
const KEEP: &str = "update idempotency_keys set response = $3 where project_id = $1 and key = $2";

/// What came of claiming a key.
pub enum Claim {
    /// It is new: [`keep`] the answer before the transaction commits.
    Fresh,
    /// The request came before; its answer.
    Repeat(String),
    /// The key came before with another request.
    Reused,
}

/// Claim `key` for a day. A concurrent claim of the same key waits for this
/// transaction, on both databases, because of the primary key.
pub async fn claim(
    tx: &mut Tx,
    project_id: i64,
    key: &str,
    request_hash: &str,
    now: Millis,
) -> Result<Claim, DbError> {
    tx.execute(FORGET, args![now - DAY]).await?;
    if tx.execute(CLAIM, args![project_id, key, request_hash, now]).await? == 1 {
        return Ok(Claim::Fresh);
    }
    let (hash, response): (String, String) = tx.fetch_one(ANSWER, args![project_id, key]).await?;
    Ok(if hash == request_hash { Claim::Repeat(response) } else { Claim::Reused })
}

pub async fn keep(tx: &mut Tx, project_id: i64, key: &str, response: &str) -> Result<(), DbError> {
    tx.execute(KEEP, args![project_id, key, response]).await.map(drop)
}
