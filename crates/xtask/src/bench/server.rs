//! The server under test: its own process, its own data, any free ports.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::Signal;
use serde_json::Value;

use crate::run::{Guard, output};

/// How long a start may take, recovery of a large log included.
const START: Duration = Duration::from_secs(60);

/// How to run `cresset`: which program, on which data.
pub struct Setup {
    pub binary: PathBuf,
    pub data: PathBuf,
    pub database_url: Option<String>,
}

/// A running server.
pub struct Server {
    guard: Guard,
    pub addr: SocketAddr,
    /// From the start of the process to its ready line.
    pub ready_after: Duration,
    log: PathBuf,
}

impl Setup {
    /// A `cresset` command on this data.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).env("CRESSET_DATA_DIR", &self.data);
        command.env("CRESSET_ADDR", "127.0.0.1:0").env("CRESSET_METRICS_ADDR", "127.0.0.1:0");
        command.env("CRESSET_LIMITS", "off").env("CRESSET_DRAIN_NOTICE", "0");
        // The load comes from many people by way of one address.
        command.env("CRESSET_LOG_FILTER", "warn").env("CRESSET_TRUSTED_PROXIES", "127.0.0.0/8");
        match &self.database_url {
            Some(url) => command.env("CRESSET_DATABASE_URL", url),
            None => command.env_remove("CRESSET_DATABASE_URL"),
        };
        command
    }

    /// Makes a project and returns its public key.
    pub fn project(&self, slug: &str) -> Result<String> {
        let words = ["project", "create", "--slug", slug, "--name", "Load test", "--json"];
        let text = output(&mut self.command(&words))?;
        let made: Value = serde_json::from_str(&text).with_context(|| format!("not JSON: {text}"))?;
        let key = made["public_key"].as_str().with_context(|| format!("no public_key in {text}"))?;
        Ok(key.to_owned())
    }

    /// Makes an API token of a project.
    pub fn token(&self, project: &str, scope: &str) -> Result<String> {
        let text = output(&mut self.command(&[
            "token",
            "create",
            "--project",
            project,
            "--scope",
            scope,
            "--json",
        ]))?;
        let made: Value = serde_json::from_str(&text).with_context(|| format!("not JSON: {text}"))?;
        Ok(made["token"].as_str().with_context(|| format!("no token in {text}"))?.to_owned())
    }

    /// Makes an instance admin.
    pub fn admin(&self, email: &str, password: &str) -> Result<()> {
        let words = ["user", "create", "--email", email, "--role", "admin", "--password-stdin"];
        let mut child = self.command(&words).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        child.stdin.take().context("it is piped")?.write_all(password.as_bytes())?;
        let status = child.wait()?;
        ensure!(status.success(), "`user create` failed ({status})");
        Ok(())
    }

    /// Starts the server and waits for its ready line.
    pub fn start(&self) -> Result<Server> {
        let log = self.data.with_extension("log");
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let began = Instant::now();
        let mut guard = Guard::start(&mut command)?;
        let lines = BufReader::new(guard.stdout().context("it is piped")?).lines();
        let (send, receive) = mpsc::channel();
        // Reads to the end: a full pipe would stop the server.
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = send.send((Instant::now(), line));
            }
        });
        while let Ok((at, line)) = receive.recv_timeout(START.saturating_sub(began.elapsed())) {
            if let Some(addr) = address(&line) {
                return Ok(Server { guard, addr, ready_after: at - began, log });
            }
        }
        bail!("the server did not get ready:\n{}", fs::read_to_string(&log).unwrap_or_default())
    }
}

impl Server {
    /// Resident memory in bytes.
    pub fn rss(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.guard.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        let number = line.split_whitespace().next().context("VmRSS has a number")?;
        Ok(number.parse::<u64>()? * 1024)
    }

    /// Ends it at once: nothing of its own may run any more.
    pub fn kill(&mut self) {
        self.guard.stop(Signal::KILL, Duration::from_secs(10));
    }

    /// Asks it to end; the caller goes on.
    pub fn terminate(&self) {
        crate::signals::send(self.guard.id(), Signal::TERM);
    }

    /// Waits for the end of a server that was asked to end.
    pub fn finish(&mut self, patience: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if let Some(status) = self.guard.ended() {
                return Some(status);
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }

    pub fn ended(&mut self) -> bool {
        self.guard.ended().is_some()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// The first address in the line that says the server is ready.
fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split([' ', '/', ',', '"']).next()?.parse().ok()
}

/// Where SQLite keeps the data of a server.
pub fn database(data: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(data)?.flatten().map(|entry| entry.path());
    let mut found =
        files.filter(|file| file.extension().is_some_and(|kind| kind == "db" || kind == "sqlite"));
    found.next().with_context(|| format!("no database in {}", data.display()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_ready_line_names_the_address() {
        let line = "cresset is ready: http://127.0.0.1:40123 (metrics http://127.0.0.1:40124)";
        assert_eq!(address(line), "127.0.0.1:40123".parse().ok());
        assert_eq!(address("starting"), None);
    }
}
