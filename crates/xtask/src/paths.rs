//! Where things lie. Everything xtask writes is below `target/`.

use std::path::{Path, PathBuf};

/// The workspace: two levels above this package.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).expect("crates/xtask lies in the workspace")
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What the server serves: the folder the release binary embeds.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// Tools installed for this workspace only.
pub fn tools() -> PathBuf {
    root().join("target/tools")
}
