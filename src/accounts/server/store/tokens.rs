//! Rows of API tokens.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// A token about to be made.
pub struct TokenRow<'a> {
    pub id: &'a str,
    pub project_id: Option<i64>,
    pub name: &'a str,
    pub token_hash: &'a str,
    /// A JSON list.
    pub scopes: &'a str,
    pub created_by: &'a str,
    pub expires_at: Option<Millis>,
}

/// A valid token.
#[derive(sqlx::FromRow)]
pub struct Valid {
    pub id: String,
    pub project_id: Option<i64>,
    pub name: String,
    pub scopes: String,
    pub last_used_at: Option<Millis>,
}

pub async fn insert(tx: &mut Tx, row: &TokenRow<'_>, now: Millis) -> Result<(), DbError> {
    tx.execute(
        "insert into api_tokens (id, project_id, name, token_hash, scopes, created_by, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            row.id,
            row.project_id,
            row.name,
            row.token_hash,
            row.scopes,
            row.created_by,
            now,
            row.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The token with this hash, unless it is revoked or expired.
pub async fn valid(db: &Db, token_hash: &str, now: Millis) -> Result<Option<Valid>, DbError> {
    db.fetch_optional(
        "select id, project_id, name, scopes, last_used_at from api_tokens \
         where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)",
        args![token_hash, now],
    )
    .await
}

pub async fn touch(tx: &mut Tx, id: &str, now: Millis) -> Result<(), DbError> {
    tx.execute("update api_tokens set last_used_at = $2 where id = $1", args![id, now]).await?;
    Ok(())
}

/// A token as its project's list shows it.
#[derive(sqlx::FromRow)]
pub struct Listed {
    pub id: String,
    pub name: String,
    /// A JSON list.
    pub scopes: String,
    pub created_by: String,
    pub created_at: Millis,
    pub expires_at: Option<Millis>,
    pub last_used_at: Option<Millis>,
}

/// The tokens of a project that are not revoked, newest first.
pub async fn listed(db: &Db, project_id: i64) -> Result<Vec<Listed>, DbError> {
    db.fetch_all(
        "select id, name, scopes, created_by, created_at, expires_at, last_used_at from api_tokens \
         where project_id = $1 and revoked_at is null order by created_at desc, id desc",
        args![project_id],
    )
    .await
}

/// End a token of a project; its name, or nothing when there is none to end.
pub async fn revoke(tx: &mut Tx, project_id: i64, id: &str, now: Millis) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx
        .fetch_optional(
            "update api_tokens set revoked_at = $3 \
             where project_id = $1 and id = $2 and revoked_at is null returning name",
            args![project_id, id, now],
        )
        .await?;
    Ok(row.map(|(name,)| name))
}
