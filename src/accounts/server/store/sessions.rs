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

/// Note a request of a session, and of its person.
pub async fn touch(tx: &mut Tx, id: &str, user_id: &str, now: Millis) -> Result<(), DbError> {
    tx.execute("update sessions set last_seen_at = $2 where id = $1", args![id, now]).await?;
    tx.execute("update users set last_seen_at = $2 where id = $1", args![user_id, now]).await?;
    Ok(())
}

/// A session in its owner's list.
#[derive(sqlx::FromRow)]
pub struct OwnRow {
    pub id: String,
    pub agent: String,
    pub created_at: Millis,
    pub last_seen_at: Millis,
}

/// The live sessions of a person, the one used last first.
pub async fn of_user(
    db: &Db,
    user_id: &str,
    now: Millis,
    idle_since: Millis,
) -> Result<Vec<OwnRow>, DbError> {
    db.fetch_all(
        "select id, agent, created_at, last_seen_at from sessions \
         where user_id = $1 and expires_at > $2 and last_seen_at > $3 order by last_seen_at desc, id",
        args![user_id, now, idle_since],
    )
    .await
}

/// End one session of a person; whether there was one.
pub async fn end(tx: &mut Tx, user_id: &str, id: &str) -> Result<bool, DbError> {
    let sql = "delete from sessions where user_id = $1 and id = $2";
    Ok(tx.execute(sql, args![user_id, id]).await? > 0)
}

/// End all sessions of a person but one (none is spared by an empty `spared`).
pub async fn end_all(tx: &mut Tx, user_id: &str, spared: &str) -> Result<u64, DbError> {
    tx.execute("delete from sessions where user_id = $1 and id <> $2", args![user_id, spared]).await
}

/// Forget sessions that have ended by themselves.
pub async fn purge(tx: &mut Tx, now: Millis, idle_since: Millis) -> Result<u64, DbError> {
    let sql = "delete from sessions where expires_at <= $1 or last_seen_at <= $2";
    tx.execute(sql, args![now, idle_since]).await
}
