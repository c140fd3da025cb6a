//! Views of the inbox that people keep.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// A view as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct View {
    pub id: String,
    pub owner_id: String,
    pub name: String,
    /// JSON: pairs of name and value.
    pub filters: String,
    pub shared: bool,
}

const VIEWS: &str = "select id, owner_id, name, filters, shared from feedback_views \
     where project_id = $1 and (owner_id = $2 or shared) order by lower(name), id";
const VIEW: &str =
    "select id, owner_id, name, filters, shared from feedback_views where project_id = $1 and id = $2";
const COUNT: &str =
    "select cast(count(*) as bigint) from feedback_views where project_id = $1 and owner_id = $2";
const INSERT: &str = "insert into feedback_views \
     (id, project_id, owner_id, name, filters, shared, created_at, updated_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $7)";
const CHANGE: &str = "update feedback_views set name = $3, shared = $4, updated_at = $5 \
     where project_id = $1 and id = $2";
const DELETE: &str = "delete from feedback_views where project_id = $1 and id = $2";

/// What a person keeps in a project, and what others share there.
pub async fn views(db: &Db, project_id: i64, user_id: &str) -> Result<Vec<View>, DbError> {
    db.fetch_all(VIEWS, args![project_id, user_id]).await
}

pub async fn view(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<View>, DbError> {
    tx.fetch_optional(VIEW, args![project_id, id]).await
}

/// How many views a person keeps in a project.
pub async fn count_views(tx: &mut Tx, project_id: i64, owner_id: &str) -> Result<i64, DbError> {
    let (count,): (i64,) = tx.fetch_one(COUNT, args![project_id, owner_id]).await?;
    Ok(count)
}

/// # Errors
/// `Conflict` when its owner has one of this name.
pub async fn insert_view(tx: &mut Tx, project_id: i64, view: &View, at: Millis) -> Result<(), DbError> {
    let View { id, owner_id, name, filters, shared } = view;
    tx.execute(INSERT, args![id, project_id, owner_id, name, filters, *shared, at]).await.map(drop)
}

/// Store its name and whether it is shared.
///
/// # Errors
/// `Conflict` when its owner has another one of this name.
pub async fn change_view(tx: &mut Tx, project_id: i64, view: &View, at: Millis) -> Result<(), DbError> {
    tx.execute(CHANGE, args![project_id, &view.id, &view.name, view.shared, at]).await.map(drop)
}

pub async fn delete_view(tx: &mut Tx, project_id: i64, id: &str) -> Result<(), DbError> {
    tx.execute(DELETE, args![project_id, id]).await.map(drop)
}
