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

    fn wasm_profile(self) -> &'static str {
        if self == Self::Release { "wasm-release" } else { "wasm-dev" }
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
    site.add_hashed("style.css", "pkg/style", style::compile("style/main.scss")?.into_bytes());
    site.add_public()?;
    Ok(site)
}

/// What goes to other people's pages, and to a project's public page: beacon, widget and the scripts that start them.
pub fn embed(mode: Mode, site: &mut Site) -> Result<()> {
    site.add_bundle(&Bundle::BEACON, mode)?;
    site.add_bundle(&Bundle::WIDGET, mode)?;
    let page = starter(site, "crates/widget/loader/page.js", &["widget"])?;
    site.add_hashed("page.js", "embed/p", script::minify(&page, script::Kind::Module)?);
    let loader = starter(site, "crates/beacon/loader/embed.js", &["beacon", "widget"])?;
    let css = serde_json::to_string(&style::compile("crates/beacon/loader/launcher.css")?)?;
    let loader = fill(&loader, "\"__LAUNCHER_CSS__\"", &css)?;
    site.add_plain("embed.js", script::minify(&loader, script::Kind::Classic)?);
    Ok(())
}

/// The script at `path`, with the URLs of these bundles in its holes.
fn starter(site: &Site, path: &str, bundles: &[&str]) -> Result<String> {
    let text =
        std::fs::read_to_string(paths::root().join(path)).with_context(|| format!("cannot read {path}"))?;
    bundles.iter().try_fold(text, |text, name| {
        ["js", "wasm"].iter().try_fold(text, |text, kind| {
            let hole = format!("__{}_{}__", name.to_uppercase(), kind.to_uppercase());
            fill(&text, &hole, site.url(&format!("{name}.{kind}")))
        })
    })
}

fn fill(text: &str, hole: &str, value: &str) -> Result<String> {
    anyhow::ensure!(text.contains(hole), "a script does not use {hole}");
    Ok(text.replace(hole, value))
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
