//! Flags that say where the instance lives; every command has them.

use super::Failure;
use crate::server::{
    config::{Config, Values, parse_file},
    db::{Db, migrate},
};
use clap::Args;
use rustix::fs::{FlockOperation, flock};
use std::{fs::File, os::unix::fs::PermissionsExt, path::Path, path::PathBuf};

#[derive(Args, Clone, Default)]
pub struct Settings {
    /// A file of settings [default: cresset.toml, when it exists]
    #[arg(long)]
    config: Option<PathBuf>,
    /// Where SQLite and the lock live [default: ./data]
    #[arg(long)]
    data_dir: Option<String>,
    /// postgres://… instead of SQLite
    #[arg(long)]
    database_url: Option<String>,
}

impl Settings {
    /// Flags, environment and file as one configuration; `flags` are the
    /// command's own.
    pub fn load(&self, mut flags: Values) -> Result<Config, Failure> {
        let own = [("data_dir", &self.data_dir), ("database_url", &self.database_url)];
        for (key, value) in own {
            flags.extend(value.clone().map(|value| (key.to_owned(), value)));
        }
        Config::load(flags, &|name| std::env::var(name).ok(), self.file()?).map_err(Failure::Config)
    }

    fn file(&self) -> Result<Values, Failure> {
        let given = self.config.as_deref();
        let path = given.unwrap_or(Path::new("cresset.toml"));
        if given.is_none() && !path.exists() {
            return Ok(Values::new());
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Message(format!("{}: {error}", path.display())))?;
        parse_file(&text).map_err(|error| Failure::Config(vec![error]))
    }
}

/// Held while a process owns the data directory.
pub struct DirLock(#[expect(dead_code, reason = "the lock lasts as long as the open file")] File);

/// Make the data directory (0700) and take its lock.
pub fn lock_data_dir(dir: &Path) -> Result<DirLock, Failure> {
    let fail = |error: std::io::Error| Failure::Message(format!("{}: {error}", dir.display()));
    if !dir.exists() {
        std::fs::create_dir_all(dir).map_err(fail)?;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700)).map_err(fail)?;
    }
    let file = File::create(dir.join("lock")).map_err(fail)?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| Failure::Message(format!("another process runs on {}", dir.display())))?;
    Ok(DirLock(file))
}

/// Open the database for a command: migrated here when no server owns it.
pub async fn open_beside(config: &Config) -> Result<Db, Failure> {
    match lock_data_dir(&config.data_dir) {
        Ok(_lock) => open_migrated(config).await,
        Err(_) => open(config).await,
    }
}

/// Open the configured database as it is.
async fn open(config: &Config) -> Result<Db, Failure> {
    Ok(match &config.database_url {
        Some(url) => Db::open_postgres(url).await?,
        None => Db::open_sqlite(&config.data_dir).await?,
    })
}

/// Open the database and bring its schema up to date.
pub async fn open_migrated(config: &Config) -> Result<Db, Failure> {
    let db = open(config).await?;
    let applied = migrate::migrate(&db).await?;
    if applied > 0 {
        tracing::info!(applied, "schema is up to date");
    }
    Ok(db)
}
