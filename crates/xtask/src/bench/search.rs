//! How long a search, the suggestions for an entry and the inbox take among 100,000 entries, and
//! whether both databases find the same.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::http::{fetch, get_with, post};
use super::page::{PASSWORD, sign_in};
use super::random::Random;
use super::reader::{pages, read};
use super::report::Report;
use super::sender::send;
use super::server::Server;
use super::target::{Subject, Target};
use super::words::{Texts, query};
use crate::run::say;

const STORED: u64 = 100_000;
const FILLING: usize = 64;
/// People who look at the same time.
const READERS: usize = 4;
const QUERIES: usize = 300;
/// The same for every run: the databases are compared by what they find.
const SEED: u64 = 20_260_303;
/// One entry of so many is from elsewhere.
const RARE_EVERY: u64 = 1_000;
/// Filters that select most entries or many, and such that select few or none.
const COMMON: [&str; 5] =
    ["page=/reports/7", "page=/reports/*", "release=web@2.7.0", "browser=Firefox", "environment=production"];
const RARE: [&str; 7] = [
    "page=/odd",
    "page=/odd*",
    "page=/none/*",
    "release=web@3.0.0",
    "browser=Lynx",
    "environment=staging",
    "environment=testing",
];

/// The ids that each query finds.
type Found = Vec<(String, BTreeSet<String>)>;

/// Fills a project on each database, asks, and compares what was found.
pub fn run(times: u64, subjects: Vec<Subject>) -> Result<()> {
    let mut all: Vec<Found> = Vec::new();
    for subject in subjects {
        all.push(one(times, subject)?);
    }
    let [first, others @ ..] = &all[..] else { return Ok(()) };
    for (number, (query, ids)) in first.iter().enumerate() {
        for other in others {
            let differing = ids.symmetric_difference(&other[number].1).count();
            ensure!(differing == 0, "the databases differ by {differing} entries for q={query}");
        }
    }
    let hits: usize = first.iter().map(|(_, ids)| ids.len()).sum();
    say("search", &format!("{QUERIES} queries found the same {hits} entries on {} databases", all.len()));
    Ok(())
}

fn one(times: u64, subject: Subject) -> Result<Found> {
    let target = Target::new(subject)?;
    target.setup.admin("ada@example.org", PASSWORD)?;
    let token = target.setup.token("load", "feedback:read")?;
    let server = target.setup.start()?;
    let queries = fill(&target, &server)?;
    let bearer = format!("Authorization: Bearer {token}");
    let cookie = format!("Cookie: {}", sign_in(server.addr)?);
    let mut report = Report::new("search", &target)?;
    report.set("stored", STORED);
    report.set("readers", READERS);
    report.set("queries", QUERIES);
    let lists: Vec<String> = queries.iter().map(|query| format!("/api/feedback?q={query}")).collect();
    let mut random = Random::new(SEED);
    let some: Vec<u64> = (0..QUERIES).map(|_| random.between(0, STORED)).collect();
    let similar = some.iter().map(|n| format!("/api/v1/feedback/{}/similar", id(*n)));
    let inbox = vec!["/app/load/feedback".to_owned()];
    let searched: Vec<String> = queries.iter().map(|query| format!("/app/load/feedback?q={query}")).collect();
    let narrowed = |filters: &[&str]| -> Vec<String> {
        filters.iter().map(|filter| format!("/app/load/feedback?{filter}")).collect()
    };
    let entries = some.iter().map(|n| format!("/app/load/feedback/{}", id(*n)));
    for (name, paths, who) in [
        ("search", lists, &bearer),
        ("similar", similar.collect(), &bearer),
        ("inbox", inbox, &cookie),
        ("inbox_search", searched, &cookie),
        ("inbox_common", narrowed(&COMMON), &cookie),
        ("inbox_rare", narrowed(&RARE), &cookie),
        ("entry", entries.collect(), &cookie),
    ] {
        say("search", name);
        let requests = pages(paths, who);
        // Once to fill caches that a server in use has filled.
        read(&server, READERS, &requests, QUERIES as u64)?;
        let mut took = read(&server, READERS, &requests, times)?;
        report.set_latency(&format!("{name}_"), &mut took);
    }
    report.set("rss_mb", server.rss()? >> 20);
    report.print();
    say("search", "reading everything that was found");
    queries.into_iter().map(|query| Ok((query.clone(), found(&server, &bearer, &query)?))).collect()
}

/// Stores the entries; queries that find some of them.
fn fill(target: &Target, server: &Server) -> Result<Vec<String>> {
    say("search", &format!("storing {STORED} entries"));
    let (mut texts, mut queries) = (Texts::new(SEED), Vec::new());
    send(server, FILLING, STORED, |n, out| {
        let text = texts.next();
        let random = texts.random();
        let odd = n.is_multiple_of(RARE_EVERY);
        let page = format!("/reports/{}", random.between(0, 50));
        let page = if odd { "/odd".to_owned() } else { page };
        let kind = ["bug", "feature", "general"][random.between(0, 3) as usize];
        let release = format!("web@2.{}.0", random.between(0, 20));
        if n.is_multiple_of(STORED / QUERIES as u64) && queries.len() < QUERIES {
            queries.push(query(random, &text));
        }
        let body = json!({
            "id": id(n), "content": text, "feedback_type": kind, "page": page, "release": release,
            "browser": if odd { "Lynx 2.9" } else { "Firefox 140" },
            "environment": odd.then_some("staging"),
        });
        post(out, "/api/feedback", &target.key, &body.to_string());
    })?;
    target.tidy()?;
    Ok(queries)
}

/// The ids of everything a query finds, page by page.
fn found(server: &Server, who: &str, query: &str) -> Result<BTreeSet<String>> {
    let (mut ids, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let mut request = Vec::new();
        get_with(&mut request, &format!("/api/feedback?limit=200&cursor={cursor}&q={query}"), who);
        let page: Value = serde_json::from_slice(&fetch(server.addr, &request)?)?;
        let items = page["items"].as_array().with_context(|| page.to_string())?;
        let before = ids.len();
        ids.extend(items.iter().filter_map(|item| Some(item["id"].as_str()?.to_owned())));
        ensure!(ids.len() == before + items.len(), "an entry was listed twice for q={query}");
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(ids),
        }
    }
}

/// The id of the entry number `n`, alike on every database.
fn id(n: u64) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012x}")
}
