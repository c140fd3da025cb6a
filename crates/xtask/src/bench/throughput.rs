//! How many submissions per second reach the disk, and how long each waits for it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::http::{USER_AGENT, post, post_events};
use super::load::{Work, drive};
use super::random::{Random, write_uuid};
use super::report::{Report, Samples};
use super::server::Server;
use super::target::{Subject, Target};
use crate::run::say;

const CONNECTIONS: usize = 64;
const WARM_UP: Duration = Duration::from_secs(3);
/// Page loads of one person.
const LOADS: u64 = 3;

/// What one request brings.
#[derive(Clone, Copy)]
pub enum Kind {
    Feedback,
    /// So many page views of one page load.
    Events(u64),
}

/// As many entries as 64 connections carry, for `seconds`.
pub fn run(subject: Subject, seconds: u64) -> Result<()> {
    let target = Target::new(subject)?;
    let mut server = target.setup.start()?;
    say("bench", &format!("feedback for {seconds} s"));
    let mut work = Throughput::new(Kind::Feedback, &target.key, Duration::from_secs(seconds));
    work.run(&server, CONNECTIONS)?;
    ensure!(work.failed == 0, "{} requests failed:\n{}", work.failed, server.log());
    let mut report = Report::new("feedback", &target)?;
    report.set("n", work.samples.len());
    report.set("connections", CONNECTIONS);
    report.set("seed", work.seed);
    report.set("per_s", work.per_s());
    report.set("refused", work.refused);
    report.set("rss_mb", server.rss()? >> 20);
    report.set_latency("", &mut work.samples);
    report.print();
    server.kill();
    Ok(())
}

/// Submissions of one kind for a time, after a warm-up that is not counted.
pub struct Throughput {
    kind: Kind,
    key: String,
    pub seed: u64,
    random: Random,
    time: Duration,
    /// Requests per second on offer; as many as the connections carry if none.
    pace: Option<f64>,
    /// Once all connections are there.
    began: Option<Instant>,
    sent: u64,
    text: String,
    /// Of requests acknowledged in that time.
    pub samples: Samples,
    /// 503: shed, to be retried later by a real client.
    pub refused: u64,
    /// Anything else that is no success.
    pub failed: u64,
}

impl Throughput {
    pub fn new(kind: Kind, key: &str, time: Duration) -> Self {
        let seed = Random::any_seed();
        Self {
            kind,
            key: key.to_owned(),
            seed,
            random: Random::new(seed),
            time,
            pace: None,
            began: None,
            sent: 0,
            text: String::new(),
            samples: Samples::default(),
            refused: 0,
            failed: 0,
        }
    }

    pub fn paced(self, requests_per_s: f64) -> Self {
        Self { pace: Some(requests_per_s), ..self }
    }

    pub fn run(&mut self, server: &Server, connections: usize) -> Result<()> {
        drive(server.addr, connections, self)
    }

    fn elapsed(&mut self) -> Duration {
        self.began.get_or_insert_with(Instant::now).elapsed()
    }

    /// Entries or events acknowledged per second.
    pub fn per_s(&self) -> u64 {
        self.samples.len() as u64 * self.each() / self.time.as_secs().max(1)
    }

    /// Entries or events sent per second, the warm-up included.
    pub fn offered_per_s(&self) -> u64 {
        self.sent * self.each() / (WARM_UP + self.time).as_secs()
    }

    /// What one request brings.
    fn each(&self) -> u64 {
        if let Kind::Events(count) = self.kind { count } else { 1 }
    }
}

impl Work for Throughput {
    fn request(&mut self, _slot: usize, out: &mut Vec<u8>) -> bool {
        let elapsed = self.elapsed().as_secs_f64();
        if self.pace.is_some_and(|pace| self.sent as f64 > elapsed * pace) {
            return false;
        }
        self.sent += 1;
        self.text.clear();
        match self.kind {
            Kind::Feedback => {
                feedback(&mut self.text, self.random.uuid());
                post(out, "/api/feedback", &self.key, &self.text);
            }
            Kind::Events(count) => {
                events(&mut self.text, &self.key, self.random.page(), count);
                post_events(out, (self.sent / LOADS, USER_AGENT), &self.text);
            }
        }
        true
    }

    fn answer(&mut self, _slot: usize, status: u16, _body: &[u8], took: Duration) {
        let counted = (WARM_UP..WARM_UP + self.time).contains(&self.elapsed());
        match status {
            201 | 202 if counted => self.samples.add(took),
            201 | 202 => {}
            503 => self.refused += 1,
            _ => self.failed += 1,
        }
    }

    fn broken(&mut self, _slot: usize) {
        self.failed += 1;
    }

    fn tick(&mut self) -> Result<bool> {
        Ok(self.elapsed() < WARM_UP + self.time)
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
