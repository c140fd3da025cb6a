//! Opening the two kinds of database with the settings durability needs.

use super::{Db, DbError};
use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};
use std::{path::Path, str::FromStr, time::Duration};

/// Older libraries can corrupt a WAL database when two connections write or
/// checkpoint (<https://sqlite.org/wal.html#walresetbug>).
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 4;

impl Db {
    /// The file `cresset.db` in `data_dir`, made when missing.
    ///
    /// The writer is opened first: readers are read-only and could not create
    /// the file or its log.
    pub async fn open_sqlite(data_dir: &Path) -> Result<Self, DbError> {
        let base = sqlite_options(&data_dir.join("cresset.db"));
        let writer = base
            .clone()
            .create_if_missing(true)
            // Takes effect only before the first table; later it costs a full VACUUM.
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(if cfg!(feature = "sabotage") {
                SqliteSynchronous::Off
            } else {
                SqliteSynchronous::Full
            })
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", "67108864")
            .pragma("temp_store", "memory")
            // Of the whole process. A container may have no other folder that can be written to.
            .pragma("temp_store_directory", quoted(data_dir));
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(30))
            .after_release(|connection, _| Box::pin(is_usable(connection)))
            .connect_with(writer)
            .await?;
        refuse_old_sqlite(&write).await?;
        let reader = base
            .read_only(true)
            .pragma("query_only", "on")
            // To tell a million visitors apart takes a hundred megabytes, of which the cache keeps what it can.
            .pragma("temp_store", "file");
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(reader)
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    /// A PostgreSQL database by URL.
    pub async fn open_postgres(url: &str) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("cresset")
            .options([
                ("synchronous_commit", "on"),
                ("statement_timeout", "30s"),
                ("idle_in_transaction_session_timeout", "30s"),
                // Both are for queries that take seconds: starting workers or a
                // compiler takes longer than a page's queries do.
                ("max_parallel_workers_per_gather", "0"),
                ("jit", "off"),
                // What is read is in memory or on flash, where one place is as near as another; as
                // delivered, the full-text index is passed over for a walk through the whole table.
                ("random_page_cost", "1.1"),
            ])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }
}

fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("cell_size_check", "on")
        .pragma("trusted_schema", "off")
        .pragma("secure_delete", "on")
        .pragma("cache_size", "-8000")
        .statement_cache_capacity(200)
        // Rows cross from SQLite's thread to ours: with the usual 50, both wait for each other most of the time.
        .row_buffer_size(1_024)
        .disable_statement_logging()
}

/// As text of SQL.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', "''"))
}

/// SQLite ends a transaction by itself on a full disk, and sqlx then refuses to
/// begin another one on that connection for good: it is closed instead.
async fn is_usable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback may be under way; the answer comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn refuse_old_sqlite(pool: &sqlx::SqlitePool) -> Result<(), DbError> {
    let version: String = sqlx::query("select sqlite_version()").fetch_one(pool).await?.get(0);
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let found = (next(), next(), next());
    if found >= SQLITE_FLOOR {
        return Ok(());
    }
    let (major, minor, patch) = SQLITE_FLOOR;
    Err(DbError::Other(sqlx::Error::Configuration(
        format!("SQLite {version} can corrupt its log; {major}.{minor}.{patch} or newer is needed").into(),
    )))
}
