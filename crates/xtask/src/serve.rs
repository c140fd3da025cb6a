//! `cargo xtask serve`: from a fresh clone to a running server.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, ExitStatus};
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::args::Args;
use crate::build::{self, Mode};
use crate::run::{Guard, say};
use crate::{signals, tools};

/// Builds and runs. In debug the server starts as soon as it and the console exist (it reads the
/// site from disk on each request); widget and beacon follow behind it.
pub fn serve(mut args: Args) -> Result<ExitCode> {
    let mode = Mode::from_release(args.flag("--release"));
    let command = if args.flag("--demo") { "demo" } else { "serve" };
    let rest = std::mem::take(&mut args.rest);
    args.finish()?;
    tools::wasm_target()?;
    let mut server = Command::new(mode.server());
    // A group of its own: Ctrl-C then reaches it once, through us, and not twice.
    server.arg(command).args(rest).process_group(0);
    let status = match mode {
        Mode::Release => {
            build::build(mode)?;
            start(&mut server)?.wait()?
        }
        Mode::Debug => debug(&mut server)?,
    };
    Ok(exit_code(status))
}

fn debug(server: &mut Command) -> Result<ExitStatus> {
    let mode = Mode::Debug;
    // The two builds share little but the cores; side by side neither waits for the other's
    // last crates.
    let compiling = thread::spawn(move || build::server(mode));
    let console = build::console(mode).and_then(|site| site.write(mode).map(|_| site));
    compiling.join().map_err(|_| anyhow!("the build of the server panicked"))??;
    let mut site = console?;
    let mut running = start(server)?;
    let behind = build::embed(mode, &mut site).and_then(|()| build::site::prune(&site.write(mode)?));
    if !signals::interrupted() {
        behind.context("the embed bundles")?;
        say("site", "widget and beacon are ready");
    }
    running.wait()
}

fn start(server: &mut Command) -> Result<Guard> {
    say("serve", "starting");
    Guard::start(server)
}

/// The server's own exit code; 128 + n when signal n ended it, as a shell says it.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
