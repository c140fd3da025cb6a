//! `cargo xtask build`: everything the server serves into `target/site`, then the server.
//!
//! `target/site/manifest.json` is the contract with the server: it maps logical names
//! (`console.js`) to URL paths (`pkg/console-0123abcd.js`) and is written last.

pub mod bundle;
mod memo;
pub mod site;
pub mod sizes;
mod small;
mod style;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{say, shown};
use crate::{paths, tools};
use bundle::Bundle;
use site::Site;
use small::{Kind, minify};

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
    site.add_bundle(&Bundle::PICTURES, mode)?;
    let pictures = starter(site, "crates/widget/loader/pictures.js", &["pictures"])?;
    let page = pictures.clone() + &starter(site, "crates/widget/loader/page.js", &["widget"])?;
    site.add_hashed("page.js", "embed/p", minify(&page, Kind::Module)?);
    let frame = with_style(&starter(site, "crates/beacon/loader/frame.js", &[])?, "__FRAME_CSS__", "frame")?;
    site.add_hashed("frame.js", "embed/f", minify(&frame, Kind::Module)?);
    let feedback = pictures + &starter(site, "crates/widget/loader/feedback.js", &[])?;
    let feedback = fill(&feedback, "__FRAME_JS__", site.url("frame.js"))?;
    let (files, labels) = languages(site)?;
    let feedback = fill(&feedback, "\"__LANGUAGES__\"", &files)?;
    site.add_hashed("feedback.js", "embed/c", minify(&feedback, Kind::Module)?);
    let loader = starter(site, "crates/beacon/loader/embed.js", &["beacon", "widget"])?;
    let loader = with_style(&loader, "__LAUNCHER_CSS__", "launcher")?;
    let loader = fill(&loader, "__FEEDBACK_JS__", site.url("feedback.js"))?;
    let loader = fill(&loader, "\"__LABELS__\"", &labels)?;
    site.add_plain("embed.js", minify(&loader, Kind::Classic)?);
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

/// Adds the files of the form's languages; returns the objects of their URLs and of the button's names.
fn languages(site: &mut Site) -> Result<(String, String)> {
    let (mut files, mut labels) = (serde_json::Map::new(), serde_json::Map::new());
    for language in ["ar", "de"] {
        let path = paths::root().join(format!("crates/widget/languages/{language}.json"));
        let texts: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
        let name = format!("{language}.json");
        site.add_hashed(&name, "embed/l", serde_json::to_vec(&texts)?);
        files.insert(language.to_owned(), site.url(&name).into());
        labels.insert(language.to_owned(), texts["launcher"].clone());
    }
    Ok((serde_json::to_string(&files)?, serde_json::to_string(&labels)?))
}

/// The script with a style sheet of the loader's as a string.
fn with_style(text: &str, hole: &str, name: &str) -> Result<String> {
    let css = style::compile(&format!("crates/beacon/loader/{name}.css"))?;
    fill(text, &format!("\"{hole}\""), &serde_json::to_string(&css)?)
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
