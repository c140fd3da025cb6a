//! The SQL of what was not counted.

use crate::{
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

/// One thing that was not counted.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    pub id: String,
    pub project_id: i64,
    pub at: Millis,
    pub reason: String,
    pub path: String,
    pub browser: String,
}

const ADD: &str = "insert into dropped (project_id, hour, reason, count) values ($1, $2, $3, $4)
 on conflict (project_id, hour, reason) do update set count = dropped.count + excluded.count";

pub async fn add(
    tx: &mut Tx,
    (project_id, hour, reason): (i64, i64, &str),
    count: i64,
) -> Result<(), DbError> {
    tx.execute(ADD, args![project_id, hour, reason, count]).await.map(drop)
}

const SAMPLE: &str =
    "insert into dropped_samples (id, project_id, at, reason, path, browser) values ($1, $2, $3, $4, $5, $6)";
const TRIM: &str = "delete from dropped_samples where project_id = $1 and id not in
 (select id from dropped_samples where project_id = $1 order by at desc, id desc limit $2)";

/// Adds samples of a project and keeps the newest `most`.
pub async fn sample(tx: &mut Tx, project_id: i64, samples: &[Kept], most: i64) -> Result<(), DbError> {
    for sample in samples {
        let Kept { id, project_id, at, reason, path, browser } = sample;
        tx.execute(SAMPLE, args![id, *project_id, *at, reason, path, browser]).await?;
    }
    tx.execute(TRIM, args![project_id, most]).await.map(drop)
}

const BY_HOUR: &str = "select reason, hour, count from dropped where project_id = $1 and hour >= $2";

/// How many things were not counted in each hour since one, by reason, in no order.
pub async fn by_hour(db: &Db, project_id: i64, hour: i64) -> Result<Vec<(String, i64, i64)>, DbError> {
    db.fetch_all(BY_HOUR, args![project_id, hour]).await
}

const SAMPLES: &str = "select id, project_id, at, reason, path, browser from dropped_samples
 where project_id = $1 order by at desc, id desc";

/// The newest things that were not counted.
pub async fn samples(db: &Db, project_id: i64) -> Result<Vec<Kept>, DbError> {
    db.fetch_all(SAMPLES, args![project_id]).await
}

/// Forgets how many there were before an hour.
pub async fn forget(tx: &mut Tx, project_id: i64, hour: i64) -> Result<(), DbError> {
    tx.execute("delete from dropped where project_id = $1 and hour < $2", args![project_id, hour])
        .await
        .map(drop)
}
