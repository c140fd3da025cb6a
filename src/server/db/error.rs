//! What a database can answer instead of rows.

/// The three answers callers treat differently, and the rest.
#[derive(Debug)]
pub enum DbError {
    /// A unique or foreign key refused the row.
    Conflict,
    /// No space left: the transaction is rolled back, and the same write
    /// succeeds once there is space.
    Full,
    /// The storage failed under the database. After a failed fsync the kernel
    /// may have dropped the pages, so the process must end and reopen.
    Io(String),
    Other(sqlx::Error),
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Conflict => f.write_str("a unique or foreign key refused the row"),
            Self::Full => f.write_str("the disk is full"),
            Self::Io(message) => write!(f, "storage failed: {message}"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DbError {}

const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
/// SQLITE_IOERR_SHMSIZE: no space to grow the log's index. Nothing was written.
const SQLITE_NO_ROOM_FOR_INDEX: u32 = 4_874;
/// PostgreSQL's "disk full".
const PG_DISK_FULL: &str = "53100";

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else { return Self::Other(error) };
        if database.is_unique_violation() || database.is_foreign_key_violation() {
            return Self::Conflict;
        }
        let code = database.code().unwrap_or_default();
        if code == PG_DISK_FULL {
            return Self::Full;
        }
        // SQLite gives its extended code in decimal; the low byte is the kind.
        let code: u32 = code.parse().unwrap_or(0);
        match code & 0xff {
            SQLITE_FULL => Self::Full,
            SQLITE_IOERR if code == SQLITE_NO_ROOM_FOR_INDEX => Self::Full,
            SQLITE_IOERR => Self::Io(format!("{} (SQLite code {code})", database.message())),
            _ => Self::Other(error),
        }
    }
}
