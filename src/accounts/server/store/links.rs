//! Rows of links that make an account or let its owner in.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// A link about to be made.
pub struct NewLink<'a> {
    pub id: &'a str,
    pub token_hash: &'a str,
    pub kind: &'a str,
    pub email: &'a str,
    pub project_id: Option<i64>,
    pub role: Option<&'a str>,
    pub is_admin: bool,
    pub made_by: &'a str,
    pub now: Millis,
    pub expires_at: Millis,
}

/// A link nobody has used yet.
#[derive(sqlx::FromRow)]
pub struct LinkRow {
    pub id: String,
    pub email: String,
    pub project_id: Option<i64>,
    pub role: Option<String>,
    pub is_admin: bool,
    pub made_by: String,
    pub created_at: Millis,
    pub expires_at: Millis,
}

pub async fn insert(tx: &mut Tx, link: &NewLink<'_>) -> Result<(), DbError> {
    tx.execute(
        "insert into account_links \
         (id, token_hash, kind, email, project_id, role, is_admin, made_by, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            link.id,
            link.token_hash,
            link.kind,
            link.email,
            link.project_id,
            link.role,
            link.is_admin,
            link.made_by,
            link.now,
            link.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The link of a secret, unless it was used or has expired.
pub async fn open(db: &Db, token_hash: &str, kind: &str, now: Millis) -> Result<Option<LinkRow>, DbError> {
    db.fetch_optional(
        "select id, email, project_id, role, is_admin, coalesce(made_by, '') as made_by, created_at, expires_at \
         from account_links where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3",
        args![token_hash, kind, now],
    )
    .await
}

/// Use a link up; whether it still could be. Two who hold it cannot both.
pub async fn use_up(tx: &mut Tx, id: &str, now: Millis) -> Result<bool, DbError> {
    let sql = "update account_links set used_at = $2 where id = $1 and used_at is null and expires_at > $2";
    Ok(tx.execute(sql, args![id, now]).await? > 0)
}

/// Use up every open link of this kind for an address: only the newest is good.
pub async fn supersede(tx: &mut Tx, kind: &str, email: &str, now: Millis) -> Result<(), DbError> {
    let sql = "update account_links set used_at = $3 where kind = $1 and email = $2 and used_at is null";
    tx.execute(sql, args![kind, email, now]).await?;
    Ok(())
}

/// Open invitations, newest first: into a project, or without one into the instance.
pub async fn invitations(db: &Db, project_id: Option<i64>, now: Millis) -> Result<Vec<LinkRow>, DbError> {
    db.fetch_all(
        "select id, email, project_id, role, is_admin, coalesce(made_by, '') as made_by, created_at, expires_at \
         from account_links where kind = 'invite' and used_at is null and expires_at > $2 \
         and (project_id = $1 or ($1 is null and project_id is null)) order by created_at desc, id",
        args![project_id, now],
    )
    .await
}

/// Withdraw an open invitation; the address it was for.
pub async fn withdraw(
    tx: &mut Tx,
    project_id: Option<i64>,
    id: &str,
    now: Millis,
) -> Result<Option<(String,)>, DbError> {
    tx.fetch_optional(
        "update account_links set used_at = $3 where id = $2 and kind = 'invite' and used_at is null \
         and (project_id = $1 or ($1 is null and project_id is null)) returning email",
        args![project_id, id, now],
    )
    .await
}

/// Forget links that ended before `before`.
pub async fn purge(tx: &mut Tx, before: Millis) -> Result<u64, DbError> {
    tx.execute("delete from account_links where expires_at < $1", args![before]).await
}
