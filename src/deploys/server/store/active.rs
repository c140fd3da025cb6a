//! What runs where, and what charts mark.

use super::row::{Row, kind, read, status};
use crate::{
    args,
    deploys::model::{Deployment, Marker, Status},
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// One index lookup per environment and package instead of a scan of the history.
macro_rules! newest_where {
    ($condition:literal) => {
        concat!(
            "select d.* from environments e
             cross join (select distinct package from releases where project_id = $1) k
             join deployments d on d.id = (
               select x.id from deployments x
               where x.project_id = e.project_id and x.environment_id = e.id and x.package = k.package",
            $condition,
            " order by x.at desc, x.id desc limit 1)
             where e.project_id = $1"
        )
    };
}

const ACTIVE: &str = read!(newest_where!(" and x.status = 'succeeded'"));

/// What runs: the newest succeeded deployment per environment and package.
pub async fn active(db: &Db, project_id: i64) -> Result<Vec<Deployment>, DbError> {
    let rows: Vec<Row> = db.fetch_all(ACTIVE, args![project_id]).await?;
    Ok(rows.into_iter().map(Deployment::from).collect())
}

const TRIED_LAST: &str = read!(newest_where!(""));

/// What was tried last, whatever came of it, per environment and package.
pub async fn tried_last(db: &Db, project_id: i64) -> Result<Vec<Deployment>, DbError> {
    let rows: Vec<Row> = db.fetch_all(TRIED_LAST, args![project_id]).await?;
    Ok(rows.into_iter().map(Deployment::from).collect())
}

const REPLACED: &str = "select x.id from deployments x
 join deployments d on d.project_id = x.project_id and d.environment_id = x.environment_id
   and d.package = x.package
 where d.project_id = $1 and d.id = $2 and x.status = 'succeeded' and (x.at, x.id) < (d.at, d.id)
 order by x.at desc, x.id desc limit 1";

/// The deployment that was active where `id` went when it went there.
pub async fn replaced_by(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx.fetch_optional(REPLACED, args![project_id, id]).await?;
    Ok(row.map(|(id,)| id))
}

#[derive(sqlx::FromRow)]
struct MarkerRow {
    id: String,
    at: i64,
    release_name: String,
    environment: String,
    status: String,
    kind: String,
    deployed_by: String,
    started_at: Option<i64>,
}

/// Pending ones have not happened and cancelled ones never will.
const MARKERS: &str = "select d.id, d.at, r.name as release_name, e.name as environment, d.status, d.kind,
   d.deployed_by, d.started_at
 from deployments d
 join environments e on e.id = d.environment_id
 join releases r on r.id = d.release_id
 where d.project_id = $1 and ($2 is null or e.name = $2) and d.at >= $3 and d.at < $4
   and d.status not in ('pending', 'cancelled')
 order by d.at desc, d.id desc limit $5";

/// Deployments of a span of time, newest first, at most `limit`.
pub async fn markers(
    db: &Db,
    project_id: i64,
    environment: Option<&str>,
    (from, to): (Millis, Millis),
    limit: i64,
) -> Result<Vec<Marker>, DbError> {
    let rows: Vec<MarkerRow> = db.fetch_all(MARKERS, args![project_id, environment, from, to, limit]).await?;
    let marker = |row: MarkerRow| Marker {
        id: row.id,
        at: row.at,
        release: row.release_name,
        environment: row.environment,
        status: status(&row.status),
        kind: kind(&row.kind),
        deployed_by: row.deployed_by,
        started_at: row.started_at,
    };
    Ok(rows.into_iter().map(marker).collect())
}

const COUNT: &str = "select cast(count(*) as bigint) from deployments
 where project_id = $1 and status = $2 and at >= $3 and at < $4";

/// How many deployments of a span of time ended like this.
pub async fn count(
    db: &Db,
    project_id: i64,
    status: Status,
    (from, to): (Millis, Millis),
) -> Result<i64, DbError> {
    let (count,): (i64,) = db.fetch_one(COUNT, args![project_id, status.as_str(), from, to]).await?;
    Ok(count)
}
