//! What a run measures: a server program on a fresh database.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::server::{Setup, database};
use crate::build::{Mode, cargo};
use crate::postgres::{Durability, Postgres};
use crate::run::{output, shown};
use crate::scratch::Scratch;
use crate::{paths, tools};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            other => bail!("`{other}` is neither sqlite nor postgres"),
        }
    }
}

/// Which program on which database.
#[derive(Clone)]
pub struct Subject {
    binary: PathBuf,
    /// `release`, `debug` or `sabotage`.
    build: &'static str,
    database: Database,
}

impl Subject {
    /// The server as it is built.
    pub fn new(mode: Mode, database: Database) -> Self {
        let build = if mode == Mode::Release { "release" } else { "debug" };
        Self { binary: mode.server(), build, database }
    }

    /// The server that acknowledges before it commits: it must lose data, or the check is blind.
    pub fn sabotaged(database: Database) -> Result<Self> {
        shown("server", cargo().args(["build", "--bin", "cresset", "--features", "sabotage"]))?;
        let binary = paths::target().join("xtask/cresset-sabotage");
        // Moved, so that nobody runs it by mistake; cargo puts the right one back.
        std::fs::rename(Mode::Debug.server(), &binary).context("the sabotaged server")?;
        Ok(Self { binary, build: "sabotage", database })
    }
}

/// Program and database; the data goes with it.
pub struct Target {
    pub setup: Setup,
    pub build: &'static str,
    /// Public key of the project that receives the load.
    pub key: String,
    postgres: Option<Postgres>,
    _folder: Option<Scratch>,
}

impl Target {
    /// On a new database.
    pub fn new(subject: Subject) -> Result<Self> {
        let folder = Scratch::new("bench")?;
        let data = folder.path().join("data");
        Ok(Self { _folder: Some(folder), ..Self::on(subject, data)? })
    }

    /// With its data in a folder of the caller's.
    pub fn on(subject: Subject, data: PathBuf) -> Result<Self> {
        let Subject { binary, build, database } = subject;
        std::fs::create_dir_all(&data)?;
        let postgres =
            (database == Database::Postgres).then(|| Postgres::start(Durability::Full)).transpose()?;
        let database_url = postgres.as_ref().map(Postgres::url);
        let setup = Setup { binary, data, database_url };
        let key = setup.project("load")?;
        Ok(Self { setup, build, key, postgres, _folder: None })
    }

    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Rows of a query, one line each, columns separated by `|`.
    pub fn query(&self, sql: &str) -> Result<String> {
        let mut command = match &self.postgres {
            Some(server) => {
                let mut psql = Command::new("psql");
                psql.args([
                    "--no-psqlrc",
                    "--tuples-only",
                    "--no-align",
                    "--dbname",
                    &server.url(),
                    "--command",
                ]);
                psql
            }
            None => {
                let mut sqlite = Command::new(tools::debian("sqlite3", "sqlite3", &[])?);
                sqlite.arg(database(&self.setup.data)?);
                sqlite
            }
        };
        output(command.arg(sql))
    }

    /// The numbers `first` to `last` as rows with a column `value`.
    pub fn series(&self, first: u64, last: u64) -> String {
        let columns = if self.is_postgres() { "(value)" } else { "" };
        format!("generate_series(cast({first} as bigint), cast({last} as bigint)) as series{columns}")
    }

    /// What the database does by itself some time after much was stored.
    pub fn tidy(&self) -> Result<()> {
        let sql = if self.is_postgres() { "vacuum analyze" } else { "pragma wal_checkpoint(truncate)" };
        self.query(sql).map(drop)
    }

    /// Bytes of the database.
    pub fn bytes(&self) -> Result<u64> {
        if self.is_postgres() {
            return Ok(self.query("select pg_database_size(current_database())")?.trim().parse()?);
        }
        Ok(std::fs::metadata(database(&self.setup.data)?)?.len())
    }

    /// Name and version of the database the server runs on.
    pub fn database_version(&self) -> Result<String> {
        if self.postgres.is_some() {
            return Ok(format!("PostgreSQL {}", self.query("show server_version")?.trim()));
        }
        Ok(format!("SQLite {}", bundled_sqlite()?))
    }
}

/// The SQLite compiled into the server, from the header that cargo's lock file leads to.
fn bundled_sqlite() -> Result<String> {
    let rustc = output(Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names its host")?;
    // For this platform only: what others need is not downloaded.
    let args = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let metadata = output(cargo().args(args))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages.find(|package| package["name"] == "libsqlite3-sys").context("libsqlite3-sys")?;
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap_or_default());
    let header = std::fs::read_to_string(manifest.with_file_name("sqlite3").join("sqlite3.h"))?;
    let line = header.lines().find_map(|line| line.strip_prefix("#define SQLITE_VERSION "));
    Ok(line.context("SQLITE_VERSION")?.trim().trim_matches('"').to_owned())
}
