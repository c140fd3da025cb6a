//! Rows of sessions.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// A session about to begin.
pub struct NewSession<'a> {
    pub id: &'a str,
    pub token_hash: &'a str,
    pub user_id: &'a str,
    pub agent: &'a str,
    pub now: Millis,
    pub expires_at: Millis,
}

/// A live session and whose it is.
#[derive(sqlx::FromRow)]
pub struct Live {
    pub id: String,
    pub last_seen_at: Millis,
    pub user_id: String,
    pub email: String,
    pub name: String,
    pub is_admin: bool,
}

pub async fn insert(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), DbError> {
    tx.execute(
        "insert into sessions (id, token_hash, user_id, agent, created_at, last_seen_at, expires_at) \
         values ($1, $2, $3, $4, $5, $5, $6)",
        args![
            session.id,
            session.token_hash,
            session.user_id,
            session.agent,
            session.now,
            session.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The session of a cookie, unless it has ended or its person is disabled.
/// A session seen before `idle_since` has ended.
pub async fn live(
    db: &Db,
    token_hash: &str,
    now: Millis,
    idle_since: Millis,
) -> Result<Option<Live>, DbError> {
    db.fetch_optional(
        "select s.id, s.last_seen_at, u.id as user_id, u.email, u.name, u.is_admin \
         from sessions s join users u on u.id = s.user_id \
         where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.disabled_at is null",
        args![token_hash, now, idle_since],
    )
    .await
}

pub async fn touch(tx: &mut Tx, id: &str, now: Millis) -> Result<(), DbError> {
    tx.execute("update sessions set last_seen_at = $2 where id = $1", args![id, now]).await?;
    Ok(())
}
