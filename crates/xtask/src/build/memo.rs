//! Results kept by the hash of what they were made from, so that a second build makes nothing twice.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, Result};

use super::site::hash;
use crate::paths;

/// Files nobody asked for in this time go.
const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);

/// `N` results of `make`, which depends on `inputs` (and on this program) alone.
pub fn memo<const N: usize>(
    kind: &str,
    inputs: &[&[u8]],
    make: impl FnOnce() -> Result<[Vec<u8>; N]>,
) -> Result<[Vec<u8>; N]> {
    let folder = paths::target().join("xtask/memo");
    let mut all = program()?;
    for input in inputs {
        all.extend((input.len() as u64).to_le_bytes());
        all.extend(*input);
    }
    let key = hash(&all);
    let file = |index: usize| folder.join(format!("{kind}-{key}.{index}"));
    let mut known = [const { Vec::new() }; N];
    let found = known
        .iter_mut()
        .enumerate()
        .all(|(index, into)| fs::read(file(index)).map(|bytes| *into = bytes).is_ok());
    if found {
        return Ok(known);
    }
    fs::create_dir_all(&folder)?;
    let made = make()?;
    for (index, bytes) in made.iter().enumerate() {
        let part = file(index).with_extension("part");
        fs::write(&part, bytes).and_then(|()| fs::rename(part, file(index)))?;
    }
    forget(&folder)?;
    Ok(made)
}

/// Another build of xtask may make other results: its own time and size are part of every key.
fn program() -> Result<Vec<u8>> {
    let about = std::env::current_exe().and_then(fs::metadata).context("cannot see xtask itself")?;
    let age = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    Ok([age.to_le_bytes(), u128::from(about.len()).to_le_bytes()].concat())
}

fn forget(folder: &std::path::Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > KEPT);
        if old {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}
