//! Rows of people and their roles.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Sql, Tx},
    },
};

/// A person about to be made.
pub struct UserRow<'a> {
    pub id: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    pub password_hash: Option<&'a str>,
    pub is_admin: bool,
}

pub async fn insert(tx: &mut Tx, row: &UserRow<'_>, now: Millis) -> Result<(), DbError> {
    tx.execute(
        "insert into users (id, email, name, password_hash, is_admin, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $6)",
        args![row.id, row.email, row.name, row.password_hash, row.is_admin, now],
    )
    .await?;
    Ok(())
}

/// The projects a person has a role in, with the role's word.
pub async fn roles(db: &Db, user_id: &str) -> Result<Vec<(i64, String)>, DbError> {
    db.fetch_all(
        "select project_id, role from memberships where user_id = $1 order by project_id",
        args![user_id],
    )
    .await
}

/// Give a person a role, or change it.
pub async fn set_role(
    tx: &mut Tx,
    project_id: i64,
    user_id: &str,
    role: &str,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(
        "insert into memberships (project_id, user_id, role, created_at) values ($1, $2, $3, $4) \
         on conflict (project_id, user_id) do update set role = excluded.role",
        args![project_id, user_id, role, now],
    )
    .await?;
    Ok(())
}

/// What is checked when somebody signs in.
#[derive(sqlx::FromRow)]
pub struct Credentials {
    pub id: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub disabled_at: Option<Millis>,
}

/// By address, in lower case.
pub async fn credentials(db: &Db, email: &str) -> Result<Option<Credentials>, DbError> {
    let sql = "select id, name, password_hash, disabled_at from users where email = $1";
    db.fetch_optional(sql, args![email]).await
}

pub async fn set_password(tx: &mut Tx, id: &str, hash: &str, now: Millis) -> Result<(), DbError> {
    let sql = "update users set password_hash = $2, updated_at = $3 where id = $1";
    tx.execute(sql, args![id, hash, now]).await?;
    Ok(())
}

pub async fn set_name(tx: &mut Tx, id: &str, name: &str, now: Millis) -> Result<(), DbError> {
    tx.execute("update users set name = $2, updated_at = $3 where id = $1", args![id, name, now]).await?;
    Ok(())
}

/// Who a person is, locked against a change by somebody else until `tx` ends.
#[derive(sqlx::FromRow)]
pub struct Standing {
    pub email: String,
    pub is_admin: bool,
    pub disabled_at: Option<Millis>,
}

/// SQLite's writer is alone anyway; PostgreSQL locks the row.
const STANDING: Sql = Sql::Pair {
    sqlite: "select email, is_admin, disabled_at from users where id = $1",
    postgres: "select email, is_admin, disabled_at from users where id = $1 for update",
};

pub async fn standing(tx: &mut Tx, id: &str) -> Result<Option<Standing>, DbError> {
    tx.fetch_optional(STANDING, args![id]).await
}

pub async fn set_standing(tx: &mut Tx, id: &str, to: &Standing, now: Millis) -> Result<(), DbError> {
    let sql = "update users set is_admin = $2, disabled_at = $3, updated_at = $4 where id = $1";
    tx.execute(sql, args![id, to.is_admin, to.disabled_at, now]).await?;
    Ok(())
}

/// Of two admins who take each other's rights at the same time one waits here for the other.
const LOCK_ADMINS: Sql = Sql::Pair {
    sqlite: "select id from users where is_admin order by id",
    postgres: "select id from users where is_admin order by id for update",
};

/// Wait until nobody else changes who is an admin.
pub async fn lock_admins(tx: &mut Tx) -> Result<(), DbError> {
    tx.fetch_all::<(String,)>(LOCK_ADMINS, args![]).await?;
    Ok(())
}

/// How many instance admins can sign in.
pub async fn admins(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "select cast(count(*) as bigint) from users where is_admin and disabled_at is null";
    let (count,): (i64,) = tx.fetch_one(sql, args![]).await?;
    Ok(count)
}

/// Whether there was ever an instance admin.
pub async fn any_admin(db: &Db) -> Result<bool, DbError> {
    let found: Option<(String,)> =
        db.fetch_optional("select id from users where is_admin limit 1", args![]).await?;
    Ok(found.is_some())
}

/// A person as instance admins see it.
#[derive(sqlx::FromRow)]
pub struct ListedRow {
    pub id: String,
    pub email: String,
    pub name: String,
    pub is_admin: bool,
    pub disabled_at: Option<Millis>,
    pub last_seen_at: Option<Millis>,
    pub projects: i64,
}

/// Id, name and address of people, whether or not they may sign in.
pub async fn named(db: &Db, ids: &[&str]) -> Result<Vec<(String, String, String)>, DbError> {
    db.fetch_in("select id, name, email from users where id in (", ids, ")").await
}

/// Everybody, by name.
pub async fn listed(db: &Db) -> Result<Vec<ListedRow>, DbError> {
    db.fetch_all(
        "select u.id, u.email, u.name, u.is_admin, u.disabled_at, u.last_seen_at, \
         (select cast(count(*) as bigint) from memberships m where m.user_id = u.id) as projects \
         from users u order by lower(u.name), u.email",
        args![],
    )
    .await
}

/// Note that the instance was set up; `Conflict` when it was before.
pub async fn claim_setup(tx: &mut Tx, now: Millis) -> Result<(), DbError> {
    let sql = "insert into instance_settings (name, value) values ('set_up_at', $1)";
    tx.execute(sql, args![now.to_string()]).await?;
    Ok(())
}
