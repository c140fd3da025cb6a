//! Rows of projects.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

#[derive(sqlx::FromRow)]
pub struct ProjectRow {
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub time_zone: String,
    pub public_key: String,
    pub origins: String,
    pub archived_at: Option<Millis>,
}

pub async fn all(db: &Db) -> Result<Vec<ProjectRow>, DbError> {
    db.fetch_all(
        "select id, slug, name, time_zone, public_key, origins, archived_at from projects order by id",
        args![],
    )
    .await
}

/// The number of a project about to be made.
pub async fn next_id(tx: &mut Tx) -> Result<i64, DbError> {
    let (id,): (i64,) = tx.fetch_one("select coalesce(max(id), 0) + 1 from projects", args![]).await?;
    Ok(id)
}

pub async fn insert(tx: &mut Tx, row: &ProjectRow, now: Millis) -> Result<(), DbError> {
    tx.execute(
        "insert into projects (id, slug, name, time_zone, public_key, origins, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        args![row.id, &row.slug, &row.name, &row.time_zone, &row.public_key, &row.origins, now],
    )
    .await?;
    Ok(())
}
