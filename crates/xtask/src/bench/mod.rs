//! `cargo xtask bench NAME`: load and fault runs against a real server process. Each prints one JSON
//! line with what was measured, on what, from which commit.

mod cardinality;
mod cores;
mod dashboard;
mod diskfull;
mod events;
mod history;
mod host_page;
mod http;
mod journal;
pub mod kill9;
mod load;
mod page;
mod random;
mod reader;
mod report;
mod search;
mod sender;
mod server;
mod sigterm;
mod start;
mod stored;
mod target;
mod throughput;
mod words;

use std::process::ExitCode;

use anyhow::{Result, bail, ensure};

use crate::args::Args;
use crate::build::{Mode, build};
use target::{Database, Subject};

/// Events of a large store.
const STORED: u64 = 10_000_000;

const HELP: &str = "\
cargo xtask bench NAME [--database sqlite|postgres] [--debug]

  feedback [--seconds 20]           durable POST /api/feedback per second, 64 connections
  events [--seconds 60] [--stored 10000000]
                                    durable events per second: on one core, in batches of 10, far too many, on a large store
  dashboard [--times 100] [--stored 10000000]
                                    questions about 365 days of events, cold and warm
  cardinality [--count 1000000]     memory and page after as many made-up paths and browsers
  page [--times 300]                the overview and the inbox with 100,000 entries
  search [--times 1500]             search, suggestions, filters with 100,000 entries; same results on both
  host-page [--times 15]            what the script costs the page it is on, and how soon the form is there
  kill9 [--kills 200] [--sabotage]  kill -9 under load: what was acknowledged must be stored
  sigterm [--stops 20]              SIGTERM under load
  diskfull [--cycles 5]             a full disk, then a free one (root: mounts a tmpfs)
  start [--starts 20]               from start to ready; idle memory

--debug runs the debug build: to try a run out, its figures say nothing.";

/// Dispatches to the measurement named first.
pub fn bench(mut args: Args) -> Result<ExitCode> {
    let name = args.word().unwrap_or_default();
    let database = args.value("--database")?.map(|name| Database::named(&name)).transpose()?;
    let mode = Mode::from_release(!args.flag("--debug"));
    let run = Run { mode, database };
    match name.as_str() {
        "feedback" => {
            let seconds = args.number("--seconds", 20)?;
            args.finish()?;
            run.either()?.into_iter().try_for_each(|subject| throughput::run(subject, seconds))?;
        }
        "events" => {
            let (seconds, stored) = (args.number("--seconds", 60)?, args.number("--stored", STORED)?);
            let plan = events::Plan { seconds, stored };
            args.finish()?;
            run.either()?.into_iter().try_for_each(|subject| events::run(&plan, subject))?;
        }
        "dashboard" => {
            let (times, stored) = (args.number("--times", 100)?, args.number("--stored", STORED)?);
            args.finish()?;
            run.either()?.into_iter().try_for_each(|subject| dashboard::run(times, stored, subject))?;
        }
        "cardinality" => {
            let (count, times) = (args.number("--count", 1_000_000)?, args.number("--times", 100)?);
            args.finish()?;
            run.either()?.into_iter().try_for_each(|subject| cardinality::run(count, times, subject))?;
        }
        "page" => {
            let times = args.number("--times", 300)?;
            args.finish()?;
            run.either()?.into_iter().try_for_each(|subject| page::run(times, subject))?;
        }
        "search" => {
            let times = args.number("--times", 1500)?;
            args.finish()?;
            search::run(times, run.either()?)?;
        }
        "host-page" => {
            let times = args.number("--times", 15)?;
            args.finish()?;
            host_page::run(times, run.one()?)?;
        }
        "kill9" => {
            let plan = kill9::Plan { kills: args.number("--kills", 200)?, sabotage: args.flag("--sabotage") };
            args.finish()?;
            kill9::run(&plan, if plan.sabotage { run.sabotaged()? } else { run.one()? })?;
        }
        "sigterm" => {
            let stops = args.number("--stops", 20)?;
            args.finish()?;
            sigterm::run(stops, run.one()?)?;
        }
        "diskfull" => {
            let cycles = args.number("--cycles", 5)?;
            args.finish()?;
            ensure!(database != Some(Database::Postgres), "only SQLite lies on the disk that is filled");
            diskfull::run(cycles, run.one()?)?;
        }
        "start" => {
            let starts = args.number("--starts", 20)?;
            args.finish()?;
            start::run(starts, run.one()?)?;
        }
        _ => bail!("{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What was asked to be measured.
struct Run {
    mode: Mode,
    database: Option<Database>,
}

impl Run {
    /// On the named database; without a name on both.
    fn either(&self) -> Result<Vec<Subject>> {
        build(self.mode)?;
        let databases =
            self.database.map_or_else(|| vec![Database::Sqlite, Database::Postgres], |one| vec![one]);
        Ok(databases.into_iter().map(|database| Subject::new(self.mode, database)).collect())
    }

    /// On the named database; without a name on SQLite.
    fn one(&self) -> Result<Subject> {
        build(self.mode)?;
        Ok(Subject::new(self.mode, self.database.unwrap_or(Database::Sqlite)))
    }

    fn sabotaged(&self) -> Result<Subject> {
        Subject::sabotaged(self.database.unwrap_or(Database::Sqlite))
    }
}
