//! How long questions about a year of events take: the page of the console and the API, cold and warm.

use std::fs;

use anyhow::Result;
use rustix::fs::sync;
use serde_json::{Value, json};

use super::history;
use super::http::post_with;
use super::page::{PASSWORD, sign_in};
use super::reader::{pages, read};
use super::report::{Report, Samples};
use super::target::{Subject, Target};
use crate::run::say;

/// Fresh processes that are asked once.
const COLD: u64 = 5;
const OVERVIEW: [&str; 6] =
    ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"];
const SPANS: [&str; 3] = ["day", "30d", "12mo"];
const PANELS: [&str; 5] = ["event:page", "visit:entry_page", "visit:source", "visit:browser", "event:name"];

pub fn run(times: u64, stored: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    target.setup.admin("ada@example.org", PASSWORD)?;
    let filled = history::fill(&target, stored)?;
    let sealed_s = history::seal(&target)?;
    let mut report = Report::new("dashboard", &target)?;
    report.set("stored", stored);
    report.set("n", times);
    report.set("event_bytes", filled.row);
    report.set("event_bytes_with_visits", filled.all);
    report.set("sealed_s", sealed_s);
    let token = target.setup.token("load", "analytics:read")?;
    let who = format!("Authorization: Bearer {token}");
    let cookie = {
        let server = target.setup.start()?;
        format!("Cookie: {}", sign_in(server.addr)?)
    };
    for span in SPANS {
        let page = pages([format!("/app/load/analytics?period={span}")], &cookie);
        measure(&target, &format!("console_{span}"), &page[0], times, &mut report)?;
    }
    for (name, question) in questions() {
        let mut request = Vec::new();
        post_with(&mut request, "/api/v1/analytics/query", &who, &question.to_string());
        measure(&target, &name, &request, times, &mut report)?;
    }
    report.print();
    Ok(())
}

fn questions() -> Vec<(String, Value)> {
    let of = |span: &str, more: Value| {
        let mut question = json!({ "metrics": OVERVIEW, "date_range": span });
        question.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        question
    };
    let mut all = Vec::new();
    for span in SPANS {
        all.push((format!("overview_{span}"), of(span, json!({}))));
        for panel in PANELS {
            let (_, field) = panel.split_once(':').expect("a field of something");
            let metrics = if panel.starts_with("event") { &["visitors", "events"][..] } else { &OVERVIEW };
            let more = json!({ "metrics": metrics, "dimensions": [panel], "pagination": { "limit": 10 } });
            all.push((format!("{field}_{span}"), of(span, more)));
        }
    }
    let filters = [
        ("by_page", json!([["is", "event:page", ["/reports/1000"]]])),
        ("by_source", json!([["is", "visit:source", ["site-1.example"]]])),
        (
            "by_both",
            json!([["contains", "event:page", ["/reports/1"]], ["is", "visit:source", ["site-1.example"]]]),
        ),
    ];
    for (name, filters) in filters {
        let more =
            json!({ "metrics": ["visitors", "events"], "dimensions": ["event:page"], "filters": filters });
        all.push((format!("{name}_30d"), of("30d", more)));
    }
    all
}

/// The same request to fresh processes, with nothing of the database in memory, and again and again to one.
fn measure(target: &Target, name: &str, request: &[u8], times: u64, report: &mut Report) -> Result<()> {
    say("dashboard", name);
    let requests = [request.to_vec()];
    let (mut cold, mut running) = (Samples::default(), None);
    for _ in 0..COLD {
        // One at a time may have the data.
        drop(running.take());
        let server = target.setup.start()?;
        forget_files();
        cold.append(read(&server, 1, &requests, 1)?);
        running = Some(server);
    }
    let server = running.expect("one was started");
    let mut warm = read(&server, 1, &requests, times)?;
    report.set(&format!("{name}_cold_ms"), cold.at(0.5));
    report.set_latency(&format!("{name}_"), &mut warm);
    Ok(())
}

/// What the system has read of files is read anew, where that is allowed.
fn forget_files() {
    sync();
    let _ = fs::write("/proc/sys/vm/drop_caches", "3");
}
