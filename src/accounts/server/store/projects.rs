//! Rows of projects.

use crate::{
    accounts::model::settings::ListedProject,
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
    pub feedback_days: Option<i64>,
    pub identity_rotation: i64,
    pub gpc: String,
    pub analytics_days: i64,
    pub counts_form: bool,
}

pub async fn all(db: &Db) -> Result<Vec<ProjectRow>, DbError> {
    db.fetch_all(
        "select id, slug, name, time_zone, public_key, origins, archived_at, feedback_days, \
         identity_rotation, gpc, analytics_days, counts_form from projects order by id",
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

/// The row, which nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, id: i64, now: Millis) -> Result<Option<ProjectRow>, DbError> {
    tx.fetch_optional(
        "update projects set updated_at = $2 where id = $1 \
         returning id, slug, name, time_zone, public_key, origins, archived_at, feedback_days, \
         identity_rotation, gpc, analytics_days, counts_form",
        args![id, now],
    )
    .await
}

/// Write a locked row back.
pub async fn save(tx: &mut Tx, row: &ProjectRow) -> Result<(), DbError> {
    tx.execute(
        "update projects set name = $2, time_zone = $3, public_key = $4, origins = $5, archived_at = $6, \
         feedback_days = $7, identity_rotation = $8, gpc = $9, analytics_days = $10, counts_form = $11 where id = $1",
        args![
            row.id,
            &row.name,
            &row.time_zone,
            &row.public_key,
            &row.origins,
            row.archived_at,
            row.feedback_days,
            row.identity_rotation,
            &row.gpc,
            row.analytics_days,
            row.counts_form,
        ],
    )
    .await?;
    Ok(())
}

/// Every project with how many people have a role in it, oldest first.
pub async fn listed(db: &Db) -> Result<Vec<ListedProject>, DbError> {
    db.fetch_all(
        "select p.slug, p.name, p.time_zone, p.created_at, p.archived_at, \
         (select count(*) from memberships m where m.project_id = p.id) as members \
         from projects p order by p.id",
        args![],
    )
    .await
}
