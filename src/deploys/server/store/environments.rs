//! Environments.

use crate::{
    args,
    deploys::model::Environment,
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    rank: i64,
    aliases: String,
}

impl From<Row> for Environment {
    fn from(row: Row) -> Self {
        let aliases = serde_json::from_str(&row.aliases).unwrap_or_default();
        Self { id: row.id, name: row.name, rank: row.rank, aliases }
    }
}

const INSERT: &str = "insert into environments (id, project_id, name, rank, aliases, created_at)
 values ($1, $2, $3, $4, $5, $6)";

/// # Errors
/// `Conflict` when the project has an environment of that name.
pub async fn insert(
    tx: &mut Tx,
    project_id: i64,
    environment: &Environment,
    now: Millis,
) -> Result<(), DbError> {
    let Environment { id, name, rank, aliases } = environment;
    let args = args![id, project_id, name, *rank, json(aliases), now];
    tx.execute(INSERT, args).await.map(drop)
}

const UPDATE: &str = "update environments set name = $3, rank = $4, aliases = $5
 where project_id = $1 and id = $2";

/// # Errors
/// `Conflict` when the project has another environment of that name.
pub async fn update(tx: &mut Tx, project_id: i64, environment: &Environment) -> Result<(), DbError> {
    let Environment { id, name, rank, aliases } = environment;
    tx.execute(UPDATE, args![project_id, id, name, *rank, json(aliases)]).await.map(drop)
}

const LIST: &str =
    "select id, name, rank, aliases from environments where project_id = $1 order by rank, name";

/// In the order a change travels.
pub async fn list(db: &Db, project_id: i64) -> Result<Vec<Environment>, DbError> {
    let rows: Vec<Row> = db.fetch_all(LIST, args![project_id]).await?;
    Ok(rows.into_iter().map(Environment::from).collect())
}

fn json(names: &[String]) -> String {
    serde_json::json!(names).to_string()
}
