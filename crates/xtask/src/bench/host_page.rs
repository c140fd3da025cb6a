//! What the script tag costs the page it is on, measured in Chromium (`end2end/bench`).

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::report::Report;
use super::target::{Subject, Target};
use crate::paths;
use crate::run::shown;
use crate::test::browser;

pub fn run(times: u64, subject: Subject) -> Result<()> {
    let figures = paths::target().join("xtask/host-page.json");
    let mut playwright = browser::playwright()?;
    playwright.args(["--config", "bench.config.ts", "host-page"]);
    playwright.env("CRESSET_BENCH_TIMES", times.to_string()).env("CRESSET_BENCH_OUT", &figures);
    shown("host-page", &mut playwright)?;
    let figures = fs::read(&figures).context("the run left no figures")?;
    let figures: Map<String, Value> = serde_json::from_slice(&figures)?;
    let mut report = Report::new("host-page", &Target::new(subject)?)?;
    figures.into_iter().for_each(|(field, value)| report.set(&field, value));
    report.print();
    Ok(())
}
