//! SIGTERM under load: what was acknowledged stays, and the exit code is 0.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::journal::Journal;
use super::load::{Work, drive};
use super::random::Random;
use super::report::{Report, Samples};
use super::server::Server;
use super::stored::Verdict;
use super::target::{Subject, Target};

const CONNECTIONS: usize = 64;
const DRAIN: Duration = Duration::from_secs(25);

/// `stops` rounds of load, each ended by SIGTERM.
pub fn run(stops: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    let seed = Random::any_seed();
    let mut random = Random::new(seed);
    let mut journal = Journal::new(&target.key, CONNECTIONS, seed ^ 1);
    let (mut starts, mut drains) = (Samples::default(), Samples::default());
    let mut bad_exits = 0;
    for _ in 0..stops {
        let server = target.setup.start()?;
        starts.add(server.ready_after);
        let stop_after = Duration::from_millis(random.between(500, 3_000));
        let mut round =
            Round { journal: &mut journal, server, began: Instant::now(), stop_after, stopped: None };
        drive(round.server.addr, CONNECTIONS, &mut round)?;
        let stopped = round.stopped.context("the server ended before it was asked to")?;
        let status = round.server.finish(DRAIN);
        drains.add(stopped.elapsed());
        bad_exits += u64::from(!status.is_some_and(|status| status.success()));
    }
    let verdict = Verdict::of(&target, &journal.acked)?;
    let mut report = Report::new("sigterm", &target)?;
    report.set("seed", seed);
    report.set("stops", stops);
    report.set("exit_not_0", bad_exits);
    report.set("refused", journal.refused);
    report.set("wrong", journal.wrong.len());
    report.set_latency("start_", &mut starts);
    report.set_latency("drain_", &mut drains);
    // Requests without an answer may be stored: unlike after kill9 they are not sent again.
    report.set("unanswered", journal.open());
    verdict.put(&mut report);
    report.print();
    ensure!(bad_exits == 0, "{bad_exits} exits were not 0");
    ensure!(journal.wrong.is_empty(), "unexpected answers: {:?}", journal.wrong);
    ensure!(verdict.lost + verdict.duplicates + verdict.stray == 0 && verdict.acked > 0, "{verdict:?}");
    Ok(())
}

/// As much load as fits until the server has gone.
struct Round<'a> {
    journal: &'a mut Journal,
    server: Server,
    began: Instant,
    stop_after: Duration,
    stopped: Option<Instant>,
}

impl Work for Round<'_> {
    fn request(&mut self, slot: usize, out: &mut Vec<u8>) -> bool {
        let item = self.journal.next_again().unwrap_or_else(|| self.journal.fresh());
        self.journal.send(slot, item, out);
        true
    }

    fn answer(&mut self, slot: usize, status: u16, _body: &[u8], took: Duration) {
        self.journal.answer(slot, status, took);
    }

    fn broken(&mut self, slot: usize) {
        self.journal.broken(slot);
    }

    /// Goes on after the signal: requests that meet a stopping server are the point.
    fn tick(&mut self) -> Result<bool> {
        match self.stopped {
            None if self.began.elapsed() >= self.stop_after => {
                self.server.terminate();
                self.stopped = Some(Instant::now());
                Ok(true)
            }
            None => Ok(true),
            Some(stopped) => Ok(stopped.elapsed() < DRAIN && !self.server.ended()),
        }
    }
}
