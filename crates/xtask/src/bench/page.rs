//! How long the console's heaviest pages take when there is a lot to show.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, Result};

use super::http::{USER_AGENT, post, post_events};
use super::random::Random;
use super::reader::{pages, read};
use super::report::Report;
use super::sender::send;
use super::server::Server;
use super::target::{Subject, Target};
use super::throughput::{events, feedback};
use crate::run::say;

/// Entries, and as many page views.
const STORED: u64 = 100_000;
const BATCH: u64 = 10;
const FILLING: usize = 64;
/// People who look at the same time.
const READERS: usize = 4;
/// What they look at, and the name in the report.
const PAGES: [(&str, &str); 4] = [
    ("overview", "/app/load"),
    ("inbox", "/app/load/feedback"),
    ("bugs", "/app/load/feedback?type=bug&status=new"),
    ("search", "/app/load/feedback?q=last+column"),
];
pub const PASSWORD: &str = "lantern orchard quietly nine";

/// Fills a project, signs in, and reads each page `times`.
pub fn run(times: u64, subject: Subject) -> Result<()> {
    let target = Target::new(subject)?;
    target.setup.admin("ada@example.org", PASSWORD)?;
    let server = target.setup.start()?;
    let seed = Random::any_seed();
    say("page", &format!("storing {STORED} entries and page views"));
    fill(&server, &target.key, seed)?;
    let cookie = format!("Cookie: {}", sign_in(server.addr)?);
    let mut report = Report::new("page", &target)?;
    report.set("seed", seed);
    report.set("stored", STORED);
    report.set("readers", READERS);
    report.set("n", times * PAGES.len() as u64);
    for (name, path) in PAGES {
        say("page", path);
        let requests = pages([path], &cookie);
        // Once to fill caches that a server in use has filled.
        read(&server, READERS, &requests, 50)?;
        let mut took = read(&server, READERS, &requests, times)?;
        report.set_latency(&format!("{name}_"), &mut took);
    }
    report.set("rss_mb", server.rss()? >> 20);
    report.print();
    Ok(())
}

/// Signs in as a browser without JavaScript does; the session cookie.
pub fn sign_in(addr: SocketAddr) -> Result<String> {
    let form = format!("email=ada%40example.org&password={}", PASSWORD.replace(' ', "+"));
    let mut stream = TcpStream::connect(addr)?;
    write!(
        stream,
        "POST /fn/session/sign-in HTTP/1.1\r\nHost: {addr}\r\nOrigin: http://{addr}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).context(answer.clone())?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// Stores what the pages then show.
fn fill(server: &Server, key: &str, seed: u64) -> Result<()> {
    let (mut random, mut text) = (Random::new(seed), String::new());
    send(server, FILLING, STORED + STORED / BATCH, |n, out| {
        text.clear();
        if n.is_multiple_of(BATCH + 1) {
            events(&mut text, key, random.page(), BATCH);
            post_events(out, (n, USER_AGENT), &text);
        } else {
            feedback(&mut text, random.uuid());
            post(out, "/api/feedback", key, &text);
        }
    })
}
