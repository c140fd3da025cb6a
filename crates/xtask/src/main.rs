//! The only commands to know: `cargo xtask serve | test | build | dist | bench`.
//!
//! - [`build`]: three wasm bundles, style and static files into `target/site`, then the server.
//! - [`serve`]: the same, then runs the server; what a newcomer types first.
//! - [`test`]: everything that must hold before a change lands; what CI runs.
//! - [`bench`]: load and fault runs, whose figures the documentation quotes.
//! - [`dist`]: the release binary with its checksum.
#![expect(clippy::print_stdout, reason = "results of a command go to standard output")]

mod args;
mod bench;
mod build;
mod dist;
mod paths;
mod postgres;
mod run;
mod scratch;
mod serve;
mod signals;
mod test;
mod tools;

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use args::Args;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--release] [--demo] [-- ARGS]   build what changed and run the server
                                         (--demo: a throw-away instance with history)
  test [--only STEP]                     run every check; `--only list` names the steps
  build [--release]                      bundles, style and server, without running it
  bench NAME                             load and fault runs; `bench help` lists them
  dist                                   release binary and checksum in target/dist

Example: cargo xtask serve --demo";

fn main() -> ExitCode {
    signals::listen();
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if !cfg!(feature = "release") && makes_release(&words) {
        return with_release(&words);
    }
    let mut args = Args::new(words.into_iter());
    match args.word().as_deref() {
        Some("serve") => serve::serve(args),
        Some("test") => test::test(args),
        Some("build") => {
            let mode = build::Mode::from_release(args.flag("--release"));
            args.finish()?;
            build::build(mode).map(|()| ExitCode::SUCCESS)
        }
        Some("dist") => {
            args.finish()?;
            dist::dist().map(|()| ExitCode::SUCCESS)
        }
        Some("bench") => bench::bench(args),
        None | Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(other) => anyhow::bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

/// Whether a command may come to build small and fast.
fn makes_release(words: &[String]) -> bool {
    match words.first().map(String::as_str) {
        Some("serve" | "build") => {
            words.iter().take_while(|word| *word != "--").any(|word| word == "--release")
        }
        Some("test" | "dist" | "bench") => true,
        _ => false,
    }
}

/// Runs the same command in an xtask that has what a release needs (see [`build::small`]).
fn with_release(words: &[String]) -> anyhow::Result<ExitCode> {
    let failed = build::cargo().args(["run", "--package", "xtask", "--"]).args(words).exec();
    Err(anyhow::Error::new(failed).context("cannot run cargo"))
}
