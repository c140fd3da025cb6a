//! The command line: one file per subcommand.

mod serve;
mod settings;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Wrong use or configuration (sysexits' EX_CONFIG).
const EXIT_CONFIG: u8 = 78;

/// Listens to the users of a web product and shows what each release did to them.
#[derive(Parser)]
#[command(name = "cresset", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    #[command(after_help = "Example: cresset serve --addr 0.0.0.0:3000 --data-dir /var/lib/cresset")]
    Serve(serve::Serve),
}

/// Parse the arguments and run the command.
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Why a command ended without doing its work.
pub enum Failure {
    /// Mistakes in the configuration, all of them.
    Config(Vec<crate::server::config::ConfigError>),
    Message(String),
}

impl Failure {
    fn report(self) -> ExitCode {
        match self {
            Self::Config(errors) => {
                eprintln!("The configuration has {} mistake(s):", errors.len());
                errors.iter().for_each(|error| eprintln!("  {error}"));
                ExitCode::from(EXIT_CONFIG)
            }
            Self::Message(message) => {
                eprintln!("cresset: {message}");
                ExitCode::FAILURE
            }
        }
    }
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Message(error.to_string())
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// The one line that says the server is ready and where.
#[expect(clippy::print_stdout, reason = "the ready line is for the person or program that started us")]
fn announce(server: &crate::server::run::Server) {
    println!("cresset is ready on http://{} (metrics on http://{})", server.addr, server.metrics_addr);
}
