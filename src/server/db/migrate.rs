//! Forward-only migrations, one transaction each.

use super::{Db, DbError, Tx};
use crate::args;
use sqlx::Executor;

/// One step of the schema: the same tables and columns in both dialects.
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal),* $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// Every migration, in the order a new database gets them. An applied file is
/// never edited. A number below one that is applied already is applied all the
/// same: work that was begun earlier may be finished later.
pub const ALL: &[Migration] = migrations![
    1 "0001_accounts",
    2 "0002_deploys",
    3 "0003_feedback",
    4 "0004_analytics",
    5 "0005_last_seen",
    6 "0006_feedback_quarters",
    7 "0007_feedback_search",
    8 "0008_attachments",
    9 "0009_triage",
    10 "0010_rating",
    11 "0011_merges",
    12 "0012_retention",
    13 "0013_saved_views",
    14 "0014_identity",
    15 "0015_feedback_filters",
    16 "0016_visits",
    17 "0017_loose_vitals",
    19 "0019_goals",
    21 "0021_narrow_filters",
    22 "0022_counts_form",
];

const LEDGER: &str =
    "create table if not exists schema_migrations (version bigint primary key, name text not null)";
/// Any constant does; it keeps two starting instances from migrating at once.
const PG_LOCK: &str = "select pg_advisory_xact_lock(7305808869231650931)";

/// Why the schema could not be brought up to date.
#[derive(Debug)]
pub enum MigrateError {
    /// The database was written by a newer Cresset.
    Newer {
        found: i64,
        known: i64,
    },
    Db(DbError),
}

impl std::fmt::Display for MigrateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Newer { found, known } => write!(
                f,
                "the database has schema {found}, this program knows {known}: start the newer version again"
            ),
            Self::Db(error) => error.fmt(f),
        }
    }
}

impl From<DbError> for MigrateError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// Apply what is missing; how many were applied.
///
/// On SQLite the caller holds the data directory's lock (sqlx has none there);
/// on PostgreSQL the first statement of each transaction takes an advisory lock.
pub async fn migrate(db: &Db) -> Result<usize, MigrateError> {
    let known = ALL.last().map_or(0, |last| last.version);
    let mut applied = 0;
    loop {
        let mut tx = db.begin_write().await?;
        if db.is_postgres() {
            tx.batch(PG_LOCK).await?;
        }
        tx.batch(LEDGER).await?;
        let found: Vec<(i64,)> =
            tx.fetch_all("select version from schema_migrations order by version", args![]).await?;
        if let Some((found,)) = found.last().copied().filter(|(last,)| *last > known) {
            return Err(MigrateError::Newer { found, known });
        }
        let Some(next) = ALL.iter().find(|migration| !found.contains(&(migration.version,))) else {
            tx.commit().await?;
            return Ok(applied);
        };
        tx.batch(if db.is_postgres() { next.postgres } else { next.sqlite }).await?;
        tx.execute(
            "insert into schema_migrations (version, name) values ($1, $2)",
            args![next.version, next.name],
        )
        .await?;
        tx.commit().await?;
        applied += 1;
    }
}

impl Tx {
    /// Several statements without arguments, as in a migration file.
    async fn batch(&mut self, sql: &'static str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => (&mut **tx).execute(sqlx::raw_sql(sql)).await.map(drop)?,
            Self::Postgres(tx) => (&mut **tx).execute(sqlx::raw_sql(sql)).await.map(drop)?,
        }
        Ok(())
    }
}
