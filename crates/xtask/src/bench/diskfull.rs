//! A disk that fills up and gets space again: refused while it is full, nothing lost, no restart.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

use super::journal::Journal;
use super::load::{Work, drive};
use super::random::Random;
use super::report::{Report, Samples};
use super::server::Server;
use super::stored::Verdict;
use super::target::{Subject, Target};
use crate::run::say;
use crate::scratch::Scratch;

const CONNECTIONS: usize = 8;
/// Requests per second: the disk is to be filled by us, not by the load.
const OFFERED: f64 = 500.0;
/// How long the disk stays full, and then free, in each cycle.
const PHASE: Duration = Duration::from_secs(4);
/// The log of the database has space of its own, which is used up first.
const LAST_SPACE: Duration = Duration::from_secs(60);
/// The promise: this long after space returns the server takes entries again.
const RECOVERY: Duration = Duration::from_secs(5);

/// `cycles` times full and free on a file system of 512 MB.
pub fn run(cycles: u64, subject: Subject) -> Result<()> {
    let disk = Disk::mount()?;
    let target = Target::on(subject, disk.folder.path().join("data"))?;
    let seed = Random::any_seed();
    let mut work = Cycles {
        journal: Journal::new(&target.key, CONNECTIONS, seed),
        server: target.setup.start()?,
        disk: &disk,
        left: cycles,
        full: false,
        since: Instant::now(),
        full_since: Instant::now(),
        refused_before: 0,
        recovered: true,
        recoveries: Samples::default(),
        sent: 0.0,
        began: Instant::now(),
    };
    drive(work.server.addr, CONNECTIONS, &mut work)?;
    let restarted = work.server.ended();
    work.server.kill();
    let Cycles { journal, mut recoveries, server, .. } = work;
    let verdict = Verdict::of(&target, &journal.acked)?;
    let mut report = Report::new("diskfull", &target)?;
    report.set("seed", seed);
    report.set("cycles", cycles);
    report.set("refused", journal.refused);
    report.set("wrong", journal.wrong.len());
    report.set("unanswered", journal.open());
    report.set("ended", restarted);
    report.set_latency("recovery_", &mut recoveries);
    verdict.put(&mut report);
    report.print();
    ensure!(!restarted, "the server ended:\n{}", server.log());
    ensure!(journal.wrong.is_empty(), "unexpected answers: {:?}", journal.wrong);
    ensure!(recoveries.len() as u64 == cycles, "it recovered {} times of {cycles}", recoveries.len());
    ensure!(recoveries.at(1.0) <= 5_000.0, "recovery took {} ms", recoveries.at(1.0));
    verdict.check()
}

/// A small file system of its own.
struct Disk {
    folder: Scratch,
}

impl Disk {
    fn mount() -> Result<Self> {
        let folder = Scratch::new("disk")?;
        mount("tmpfs", folder.path(), "tmpfs", MountFlags::empty(), c"size=512m")
            .context("cannot mount a tmpfs (needs root)")?;
        Ok(Self { folder })
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("filler")
    }

    /// Takes all space there is.
    fn fill(&self) -> Result<()> {
        let mut file = File::options().create(true).append(true).open(self.filler())?;
        for size in [1 << 16, 1 << 12, 1] {
            while file.write(&vec![0; size]).is_ok_and(|written| written > 0) {}
        }
        Ok(())
    }

    fn free(&self) -> Result<()> {
        Ok(fs::remove_file(self.filler())?)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = unmount(self.folder.path(), UnmountFlags::DETACH);
    }
}

/// Steady load while the disk fills and empties.
struct Cycles<'a> {
    journal: Journal,
    server: Server,
    disk: &'a Disk,
    left: u64,
    full: bool,
    since: Instant,
    /// When the first write was refused.
    full_since: Instant,
    refused_before: u64,
    recovered: bool,
    recoveries: Samples,
    sent: f64,
    began: Instant,
}

impl Cycles<'_> {
    fn fill(&mut self) -> Result<()> {
        say("diskfull", "full");
        self.refused_before = self.journal.refused;
        self.disk.fill()?;
        (self.full, self.since, self.full_since) = (true, Instant::now(), Instant::now());
        Ok(())
    }

    fn free(&mut self) -> Result<()> {
        let refused = self.journal.refused - self.refused_before;
        say("diskfull", &format!("free again after {refused} refusals"));
        self.disk.free()?;
        (self.full, self.recovered, self.since) = (false, false, Instant::now());
        self.left -= 1;
        Ok(())
    }
}

impl Work for Cycles<'_> {
    fn request(&mut self, slot: usize, out: &mut Vec<u8>) -> bool {
        if self.sent > self.began.elapsed().as_secs_f64() * OFFERED {
            return false;
        }
        self.sent += 1.0;
        let item = self.journal.next_again().unwrap_or_else(|| self.journal.fresh());
        self.journal.send(slot, item, out);
        true
    }

    fn answer(&mut self, slot: usize, status: u16, _body: &[u8], took: Duration) {
        let acked = self.journal.answer(slot, status, took);
        if acked && !self.full && !self.recovered {
            self.recovered = true;
            self.recoveries.add(self.since.elapsed());
        }
    }

    fn broken(&mut self, slot: usize) {
        self.journal.broken(slot);
    }

    fn tick(&mut self) -> Result<bool> {
        let elapsed = self.since.elapsed();
        if self.full {
            // What the database frees meanwhile is taken too.
            self.disk.fill()?;
            if self.journal.refused == self.refused_before {
                ensure!(elapsed < LAST_SPACE, "a full disk was not noticed");
                self.full_since = Instant::now();
            }
            if self.full_since.elapsed() >= PHASE {
                self.free()?;
            }
        } else if elapsed >= PHASE.max(RECOVERY) || (self.recovered && elapsed >= PHASE) {
            if self.left == 0 {
                return Ok(self.journal.open() > 0 && elapsed < 3 * RECOVERY);
            }
            self.fill()?;
        }
        Ok(!self.server.ended())
    }
}
