//! How many events per second reach the disk: on one core one by one, on a fresh store and on a large one; on all cores
//! in batches; and what becomes of a load that is too much, from a crowd that waits and from one that does not.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::cores::pin;
use super::history;
use super::report::Report;
use super::server::Server;
use super::target::{Subject, Target};
use super::throughput::{Kind, Throughput};
use crate::run::say;

const CONNECTIONS: usize = 64;
/// Requests that are under way at once when there are too many.
const CROWD: usize = 1_024;
/// How many times more is on offer than is carried, and by how many connections.
const FLOOD: f64 = 4.0;
const FLOODING: usize = 2 * CROWD;
/// Events of one request, as a busy page sends them.
const BATCH: u64 = 10;

pub struct Plan {
    pub seconds: u64,
    /// Events of the large store.
    pub stored: u64,
}

pub fn run(plan: &Plan, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    let mut report = Report::new("events", &target)?;
    report.set("seconds", plan.seconds);
    report.set("connections", CONNECTIONS);
    let bench = Bench { target: &target, time: Duration::from_secs(plan.seconds) };
    bench.one_core("single_", &mut report)?;
    bench.all_cores(&mut report)?;
    if plan.stored > 0 {
        history::fill(&target, plan.stored)?;
        history::seal(&target)?;
        report.set("stored", plan.stored);
        bench.one_core("stored_single_", &mut report)?;
    }
    report.print();
    Ok(())
}

struct Bench<'a> {
    target: &'a Target,
    time: Duration,
}

impl Bench<'_> {
    /// One event per request; the server on one core, the load on another.
    fn one_core(&self, field: &str, report: &mut Report) -> Result<()> {
        let server = {
            let _pinned = pin(0)?;
            self.target.setup.start()?
        };
        let _pinned = pin(1)?;
        let work = self.work(Kind::Events(1));
        self.measure(field, work, CONNECTIONS, &server, report)?;
        Ok(())
    }

    /// Batches: as many as it carries, four fifths of that, and more than that.
    fn all_cores(&self, report: &mut Report) -> Result<()> {
        let server = self.target.setup.start()?;
        let kind = Kind::Events(BATCH);
        let paced = |per_s: f64| self.work(kind).paced(per_s);
        let peak = self.measure("batch_", self.work(kind), CONNECTIONS, &server, report)?;
        let peak = peak as f64 / BATCH as f64;
        self.measure("paced_", paced(peak * 0.8), CONNECTIONS, &server, report)?;
        self.measure("crowd_", self.work(kind), CROWD, &server, report)?;
        self.measure("flood_", paced(peak * FLOOD), FLOODING, &server, report)?;
        Ok(())
    }

    fn work(&self, kind: Kind) -> Throughput {
        Throughput::new(kind, &self.target.key, self.time)
    }

    /// Events per second.
    fn measure(
        &self,
        field: &str,
        mut work: Throughput,
        connections: usize,
        server: &Server,
        report: &mut Report,
    ) -> Result<u64> {
        say("events", field.trim_end_matches('_'));
        work.run(server, connections)?;
        ensure!(work.failed == 0, "{} requests failed:\n{}", work.failed, server.log());
        report.set(&format!("{field}per_s"), work.per_s());
        report.set(&format!("{field}offered_per_s"), work.offered_per_s());
        report.set(&format!("{field}refused"), work.refused);
        report.set(&format!("{field}rss_mb"), server.rss()? >> 20);
        report.set_latency(field, &mut work.samples);
        Ok(work.per_s())
    }
}
