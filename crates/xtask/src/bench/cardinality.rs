//! What a flood of made-up paths and browsers costs: memory, and whether the page still comes and its totals are right.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::http::{USER_AGENT, fetch, post_events, post_with};
use super::load::drive;
use super::page::{PASSWORD, sign_in};
use super::random::Random;
use super::reader::{Reader, pages};
use super::report::Report;
use super::sender::send;
use super::server::Server;
use super::target::{Subject, Target};
use crate::run::say;

const CONNECTIONS: usize = 64;
/// Ordinary events that come first, until the server has the memory that any load gives it.
const BEFORE: u64 = 200_000;
/// Rows of one answer of the API.
const ROWS: u64 = 10_000;

pub fn run(count: u64, times: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    target.setup.admin("ada@example.org", PASSWORD)?;
    let token = target.setup.token("load", "analytics:read")?;
    let server = target.setup.start()?;
    let cookie = format!("Cookie: {}", sign_in(server.addr)?);
    let page = pages(["/app/load/analytics?period=day"], &cookie);
    let mut report = Report::new("cardinality", &target)?;
    report.set("events", count);
    let mut random = Random::new(1);
    let mut fill = |name: &str, count: u64, ordinary: bool| {
        say("cardinality", &format!("{count} {name}"));
        send(&server, CONNECTIONS, count, |n, out| {
            let path = if ordinary { n % 50 } else { n };
            let agent = format!("Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0");
            let body = format!(
                "{{\"v\":1,\"k\":\"{}\",\"i\":\"{:016x}\",\"s\":0,\"w\":1280,\"ev\":[{{\"q\":0,\"t\":0,\"n\":\"pageview\",\
                 \"u\":\"https://app.example/made-up/{path}\"}}]}}",
                target.key,
                random.page()
            );
            post_events(out, (n, if ordinary { USER_AGENT } else { &agent }), &body);
        })?;
        // The page as well: what it remembers is not what is asked about.
        let mut reader = Reader::new(&page, times);
        drive(server.addr, 1, &mut reader)?;
        ensure!(reader.failed == 0, "the page was not answered by 200:\n{}", server.log());
        Ok((server.rss()?, reader.samples))
    };
    let (before, _) = fill("ordinary events", BEFORE, true)?;
    let (after, mut samples) = fill("made-up paths and browsers", count, false)?;
    report.set("rss_before_mb", before >> 20);
    report.set("rss_mb", after >> 20);
    report.set("rss_growth_mb", after.saturating_sub(before) >> 20);
    report.set_latency("page_", &mut samples);
    for dimension in ["event:page", "visit:browser"] {
        let (rows, sum) = total(&server, &token, dimension)?;
        report.set(&format!("{dimension}_rows"), rows);
        ensure!(sum == BEFORE + count, "{dimension} adds up to {sum} events of {}", BEFORE + count);
    }
    report.print();
    Ok(())
}

/// The rows of today by a dimension, and their events in all.
fn total(server: &Server, token: &str, dimension: &str) -> Result<(u64, u64)> {
    let (mut rows, mut sum) = (0, 0);
    loop {
        let question = json!({
            "metrics": ["events"], "date_range": "day", "dimensions": [dimension],
            "pagination": { "limit": ROWS, "offset": rows },
        });
        let mut request = Vec::new();
        let who = format!("Authorization: Bearer {token}");
        post_with(&mut request, "/api/v1/analytics/query", &who, &question.to_string());
        let answer: Value = serde_json::from_slice(&fetch(server.addr, &request)?)?;
        let results = answer["results"].as_array().map(Vec::as_slice).unwrap_or_default();
        sum += results.iter().filter_map(|row| row["metrics"][0].as_u64()).sum::<u64>();
        rows += results.len() as u64;
        if (results.len() as u64) < ROWS {
            return Ok((rows, sum));
        }
    }
}
