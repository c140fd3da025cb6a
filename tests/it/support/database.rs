//! A database of its own for every test.

use cresset::server::{
    clock::{hex, random},
    db::{Db, migrate},
};
use tempfile::TempDir;

/// Names a PostgreSQL server the tests may make databases on.
const POSTGRES: &str = "CRESSET_TEST_POSTGRES";

/// Migrated and empty; gone with the value (SQLite) or the server (PostgreSQL).
pub struct TestDb {
    pub db: Db,
    pub dir: TempDir,
}

impl TestDb {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let db = match std::env::var(POSTGRES) {
            Ok(url) => Db::open_postgres(&new_postgres(&url).await).await,
            Err(_) => Db::open_sqlite(dir.path()).await,
        };
        let db = db.expect("the database opens");
        migrate::migrate(&db).await.map_err(|error| error.to_string()).expect("the migrations apply");
        Self { db, dir }
    }
}

/// The URL of a new database on the server of `url`.
async fn new_postgres(url: &str) -> String {
    let name = format!("t_{}", hex(&random::<8>()));
    let admin = sqlx::PgPool::connect(url).await.expect("PostgreSQL answers");
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&admin).await.expect("a database can be made");
    admin.close().await;
    let (server, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{name}")
}
