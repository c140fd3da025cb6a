//! From the start of the process to its ready line, and what it holds when nobody asks for anything.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::report::{Report, Samples};
use super::target::{Subject, Target};
use crate::run::say;

/// Long enough for the work after a start to be over.
const IDLE: Duration = Duration::from_secs(5);

pub fn run(starts: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    let mut ready = Samples::default();
    for _ in 1..starts {
        let mut server = target.setup.start()?;
        ready.add(server.ready_after);
        server.terminate();
        let ended = server.finish(Duration::from_secs(25));
        ensure!(ended.is_some_and(|status| status.success()), "SIGTERM did not end it with 0: {ended:?}");
    }
    let server = target.setup.start()?;
    ready.add(server.ready_after);
    say("start", "idle");
    sleep(IDLE);
    let mut report = Report::new("start", &target)?;
    report.set("n", ready.len());
    report.set_latency("ready_", &mut ready);
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    report.set("idle_rss_mb", (server.rss()? as f64 / 1048576.0 * 10.0).round() / 10.0);
    report.print();
    Ok(())
}
