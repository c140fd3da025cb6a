//! Rows of people and their roles.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
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
