//! What a flood of made-up paths and browsers costs: memory, and whether the page still comes and its totals are right.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::http::{USER_AGENT, fetch, post_events, post_with};
use super::page::{PASSWORD, sign_in};
use super::random::Random;
use super::reader::{pages, read};
use super::report::{Report, Samples};
use super::sender::send;
use super::server::Server;
use super::target::{Subject, Target};
use crate::run::say;

const CONNECTIONS: usize = 64;
/// Ordinary events that come first, until the server has the memory that any load gives it.
const BEFORE: u64 = 200_000;
/// How long the first answer may take.
const FIRST: Duration = Duration::from_secs(60);
/// Rows of one answer of the API.
const ROWS: u64 = 10_000;

pub fn run(count: u64, times: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    target.setup.admin("ada@example.org", PASSWORD)?;
    let token = target.setup.token("load", "analytics:read")?;
    let server = target.setup.start()?;
    let cookie = format!("Cookie: {}", sign_in(server.addr)?);
    let who = format!("Authorization: Bearer {token}");
    let page = pages(["/app/load/analytics?period=day"], &cookie);
    let panel = [question(&who, "event:page", 10, 0)];
    let mut report = Report::new("cardinality", &target)?;
    report.set("events", count);
    let mut random = Random::new(1);
    // Pages are read before too: what they are remembered in is not what is asked about.
    fill(&server, &target.key, &mut random, BEFORE, true)?;
    both(&server, &page, times)?;
    both(&server, &panel, times)?;
    let before = server.rss()?;
    fill(&server, &target.key, &mut random, count, false)?;
    for (name, requests) in [("page_", &page[..]), ("panel_", &panel)] {
        let (first, mut later) = both(&server, requests, times)?;
        report.set(&format!("{name}first_ms"), u64::try_from(first.as_millis())?);
        report.set_latency(name, &mut later);
    }
    let after = server.rss()?;
    report.set("rss_before_mb", before >> 20);
    report.set("rss_mb", after >> 20);
    report.set("rss_growth_mb", after.saturating_sub(before) >> 20);
    for dimension in ["event:page", "visit:browser"] {
        let (rows, sum) = total(&server, &who, dimension)?;
        report.set(&format!("{dimension}_rows"), rows);
        ensure!(sum == BEFORE + count, "{dimension} adds up to {sum} events of {}", BEFORE + count);
    }
    report.print();
    Ok(())
}

/// Sends views of a few pages by one browser, or each of another page by another browser.
fn fill(server: &Server, key: &str, random: &mut Random, count: u64, ordinary: bool) -> Result<()> {
    say("cardinality", &format!("{count} events, {}", if ordinary { "ordinary" } else { "made up" }));
    send(server, CONNECTIONS, count, |n, out| {
        let path = if ordinary { n % 50 } else { n };
        let agent = format!("Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0");
        let body = format!(
            "{{\"v\":1,\"k\":\"{key}\",\"i\":\"{:016x}\",\"s\":0,\"w\":1280,\"ev\":[{{\"q\":0,\"t\":0,\"n\":\"pageview\",\
             \"u\":\"https://app.example/made-up/{path}\"}}]}}",
            random.page()
        );
        post_events(out, (n, if ordinary { USER_AGENT } else { &agent }), &body);
    })
}

/// How long the first answer takes, which later ones are told from, and how long those do.
fn both(server: &Server, requests: &[Vec<u8>], times: u64) -> Result<(Duration, Samples)> {
    let began = Instant::now();
    while let Err(error) = read(server, 1, requests, 1) {
        ensure!(began.elapsed() < FIRST, "no answer comes: {error}");
    }
    Ok((began.elapsed(), read(server, 1, requests, times)?))
}

/// What happened today by a dimension.
fn question(who: &str, dimension: &str, limit: u64, offset: u64) -> Vec<u8> {
    let question = json!({
        "metrics": ["events"], "date_range": "day", "dimensions": [dimension],
        "pagination": { "limit": limit, "offset": offset },
    });
    let mut request = Vec::new();
    post_with(&mut request, "/api/v1/analytics/query", who, &question.to_string());
    request
}

/// The rows of today by a dimension, and their events in all.
fn total(server: &Server, who: &str, dimension: &str) -> Result<(u64, u64)> {
    let (mut rows, mut sum) = (0, 0);
    loop {
        let request = question(who, dimension, ROWS, rows);
        let answer: Value = serde_json::from_slice(&fetch(server.addr, &request)?)?;
        let results = answer["results"].as_array().map(Vec::as_slice).unwrap_or_default();
        sum += results.iter().filter_map(|row| row["metrics"][0].as_u64()).sum::<u64>();
        rows += results.len() as u64;
        if (results.len() as u64) < ROWS {
            return Ok((rows, sum));
        }
    }
}
