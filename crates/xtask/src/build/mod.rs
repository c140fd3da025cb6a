//! `cargo xtask build`: everything the server serves into `target/site`, then the server.
//!
//! `target/site/manifest.json` is the contract with the server: it maps logical names
//! (`console.js`) to URL paths (`pkg/console-0123abcd.js`) and is written last.

pub mod bundle;
mod compress;
mod memo;
mod script;
mod shake;
pub mod site;
pub mod sizes;
mod style;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{say, shown};
use crate::{paths, tools};
use bundle::Bundle;
use site::Site;

/// Built quickly or built small and fast.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Debug,
    Release,
}

impl Mode {
    pub fn from_release(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }

    /// The server program of this mode.
    pub fn server(self) -> PathBuf {
        let folder = if self == Self::Release { "release" } else { "debug" };
        paths::target().join(folder).join("cresset")
    }
}

/// Site first: the release server embeds it.
pub fn build(mode: Mode) -> Result<()> {
    site(mode)?;
    server(mode)
}

/// All of `target/site`.
pub fn site(mode: Mode) -> Result<()> {
    tools::wasm_target()?;
    let mut site = console(mode)?;
    embed(mode, &mut site)?;
    site::prune(&site.write(mode)?)?;
    say("site", &format!("complete in {}", paths::site().display()));
    Ok(())
}

/// What the console needs: its bundle, the style, the static files.
pub fn console(mode: Mode) -> Result<Site> {
    let mut site = Site::default();
    site.add_bundle(&Bundle::CONSOLE, mode)?;
    site.add_hashed("style.css", "pkg/style", style::compile()?);
    site.add_public()?;
    Ok(site)
}

/// What goes to other people's pages: beacon, widget and the loader that names both.
pub fn embed(mode: Mode, site: &mut Site) -> Result<()> {
    site.add_bundle(&Bundle::BEACON, mode)?;
    site.add_bundle(&Bundle::WIDGET, mode)?;
    let source = paths::root().join("crates/beacon/loader/embed.js");
    if !source.is_file() {
        return Ok(());
    }
    let loader =
        std::fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let loader = ["beacon", "widget"].iter().try_fold(loader, |text, name| {
        ["js", "wasm"].iter().try_fold(text, |text, kind| {
            let hole = format!("__{}_{}__", name.to_uppercase(), kind.to_uppercase());
            anyhow::ensure!(text.contains(&hole), "the loader does not use {hole}");
            Ok(text.replace(&hole, site.url(&format!("{name}.{kind}"))))
        })
    })?;
    site.add_plain("embed.js", script::minify(&loader, script::Kind::Classic)?);
    Ok(())
}

/// Compiles the server program.
pub fn server(mode: Mode) -> Result<()> {
    say("server", "compiling");
    let mut cargo = cargo();
    cargo.args(["build", "--bin", "cresset"]);
    if mode == Mode::Release {
        cargo.arg("--release");
    }
    shown("server", &mut cargo)?;
    say("server", &format!("ready: {}", mode.server().display()));
    Ok(())
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
