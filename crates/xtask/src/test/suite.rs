//! Unit and integration tests, by cargo-nextest where it is installed, else by `cargo test`.

use anyhow::{Result, ensure};

use super::count::Count;
use crate::build::cargo;
use crate::postgres::{Durability, Postgres};
use crate::run::tee;
use crate::tools;

/// Tells the integration tests to use this server instead of SQLite files.
const POSTGRES: &str = "CRESSET_TEST_POSTGRES";

/// All packages on SQLite, the default. Each package by itself: see `lint`.
pub fn sqlite(rest: &[String]) -> Result<Count> {
    tools::debian("promtool", "prometheus", &[])?;
    let app = runner(&["--package", "cresset"], rest, None)?;
    let parts = runner(
        &["--package", "widget", "--package", "beacon", "--package", "pictures", "--package", "xtask"],
        rest,
        None,
    )?;
    finished(app + parts, rest)
}

/// The integration binary again, on a PostgreSQL of our own.
pub fn postgres(rest: &[String]) -> Result<Count> {
    let server = Postgres::start(Durability::None)?;
    let count = runner(&["--package", "cresset", "--test", "it"], rest, Some(&server.url()))?;
    finished(count, rest)
}

/// With a filter of the user's some tests are left out on purpose.
fn finished(count: Count, rest: &[String]) -> Result<Count> {
    if rest.is_empty() { count.complete() } else { Count { skipped: 0, ..count }.complete() }
}

fn runner(selection: &[&str], rest: &[String], postgres: Option<&str>) -> Result<Count> {
    let mut command = cargo();
    if tools::find("cargo-nextest", &[]).is_some() {
        command.args(["nextest", "run", "--no-tests", "pass"]);
    } else {
        command.args(["test", "--no-fail-fast"]);
    }
    // What the caller's shell exports must not choose the database.
    command.args(selection).arg("--").args(rest).env("CARGO_TERM_COLOR", "never").env_remove(POSTGRES);
    if let Some(url) = postgres {
        command.env(POSTGRES, url);
    }
    let (text, status) = tee("tests", &mut command)?;
    let count = Count::of_cargo(&text);
    ensure!(status.success() || count.failed > 0, "the tests did not run ({status})");
    Ok(count)
}
