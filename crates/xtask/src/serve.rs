//! `cargo xtask serve`: from a fresh clone to a running server.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, ExitStatus};
use std::thread;

use anyhow::{Result, anyhow};

use crate::args::Args;
use crate::build::{self, Mode, site::Site};
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
    let site = console?;
    let mut running = start(server)?;
    let behind = thread::spawn(move || embed(site));
    let status = running.wait()?;
    // A server that could not start must not wait for bundles nobody will ask it for.
    signals::stop();
    let _ = behind.join();
    Ok(status)
}

/// Widget and beacon, while the server already answers.
fn embed(mut site: Site) {
    let mode = Mode::Debug;
    let built = build::embed(mode, &mut site).and_then(|()| build::site::prune(&site.write(mode)?));
    match built {
        Ok(()) => say("site", "widget and beacon are ready"),
        Err(_) if signals::interrupted() => {}
        Err(error) => say("site", &format!("FAILED: {error:#}")),
    }
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
