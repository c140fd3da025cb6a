//! The SQL of goals.

use crate::{
    analytics::model::goal::SetGoal,
    args,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

const LIST: &str = "select name, created_at, created_by from goals where project_id = $1 order by name";

/// The goals of a project, by name.
pub async fn list(db: &Db, project_id: i64) -> Result<Vec<SetGoal>, DbError> {
    db.fetch_all(LIST, args![project_id]).await
}

/// How many a project has, as the transaction sees it.
pub async fn count(tx: &mut Tx, project_id: i64) -> Result<i64, DbError> {
    let sql = "select cast(count(*) as bigint) from goals where project_id = $1";
    let (count,): (i64,) = tx.fetch_one(sql, args![project_id]).await?;
    Ok(count)
}

const ADD: &str = "insert into goals (project_id, name, created_at, created_by) values ($1, $2, $3, $4)
 on conflict (project_id, name) do nothing";

/// False when there is one of this name already.
pub async fn add(tx: &mut Tx, project_id: i64, name: &str, at: Millis, by: &str) -> Result<bool, DbError> {
    Ok(tx.execute(ADD, args![project_id, name, at, by]).await? == 1)
}

/// False when there is none of this name.
pub async fn remove(tx: &mut Tx, project_id: i64, name: &str) -> Result<bool, DbError> {
    let sql = "delete from goals where project_id = $1 and name = $2";
    Ok(tx.execute(sql, args![project_id, name]).await? == 1)
}
