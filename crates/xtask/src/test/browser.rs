//! Playwright with the distribution's Chromium. The tests start the servers they need themselves,
//! from the program named by `CRESSET_BIN`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::count::Count;
use crate::build::Mode;
use crate::run::{run as execute, tee};
use crate::{paths, tools};

/// Runs the stories.
pub fn run(rest: &[String]) -> Result<Count> {
    let report = paths::target().join("xtask/playwright.json");
    let _ = fs::remove_file(&report);
    let mut playwright = playwright()?;
    playwright.arg("--reporter=list,json").args(rest).env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let (_, status) = tee("browser", &mut playwright)?;
    let report = fs::read(&report).with_context(|| format!("Playwright left no report ({status})"))?;
    let count = Count::of_playwright(&serde_json::from_slice(&report)?);
    ensure!(status.success() || count.failed > 0, "Playwright failed ({status})");
    if rest.is_empty() { count.complete() } else { Ok(count) }
}

/// Playwright on the release program, with all it needs installed.
pub fn playwright() -> Result<Command> {
    let folder = paths::root().join("end2end");
    let chromium = tools::debian("chromium", "chromium", &[])?;
    let npm = tools::debian("npm", "npm", &[])?;
    ensure!(Mode::Release.server().is_file(), "no release binary: run `cargo xtask build --release`");
    if outdated(&folder) {
        let mut install = Command::new(npm);
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        execute(install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    }
    let mut playwright = Command::new("npx");
    playwright.args(["playwright", "test"]).current_dir(&folder);
    playwright.env("CRESSET_BIN", Mode::Release.server()).env("CHROMIUM", chromium);
    Ok(playwright)
}

/// Whether the installed packages are older than the list of them.
fn outdated(folder: &std::path::Path) -> bool {
    let age = |name: &str| fs::metadata(folder.join(name)).and_then(|about| about.modified()).ok();
    age("node_modules/.package-lock.json") < age("package-lock.json")
}
