//! `cargo xtask bench NAME`: load and fault runs against a real server process. Each prints one JSON
//! line with what was measured, on what, from which commit.

mod diskfull;
mod http;
mod journal;
pub mod kill9;
mod load;

mod random;
mod report;
mod server;
mod sigterm;
mod start;
mod stored;
mod target;
mod throughput;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::args::Args;
use target::Database;

const HELP: &str = "\
cargo xtask bench NAME [--database sqlite|postgres]

  feedback [--seconds 20]           durable POST /api/feedback per second, 64 connections
  events [--seconds 20]             durable events per second, in batches of 10
  page                              the overview and the inbox with 100,000 entries
  kill9 [--kills 200] [--sabotage]  kill -9 under load: what was acknowledged must be stored
  sigterm [--stops 20]              SIGTERM under load
  diskfull [--cycles 5]             a full disk, then a free one (root: mounts a tmpfs)
  start [--starts 20]               from start to ready; idle memory";

/// Dispatches to the measurement named first.
pub fn bench(mut args: Args) -> Result<ExitCode> {
    let name = args.word();
    let database = args.value("--database")?.map(|name| Database::named(&name)).transpose()?;
    let either = database.map_or_else(|| vec![Database::Sqlite, Database::Postgres], |one| vec![one]);
    let one = database.unwrap_or(Database::Sqlite);
    match name.as_deref() {
        Some("feedback" | "events") => {
            let seconds = args.number("--seconds", 20)?;
            args.finish()?;
            let kind = throughput::Kind::named(name.as_deref().unwrap_or_default());
            either.into_iter().try_for_each(|database| throughput::run(kind, database, seconds))?;
        }
        Some("kill9") => {
            let plan = kill9::Plan { kills: args.number("--kills", 200)?, sabotage: args.flag("--sabotage") };
            args.finish()?;
            kill9::run(&plan, one)?;
        }
        Some("sigterm") => {
            let stops = args.number("--stops", 20)?;
            args.finish()?;
            sigterm::run(stops, one)?;
        }
        Some("diskfull") => {
            let cycles = args.number("--cycles", 5)?;
            args.finish()?;
            diskfull::run(cycles)?;
        }
        Some("start") => {
            let starts = args.number("--starts", 20)?;
            args.finish()?;
            start::run(starts, one)?;
        }
        _ => bail!("{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}
