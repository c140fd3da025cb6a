//! `style/main.scss` and its partials, by a Sass compiler written in Rust.

use anyhow::{Context, Result};
use grass::{Options, OutputStyle};

use crate::paths;
use crate::run::say;

/// The one style sheet of the console, compressed.
pub fn compile() -> Result<Vec<u8>> {
    let main = paths::root().join("style/main.scss");
    if !main.is_file() {
        return Ok(Vec::new());
    }
    say("style", "compiling style/main.scss");
    let options = Options::default().style(OutputStyle::Compressed);
    let css = grass::from_path(&main, &options).context("style/main.scss")?;
    Ok(css.into_bytes())
}
