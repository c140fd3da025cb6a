//! `cargo xtask dist`: the one file to copy to a server.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::build::{self, Mode, site::hash, sizes};
use crate::paths;
use crate::run::say;

/// The binary carries everything it serves and must stay small enough to copy without thought.
const LIMIT: u64 = 40 * 1024 * 1024;

/// Release build, `target/dist/cresset` and `target/dist/cresset.sha256`.
pub fn dist() -> Result<()> {
    build::build(Mode::Release)?;
    sizes::check()?;
    let folder = paths::root().join("target/dist");
    fs::create_dir_all(&folder)?;
    let file = folder.join("cresset");
    fs::copy(Mode::Release.server(), &file).context("the release binary")?;
    let bytes = fs::read(&file)?;
    println!("{:<14} {:>9} {LIMIT:>9}", "binary", bytes.len());
    ensure!(bytes.len() as u64 <= LIMIT, "the binary is over budget");
    fs::write(folder.join("cresset.sha256"), format!("{}  cresset\n", hash(&bytes)))?;
    say("dist", &format!("ready: {}", file.display()));
    Ok(())
}
