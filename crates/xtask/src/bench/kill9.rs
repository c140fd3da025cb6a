//! kill -9 under load, again and again: an acknowledgement must mean "on disk".

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::journal::Journal;
use super::load::{Work, drive};
use super::random::Random;
use super::report::{Report, Samples};
use super::server::Server;
use super::stored::Verdict;
use super::target::{Database, Subject, Target};
use crate::build::Mode;
use crate::run::say;

const CONNECTIONS: usize = 64;
/// Requests per second on offer: about 20,000 events with most of them batches of ten.
const OFFERED: f64 = 2_400.0;

/// How often to kill, and whether the server is the one that cheats.
pub struct Plan {
    pub kills: u64,
    pub sabotage: bool,
}

/// The short run that is part of `cargo xtask test`, on the release binary that is already built.
pub fn short(kills: u64) -> Result<()> {
    run(&Plan { kills, sabotage: false }, Subject::new(Mode::Release, Database::Sqlite))
}

/// Kills, starts again, and compares what is stored with what was acknowledged.
pub fn run(plan: &Plan, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    let seed = Random::any_seed();
    let mut random = Random::new(seed);
    let mut journal = Journal::new(&target.key, CONNECTIONS, seed ^ 1);
    let mut starts = Samples::default();
    for kill in 1..=plan.kills {
        let server = target.setup.start()?;
        starts.add(server.ready_after);
        let time = Duration::from_millis(random.between(200, 6_000));
        let mut round = Round::new(&mut journal, server, Some(time));
        drive(round.server.addr, CONNECTIONS, &mut round)?;
        if kill % 10 == 0 {
            say("kill9", &format!("{kill} kills, {} requests acknowledged", journal.acked.len()));
        }
    }
    let server = target.setup.start()?;
    let mut last = Round::new(&mut journal, server, None);
    drive(last.server.addr, CONNECTIONS, &mut last)?;
    last.server.kill();
    let verdict = Verdict::of(&target, &journal.acked)?;
    let mut report = Report::new("kill9", &target)?;
    report.set("seed", seed);
    report.set("kills", plan.kills);
    report.set("sabotage", plan.sabotage);
    report.set("refused", journal.refused);
    report.set("wrong", journal.wrong.len());
    report.set_latency("start_", &mut starts);
    verdict.put(&mut report);
    report.print();
    if plan.sabotage {
        ensure!(verdict.lost > 0, "the sabotaged server lost nothing: this check is blind");
        return Ok(());
    }
    ensure!(journal.open() == 0, "{} requests were never acknowledged", journal.open());
    ensure!(journal.wrong.is_empty(), "unexpected answers: {:?}", journal.wrong);
    verdict.check()
}

/// Load on one life of the server. What is open from the life before is sent first.
struct Round<'a> {
    journal: &'a mut Journal,
    server: Server,
    began: Instant,
    /// When to kill; without it only what is open is sent.
    kill_after: Option<Duration>,
    sent: f64,
}

impl<'a> Round<'a> {
    fn new(journal: &'a mut Journal, server: Server, kill_after: Option<Duration>) -> Self {
        Self { journal, server, began: Instant::now(), kill_after, sent: 0.0 }
    }
}

impl Work for Round<'_> {
    fn request(&mut self, slot: usize, out: &mut Vec<u8>) -> bool {
        if self.sent > self.began.elapsed().as_secs_f64() * OFFERED {
            return false;
        }
        let item = match (self.journal.next_again(), self.kill_after) {
            (Some(item), _) => item,
            (None, Some(_)) => self.journal.fresh(),
            (None, None) => return false,
        };
        self.sent += 1.0;
        self.journal.send(slot, item, out);
        true
    }

    fn answer(&mut self, slot: usize, status: u16, _body: &[u8], took: Duration) {
        self.journal.answer(slot, status, took);
    }

    fn broken(&mut self, slot: usize) {
        self.journal.broken(slot);
    }

    fn tick(&mut self) -> Result<bool> {
        match self.kill_after {
            Some(after) if self.began.elapsed() >= after => {
                self.server.kill();
                Ok(false)
            }
            Some(_) => Ok(true),
            None => Ok(self.journal.open() > 0 && self.began.elapsed() < Duration::from_secs(60)),
        }
    }
}
