//! How many submissions per second reach the disk, and how long each waits for it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::http::post;
use super::load::{Work, drive};
use super::random::{Random, write_uuid};
use super::report::{Report, Samples};
use super::target::{Subject, Target};
use crate::run::say;

const CONNECTIONS: usize = 64;
const WARM_UP: Duration = Duration::from_secs(3);
/// Events of one request, as a busy page sends them.
const BATCH: u64 = 10;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Feedback,
    Events,
}

impl Kind {
    pub fn named(name: &str) -> Self {
        if name == "events" { Self::Events } else { Self::Feedback }
    }

    fn name(self) -> &'static str {
        if self == Self::Events { "events" } else { "feedback" }
    }

    fn items(self) -> u64 {
        if self == Self::Events { BATCH } else { 1 }
    }
}

/// Warm-up, then `seconds` of as much as 64 connections carry.
pub fn run(kind: Kind, subject: Subject, seconds: u64) -> Result<()> {
    let target = Target::new(subject)?;
    let mut server = target.setup.start()?;
    say("bench", &format!("{} for {seconds} s", kind.name()));
    let mut work = Throughput::new(kind, &target.key, Duration::from_secs(seconds));
    let seed = work.seed;
    drive(server.addr, CONNECTIONS, &mut work)?;
    let rss = server.rss()?;
    ensure!(work.failed == 0, "{} requests failed:\n{}", work.failed, server.log());
    let mut report = Report::new(kind.name(), &target)?;
    let acked = work.samples.len() as u64 * kind.items();
    report.set("n", acked);
    report.set("seed", seed);
    report.set("connections", CONNECTIONS);
    report.set("per_s", acked / seconds);
    report.set("refused", work.refused);
    report.set("rss_mb", rss >> 20);
    report.set_latency("", &mut work.samples);
    report.print();
    server.kill();
    Ok(())
}

/// Endless submissions of one kind.
pub struct Throughput {
    kind: Kind,
    key: String,
    seed: u64,
    random: Random,
    measured_from: Instant,
    until: Instant,
    text: String,
    pub samples: Samples,
    /// 503: shed, to be retried later by a real client.
    refused: u64,
    /// Anything else that is no success.
    failed: u64,
}

impl Throughput {
    fn new(kind: Kind, key: &str, time: Duration) -> Self {
        let seed = Random::any_seed();
        let measured_from = Instant::now() + WARM_UP;
        Self {
            kind,
            key: key.to_owned(),
            seed,
            random: Random::new(seed),
            measured_from,
            until: measured_from + time,
            text: String::new(),
            samples: Samples::default(),
            refused: 0,
            failed: 0,
        }
    }
}

impl Work for Throughput {
    fn request(&mut self, _slot: usize, out: &mut Vec<u8>) -> bool {
        self.text.clear();
        match self.kind {
            Kind::Feedback => {
                feedback(&mut self.text, self.random.uuid());
                post(out, "/api/feedback", &self.key, &self.text);
            }
            Kind::Events => {
                events(&mut self.text, &self.key, self.random.page(), BATCH);
                post(out, "/api/events", &self.key, &self.text);
            }
        }
        true
    }

    fn answer(&mut self, _slot: usize, status: u16, _body: &[u8], took: Duration) {
        let now = Instant::now();
        match status {
            201 | 202 if now >= self.measured_from && now < self.until => self.samples.add(took),
            201 | 202 => {}
            503 => self.refused += 1,
            _ => self.failed += 1,
        }
    }

    fn broken(&mut self, _slot: usize) {
        self.failed += 1;
    }

    fn tick(&mut self) -> Result<bool> {
        Ok(Instant::now() < self.until)
    }
}

/// The body of one feedback entry; the same id gives the same body.
pub fn feedback(out: &mut String, id: u128) {
    let kind = ["bug", "feature", "general"][(id % 3) as usize];
    out.push_str("{\"id\":\"");
    write_uuid(out, id);
    let _ = write!(
        out,
        "\",\"feedback_type\":\"{kind}\",\"page\":\"/reports/{}\",\"content\":\"The report {:x} takes \
         longer than it did last week, and the export leaves out the last column when a filter is set.\"}}",
        id % 50,
        id >> 64
    );
}

/// The body of `count` page views of the page load `page`, as a page that changes its address sends them.
pub fn events(out: &mut String, key: &str, page: u64, count: u64) {
    let _ = write!(
        out,
        "{{\"v\":1,\"k\":\"{key}\",\"i\":\"{page:016x}\",\"s\":900,\"env\":\"production\",\"rel\":\"web@2.4.0\",\"w\":1280,\"ev\":["
    );
    for number in 0..count {
        let (comma, nav) = if number == 0 { ("", "navigate") } else { (",", "soft-navigation") };
        let _ = write!(
            out,
            "{comma}{{\"q\":{number},\"t\":{},\"n\":\"pageview\",\"nav\":\"{nav}\",\
             \"u\":\"https://app.example/reports/{}\"}}",
            number * 80,
            page % 50 + number
        );
    }
    out.push_str("]}");
}
