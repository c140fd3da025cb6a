//! `cargo xtask test`: everything that must hold before a change lands. CI runs it unchanged.
//!
//! A step that cannot run fails and says what is missing; none is ever skipped. All steps run even
//! when one fails, because the whole list is worth more than the first line of it.

pub mod browser;
mod count;
mod lint;
mod suite;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::args::Args;
use crate::bench::kill9;
use crate::build::{self, Mode, sizes};
use crate::run::say;
use crate::signals;
use count::Count;

/// A named part of the run; `rest` are arguments for the test runner.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(rest: &[String]) -> Result<Count>,
}

const STEPS: [Step; 9] = [
    Step { name: "fmt", about: "rustfmt has nothing to change", run: |_| lint::format() },
    Step { name: "clippy", about: "no warning in any package", run: |_| lint::clippy() },
    Step { name: "wasm", about: "no warning in what runs in browsers", run: |_| lint::clippy_wasm() },
    Step { name: "sizes", about: "release bundles within their budgets", run: |_| bundles() },
    Step { name: "sqlite", about: "unit and integration tests on SQLite", run: suite::sqlite },
    Step { name: "postgres", about: "integration tests on PostgreSQL", run: suite::postgres },
    Step { name: "release", about: "the release binary", run: |_| release() },
    Step { name: "browser", about: "Playwright in Chromium, against the release binary", run: browser::run },
    Step { name: "kill9", about: "ten times kill -9 under load", run: |_| crash_loop() },
];

/// How a step ended.
struct Outcome {
    name: &'static str,
    result: Result<Count>,
    took: Duration,
}

/// Runs all steps, or the one named by `--only`, and ends with a line that counts the tests.
pub fn test(mut args: Args) -> Result<ExitCode> {
    let only = args.value("--only")?;
    let rest = std::mem::take(&mut args.rest);
    args.finish()?;
    let chosen = choose(only.as_deref())?;
    let mut outcomes = Vec::new();
    for step in chosen {
        if signals::interrupted() {
            bail!("interrupted");
        }
        say("test", step.name);
        let began = Instant::now();
        let result = (step.run)(&rest);
        if let Err(error) = &result {
            say("test", &format!("{} FAILED: {error:#}", step.name));
        }
        outcomes.push(Outcome { name: step.name, result, took: began.elapsed() });
    }
    Ok(if summary(&outcomes) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn choose(only: Option<&str>) -> Result<Vec<&'static Step>> {
    let Some(name) = only else { return Ok(STEPS.iter().collect()) };
    let chosen: Vec<_> = STEPS.iter().filter(|step| step.name == name).collect();
    if chosen.is_empty() {
        let known = STEPS.map(|step| format!("  {:<9} {}", step.name, step.about)).join("\n");
        bail!("the steps are\n{known}");
    }
    Ok(chosen)
}

/// Prints the table; the last line has the form that CI systems look for.
fn summary(outcomes: &[Outcome]) -> bool {
    let mut all = Count::default();
    println!("\n{:<10} {:>8} {:>8} {:>8} {:>8}", "step", "seconds", "passed", "failed", "skipped");
    for outcome in outcomes {
        let count = match &outcome.result {
            Ok(count) => *count,
            Err(_) => Count { failed: 1, ..Count::default() },
        };
        let seconds = outcome.took.as_secs_f64();
        let Count { passed, failed, skipped } = count;
        println!("{:<10} {seconds:>8.1} {passed:>8} {failed:>8} {skipped:>8}", outcome.name);
        all = all + count;
    }
    for outcome in outcomes {
        if let Err(error) = &outcome.result {
            println!("{}: {error:#}", outcome.name);
        }
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    all.failed == 0
}

fn bundles() -> Result<Count> {
    build::site(Mode::Release)?;
    sizes::check()?;
    Ok(Count::default())
}

fn release() -> Result<Count> {
    build::server(Mode::Release)?;
    Ok(Count::default())
}

fn crash_loop() -> Result<Count> {
    kill9::short(10)?;
    Ok(Count { passed: 1, ..Count::default() })
}
