//! A PostgreSQL of our own: fresh, on a free port of 127.0.0.1, gone when its owner is.

use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::Signal;

use crate::run::{Guard, run, say};
use crate::scratch::Scratch;
use crate::{signals, tools};

/// Whether a commit reaches the disk: tests do not ask, measurements must.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    None,
    Full,
}

/// A running server.
pub struct Postgres {
    server: Guard,
    port: u16,
    /// After `server`: fields drop in order, and it must have stopped by then.
    _folder: Scratch,
}

impl Postgres {
    pub fn start(durability: Durability) -> Result<Self> {
        let bin = programs()?;
        let folder = Scratch::new("postgres")?;
        let owner = owner()?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let data = folder.path().join("data");
        let command = |name: &str| {
            let mut command = Command::new(bin.join(name));
            command.current_dir(folder.path());
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        say("postgres", "creating a cluster");
        let mut initdb = command("initdb");
        initdb.args([
            "--auth=trust",
            "--username=cresset",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        run(initdb.arg("--pgdata").arg(&data).stdout(Stdio::null()))?;
        let port = free_port()?;
        let log = folder.path().join("log");
        let mut postgres = command("postgres");
        postgres.arg("-D").arg(&data).arg("-k").arg(folder.path()).args(["-p", &port.to_string()]);
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=400"]);
        if durability == Durability::None {
            postgres.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]);
            // A database for every test is copied through the log, which otherwise grows to 1 GB.
            postgres.args(["-c", "max_wal_size=64MB"]);
        }
        let mut server = Guard::start(postgres.stdout(Stdio::null()).stderr(File::create(&log)?))?;
        let mut probe = command("pg_isready");
        probe.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        wait_ready(&mut server, &mut probe, &log)?;
        say("postgres", &format!("ready on 127.0.0.1:{port}"));
        Ok(Self { server, port, _folder: folder })
    }

    pub fn url(&self) -> String {
        format!("postgres://cresset@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    /// SIGINT is its fast shutdown: it does not wait for clients.
    fn drop(&mut self) {
        self.server.stop(Signal::INT, Duration::from_secs(20));
    }
}

/// The folder of `initdb` and `postgres`; Debian keeps it out of PATH.
fn programs() -> Result<PathBuf> {
    let mut folders = installed();
    if tools::find("postgres", &folders).is_none() {
        tools::debian("pg_ctlcluster", "postgresql", &[])?;
        folders = installed();
    }
    let initdb = tools::find("initdb", &folders).context("`initdb` is missing: install PostgreSQL")?;
    let real = initdb.canonicalize()?;
    Ok(real.parent().context("a program lies in a folder")?.to_owned())
}

fn installed() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders
}

/// PostgreSQL refuses to run as root: the ids of its own user, else of nobody.
fn owner() -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ids("postgres").or_else(|| ids("nobody"));
    ensure!(found.is_some(), "as root, PostgreSQL needs a user to run as, and there is no `postgres`");
    Ok(found)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn wait_ready(server: &mut Guard, probe: &mut Command, log: &std::path::Path) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) && !signals::interrupted() {
        if server.ended().is_some() {
            break;
        }
        if probe.status().context("cannot run pg_isready")?.success() {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    bail!("PostgreSQL did not start:\n{}", fs::read_to_string(log).unwrap_or_default())
}
