//! Rows of roles in projects.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// Somebody with a role in a project.
#[derive(sqlx::FromRow)]
pub struct MemberRow {
    pub user_id: String,
    pub email: String,
    pub name: String,
    pub role: String,
    pub is_admin: bool,
    pub since: Millis,
}

/// The people of a project who are not disabled, by name.
pub async fn listed(db: &Db, project_id: i64) -> Result<Vec<MemberRow>, DbError> {
    db.fetch_all(
        "select u.id as user_id, u.email, u.name, m.role, u.is_admin, m.created_at as since \
         from memberships m join users u on u.id = m.user_id \
         where m.project_id = $1 and u.disabled_at is null order by lower(u.name), u.email",
        args![project_id],
    )
    .await
}

/// Everybody who is not disabled and has one of the roles that triage, admins included, by name:
/// id, name and address.
pub async fn triagers(db: &Db, project_id: i64) -> Result<Vec<(String, String, String)>, DbError> {
    db.fetch_all(
        "select u.id, u.name, u.email from users u \
         left join memberships m on m.user_id = u.id and m.project_id = $1 \
         where u.disabled_at is null and (u.is_admin or m.role in ('member', 'maintainer')) \
         order by lower(u.name), u.email",
        args![project_id],
    )
    .await
}

/// The address of a person and the role in a project, if there is one.
pub async fn role(
    tx: &mut Tx,
    project_id: i64,
    user_id: &str,
) -> Result<Option<(String, Option<String>)>, DbError> {
    tx.fetch_optional(
        "select u.email, m.role from users u \
         left join memberships m on m.user_id = u.id and m.project_id = $1 where u.id = $2",
        args![project_id, user_id],
    )
    .await
}

/// Take a role away; whether there was one.
pub async fn remove(tx: &mut Tx, project_id: i64, user_id: &str) -> Result<bool, DbError> {
    let sql = "delete from memberships where project_id = $1 and user_id = $2";
    Ok(tx.execute(sql, args![project_id, user_id]).await? > 0)
}
