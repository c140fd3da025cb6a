//! A year of events in a store, made by the database itself: it would take an hour to send them.
//!
//! Visits of one and of six events, three to two; 2,047 paths, each twice as many as there are before it seen as often
//! as those together (Zipf's law in steps); 31 sources; a visit in four with vitals. The words are posted to a server
//! first, since only that can number them.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::http::{USER_AGENT, post_events};
use super::random::{Random, unix_ms};
use super::sender::send;
use super::target::Target;
use crate::run::say;

const DAYS: u64 = 365;
const DAY_MS: u64 = 86_400_000;
/// Events of ten visits: six of one, four of six.
const BLOCK: u64 = 30;
const PATH_OCTAVES: u32 = 11;
const SOURCE_OCTAVES: u32 = 5;
/// Views that bring these words with one request.
const VIEWS: u64 = 32;
/// Events stored with one statement: the log of the database stays small.
const AT_ONCE: u64 = 600_000;
const SEALING: Duration = Duration::from_secs(3_600);

// Dimensions, as src/analytics/model/dim.rs numbers them.
const ENVIRONMENT: u64 = 1;
const RELEASE: u64 = 2;
const NAME: u64 = 3;
const PATH: u64 = 4;
const SOURCE: u64 = 5;
const CHANNEL: u64 = 6;
const DEVICE: u64 = 16;
const BROWSER: u64 = 17;
const OS: u64 = 18;
const SCREEN: u64 = 19;

/// Bytes for each event.
pub struct Filled {
    /// Of its row and its place in the index.
    pub row: u64,
    /// With visits and vitals.
    pub all: u64,
}

/// Stores `count` events until now.
pub fn fill(target: &Target, count: u64) -> Result<Filled> {
    ensure!(count.is_multiple_of(BLOCK), "a store has a multiple of {BLOCK} events");
    post_words(target)?;
    let before = target.bytes()?;
    let project: u64 = target.query("select id from projects where slug = 'load'")?.trim().parse()?;
    target.query("create table bench_words (dim bigint, n bigint, id bigint, primary key (dim, n))")?;
    target.query(
        "insert into bench_words select dim, row_number() over (partition by dim order by id) - 1, id from dict",
    )?;
    let maker = Maker { target, project, start: start(), step: DAYS * DAY_MS / count };
    let spans = || (0..count).step_by(AT_ONCE as usize).map(|from| (from, count.min(from + AT_ONCE)));
    for (from, to) in spans() {
        say("history", &format!("{to} events"));
        target.query(&maker.events(from, to))?;
    }
    target.tidy()?;
    let row = (target.bytes()? - before) / count;
    for (from, to) in spans() {
        say("history", &format!("visits of {to} events"));
        target.query(&maker.visits(from, to))?;
        target.query(&maker.vitals(from, to))?;
    }
    target.query("drop table bench_words")?;
    target.tidy()?;
    Ok(Filled { row, all: (target.bytes()? - before) / count })
}

fn start() -> u64 {
    unix_ms() - DAYS * DAY_MS
}

/// Has a server seal the days of a filled store; seconds.
pub fn seal(target: &Target) -> Result<u64> {
    say("history", "sealing");
    let first = start() / DAY_MS;
    target.query(&format!(
        "insert into dirty_days (project_id, day) select id, value from projects, {} where slug = 'load'",
        target.series(first, first + DAYS - 1)
    ))?;
    let mut server = target.setup.start()?;
    let began = Instant::now();
    while target.query("select count(*) from dirty_days")?.trim() != "0" {
        ensure!(began.elapsed() < SEALING, "the days are not sealed:\n{}", server.log());
        thread::sleep(Duration::from_millis(500));
    }
    server.terminate();
    ensure!(server.finish(Duration::from_secs(30)).is_some(), "the server does not end");
    target.tidy()?;
    Ok(began.elapsed().as_secs())
}

/// The SQL; both databases understand it.
struct Maker<'a> {
    target: &'a Target,
    project: u64,
    /// Of the first event.
    start: u64,
    /// Milliseconds from one event to the next.
    step: u64,
}

/// Something that looks random of the number in column `n`, below 1,000,003.
fn mixed(n: &str, salt: u64) -> String {
    format!("((({n} % 1000003) * 7919 + {n} / 1000003 * 31337 + {salt}) * 7919 % 1000003)")
}

/// A word: each octave of its list is as likely as any other.
fn word(dim: u64, n: &str, salt: u64, octaves: u32) -> String {
    let octave = format!("({} % {octaves})", mixed(n, salt));
    let place =
        format!("(1 << cast({octave} as int)) - 1 + {} % (1 << cast({octave} as int))", mixed(n, salt + 17));
    format!("(select id from bench_words where dim = {dim} and n = {place})")
}

impl Maker<'_> {
    fn at(&self, n: &str) -> String {
        format!("({} + {n} * {})", self.start, self.step)
    }

    /// The events' numbers, and of each its visit's number `w`, the number `f` of the visit's first event, and its
    /// place `i` in the block.
    fn numbers(&self, from: u64, to: u64, only: &str) -> String {
        format!(
            "(select n, i, n / {BLOCK} * 10 + v as w, n / {BLOCK} * {BLOCK} + v as f, v from
 (select n, i, case when i < 10 then i else 6 + (i - 10) % 4 end as v from
  (select value as n, value % {BLOCK} as i from {}) as a
 ) as b where {only}) as e",
            self.target.series(from, to - 1)
        )
    }

    fn visit(&self) -> String {
        format!("(({} << 20) | (w & 1048575))", self.at("f"))
    }

    /// One visit in ten is somebody's second.
    fn visitor() -> &'static str {
        "((case when v = 9 then w - 8 else w end + 1) * 1000003)"
    }

    fn page(&self) -> String {
        format!("(({} << 22) | (n & 4194303))", self.at("n"))
    }

    fn events(&self, from: u64, to: u64) -> String {
        let (path, engaged) = (word(PATH, "n", 3, PATH_OCTAVES), mixed("n", 5));
        format!(
            "insert into events (project_id, at, page, seq, environment, release, visitor, visit, name, path, engaged_ms,
  scroll, nav, flags, props)
 select {project}, {at}, {page}, 0, {environment}, {release}, {visitor}, {visit},
  case when i < 26 then {view} else {signup} end, {path}, {engaged} % 60000, {engaged} % 100, 0, 2,
  case when i % 20 = 0 then '{{\"plan\":\"pro\"}}' end
 from {numbers} order by n",
            project = self.project,
            at = self.at("n"),
            page = self.page(),
            environment = self.posted(ENVIRONMENT, "production"),
            release = self.posted(RELEASE, "web@2.4.0"),
            visitor = Self::visitor(),
            visit = self.visit(),
            view = self.posted(NAME, "pageview"),
            signup = self.posted(NAME, "Signup"),
            numbers = self.numbers(from, to, "true"),
        )
    }

    fn visits(&self, from: u64, to: u64) -> String {
        let last = format!("(n / {BLOCK} * {BLOCK} + 20 + v)");
        format!(
            "insert into visits (project_id, id, first, environment, visitor, last_at, views, events, engaged_ms, bounce,
  entry, leave, source, channel, referrer, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, device, browser, os, screen)
 select {project}, {visit}, {visit}, {environment}, {visitor}, case when v < 6 then {at} else {until} end,
  case when v < 6 then 1 else 5 end, case when v < 6 then 1 else 6 end, 30000, case when v < 6 then 1 else 0 end,
  {entry}, {entry}, {source}, {channel}, 0, 0, 0, 0, 0, 0, 0, 0, 0, {device}, {browser}, {os}, {screen}
 from {numbers} order by n",
            project = self.project,
            visit = self.visit(),
            environment = self.posted(ENVIRONMENT, "production"),
            visitor = Self::visitor(),
            at = self.at("n"),
            until = self.at(&last),
            entry = word(PATH, "n", 3, PATH_OCTAVES),
            source = word(SOURCE, "n", 7, SOURCE_OCTAVES),
            channel = self.any(CHANNEL),
            device = self.any(DEVICE),
            browser = self.any(BROWSER),
            os = self.any(OS),
            screen = self.any(SCREEN),
            numbers = self.numbers(from, to, "i < 10"),
        )
    }

    fn vitals(&self, from: u64, to: u64) -> String {
        let value = mixed("n", 11);
        format!(
            "insert into vitals (project_id, page, seq, revision, lcp, cls, inp, fcp, ttfb)
 select {}, {}, 0, 1, 800 + {value} % 4000, {value} % 3000, 40 + {value} % 500, 400 + {value} % 2000, 90 + {value} % 900
 from {} order by n",
            self.project,
            self.page(),
            self.numbers(from, to, "i < 10 and n % 4 = 0")
        )
    }

    fn posted(&self, dim: u64, text: &str) -> String {
        format!(
            "(select id from dict where project_id = {} and dim = {dim} and text = '{text}')",
            self.project
        )
    }

    fn any(&self, dim: u64) -> String {
        format!("(select min(id) from bench_words where dim = {dim})")
    }
}

/// Sends each path and source once.
fn post_words(target: &Target) -> Result<()> {
    let mut server = target.setup.start()?;
    let mut random = Random::new(1);
    send(&server, 4, (1 << PATH_OCTAVES) / VIEWS, |n, out| {
        let path = n * VIEWS;
        let event = |q: u64, path: u64, name: &str| {
            let source = path % (1 << SOURCE_OCTAVES);
            format!(
                "{{\"q\":{q},\"t\":0,\"n\":\"{name}\",\"u\":\"https://app.example/reports/{path}\",\"r\":\"https://site-{source}.example/\"}}"
            )
        };
        let views: Vec<String> = (0..VIEWS).map(|q| event(q, path + q, "pageview")).collect();
        let body = format!(
            "{{\"v\":1,\"k\":\"{}\",\"i\":\"{:016x}\",\"s\":900,\"env\":\"production\",\"rel\":\"web@2.4.0\",\"w\":1280,\"ev\":[{},{}]}}",
            target.key,
            random.page(),
            views.join(","),
            event(VIEWS, path, "Signup")
        );
        post_events(out, (n, USER_AGENT), &body);
    })?;
    server.terminate();
    ensure!(server.finish(Duration::from_secs(30)).is_some(), "the server does not end");
    Ok(())
}
