//! Style sheets, by a Sass compiler written in Rust.

use anyhow::{Context, Result};
use grass::{Options, OutputStyle};

use crate::paths;
use crate::run::say;

/// The style sheet at `path` and its partials, compressed.
pub fn compile(path: &str) -> Result<String> {
    say("style", &format!("compiling {path}"));
    let options = Options::default().style(OutputStyle::Compressed);
    grass::from_path(paths::root().join(path), &options).with_context(|| path.to_owned())
}
