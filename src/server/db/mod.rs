//! The only place that names a database.
//!
//! One SQL text serves SQLite and PostgreSQL: `$1` placeholders, BIGINT unix
//! milliseconds, native booleans, `on conflict … do update`. Where the two
//! really differ a store passes [`Sql::Pair`] with the reason beside it.
//! Reads go to a pool of read-only connections; every write goes through
//! [`Db::begin_write`], because on SQLite a deferred transaction that reads
//! first and writes later fails with SQLITE_BUSY_SNAPSHOT.

mod args;
mod error;
mod many;
pub mod migrate;
mod open;
mod rows;
mod values;

pub use args::{Arg, Args};
pub use error::DbError;
pub use rows::Bulk;
pub use values::{CHUNKS, chunks, values};

use futures::TryStreamExt;
use sqlx::{
    FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgArguments, PgRow},
    query::{Query, QueryAs},
    sqlite::{SqliteArguments, SqliteRow},
};

/// A row type both databases can fill; `#[derive(sqlx::FromRow)]` is enough.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The text of a query: one for both, or a pair where a dialect forces it.
#[derive(Debug, Clone, Copy)]
pub enum Sql {
    Both(&'static str),
    Pair { sqlite: &'static str, postgres: &'static str },
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Both(text)
    }
}

impl Sql {
    fn sqlite(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Pair { sqlite: text, .. } => text,
        }
    }

    fn postgres(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Pair { postgres: text, .. } => text,
        }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// `write` has exactly one connection.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// A write transaction; dropped without [`Tx::commit`] it rolls back.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

type SqliteQueryAs<R> = QueryAs<'static, Sqlite, R, SqliteArguments>;
type PgQueryAs<R> = QueryAs<'static, Postgres, R, PgArguments>;

macro_rules! bind_all {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::I64(value) => query.bind(value),
                Arg::F64(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Blob(value) => query.bind(value),
            };
        }
        query
    }};
}

fn sqlite_rows<R: Record>(sql: Sql, args: Args) -> SqliteQueryAs<R> {
    bind_all!(sqlx::query_as(sql.sqlite()), args)
}

fn pg_rows<R: Record>(sql: Sql, args: Args) -> PgQueryAs<R> {
    bind_all!(sqlx::query_as(sql.postgres()), args)
}

fn sqlite_plain(sql: Sql, args: Args) -> Query<'static, Sqlite, SqliteArguments> {
    bind_all!(sqlx::query(sql.sqlite()), args)
}

fn pg_plain(sql: Sql, args: Args) -> Query<'static, Postgres, PgArguments> {
    bind_all!(sqlx::query(sql.postgres()), args)
}

impl Db {
    pub async fn fetch_all<R: Record>(&self, sql: impl Into<Sql>, args: Args) -> Result<Vec<R>, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite { read, .. } => sqlite_rows(sql, args).fetch_all(read).await?,
            Self::Postgres(pool) => pg_rows(sql, args).fetch_all(pool).await?,
        })
    }

    /// The same, planned for these very values: after a few runs PostgreSQL
    /// otherwise plans a statement once for all, as if every word were rare.
    pub async fn fetch_all_planned<R: Record>(
        &self,
        sql: impl Into<Sql>,
        args: Args,
    ) -> Result<Vec<R>, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite { read, .. } => sqlite_rows(sql, args).fetch_all(read).await?,
            Self::Postgres(pool) => pg_rows(sql, args).persistent(false).fetch_all(pool).await?,
        })
    }

    /// A statement that a store put together from its own pieces; what people said is in `args`. Planned for these
    /// values, and not kept: there are too many of its kind.
    pub async fn fetch_built<R: Record>(&self, sql: String, args: Args) -> Result<Vec<R>, DbError> {
        let sql = sqlx::AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite { read, .. } => {
                bind_all!(sqlx::query_as::<Sqlite, R>(sql), args).persistent(false).fetch_all(read).await?
            }
            Self::Postgres(pool) => {
                bind_all!(sqlx::query_as::<Postgres, R>(sql), args).persistent(false).fetch_all(pool).await?
            }
        })
    }

    /// The same row by row, for more of them than should be in memory at once.
    pub async fn each_built<R: Record>(
        &self,
        sql: String,
        args: Args,
        mut each: impl FnMut(R) + Send,
    ) -> Result<(), DbError> {
        let sql = sqlx::AssertSqlSafe(sql);
        match self {
            Self::Sqlite { read, .. } => {
                let query = bind_all!(sqlx::query_as::<Sqlite, R>(sql), args).persistent(false);
                let mut rows = query.fetch(read);
                while let Some(row) = rows.try_next().await? {
                    each(row);
                }
            }
            Self::Postgres(pool) => {
                let query = bind_all!(sqlx::query_as::<Postgres, R>(sql), args).persistent(false);
                let mut rows = query.fetch(pool);
                while let Some(row) = rows.try_next().await? {
                    each(row);
                }
            }
        }
        Ok(())
    }

    pub async fn fetch_optional<R: Record>(
        &self,
        sql: impl Into<Sql>,
        args: Args,
    ) -> Result<Option<R>, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite { read, .. } => sqlite_rows(sql, args).fetch_optional(read).await?,
            Self::Postgres(pool) => pg_rows(sql, args).fetch_optional(pool).await?,
        })
    }

    /// The one row of an aggregate; no row is an error.
    pub async fn fetch_one<R: Record>(&self, sql: impl Into<Sql>, args: Args) -> Result<R, DbError> {
        let row = self.fetch_optional(sql, args).await?;
        row.ok_or(DbError::Other(sqlx::Error::RowNotFound))
    }

    /// Begin to write. On SQLite this waits for the one write connection and
    /// takes the write lock at once.
    pub async fn begin_write(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN").await?),
        })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Close every connection; SQLite first folds its log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                let _ = sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Leave no trace of what was deleted from `table` in the files. On SQLite deleted rows are zeroed in the
    /// database file, but the log still has them until it is emptied. Whether that is done: somebody may have been
    /// reading all the time.
    pub async fn scrub(&self, table: &'static str) -> Result<bool, DbError> {
        match self {
            Self::Sqlite { write, .. } => {
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(write).await?;
                Ok(busy == 0)
            }
            Self::Postgres(pool) => {
                sqlx::query(sqlx::AssertSqlSafe(format!("vacuum {table}"))).execute(pool).await?;
                Ok(true)
            }
        }
    }

    /// Fold the write-ahead log into the database file; nothing to do on PostgreSQL.
    pub async fn checkpoint(&self) -> Result<(), DbError> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("pragma wal_checkpoint(passive)").execute(write).await?;
        }
        Ok(())
    }
}

impl Tx {
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    pub async fn fetch_all<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<Vec<R>, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(tx) => sqlite_rows(sql, args).fetch_all(&mut **tx).await?,
            Self::Postgres(tx) => pg_rows(sql, args).fetch_all(&mut **tx).await?,
        })
    }

    pub async fn fetch_optional<R: Record>(
        &mut self,
        sql: impl Into<Sql>,
        args: Args,
    ) -> Result<Option<R>, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(tx) => sqlite_rows(sql, args).fetch_optional(&mut **tx).await?,
            Self::Postgres(tx) => pg_rows(sql, args).fetch_optional(&mut **tx).await?,
        })
    }

    /// The one row of an aggregate or of `returning`; no row is an error.
    pub async fn fetch_one<R: Record>(&mut self, sql: impl Into<Sql>, args: Args) -> Result<R, DbError> {
        let row = self.fetch_optional(sql, args).await?;
        row.ok_or(DbError::Other(sqlx::Error::RowNotFound))
    }

    /// Run a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: impl Into<Sql>, args: Args) -> Result<u64, DbError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(tx) => sqlite_plain(sql, args).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => pg_plain(sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Make it durable: when this returns, the rows survive a power cut.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
