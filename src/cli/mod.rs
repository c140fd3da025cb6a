//! The command line: one file per subcommand.

pub mod demo;
mod deploy;
mod healthcheck;
mod project;
mod serve;
mod settings;
mod token;
mod user;

use crate::server::{clock::Clock, config::Values, router, state::AppState};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

const EXIT_FAILURE: u8 = 1;
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
    /// Run a throw-away instance with a made-up history, to look around.
    #[command(after_help = "Example: cresset demo --addr 127.0.0.1:4000")]
    Demo(demo::Demo),
    /// Bring the database's schema up to date and end.
    #[command(after_help = "Example: cresset migrate --data-dir /var/lib/cresset")]
    Migrate(settings::Settings),
    /// Ask a running server whether it is ready; exits 0 or 1.
    #[command(after_help = "Example: cresset healthcheck --metrics-addr 127.0.0.1:8000")]
    Healthcheck(healthcheck::Healthcheck),
    /// Tell a running instance about deployments.
    #[command(subcommand)]
    Deploy(deploy::Deploy),
    /// Make users.
    #[command(subcommand)]
    User(user::User),
    /// Make projects.
    #[command(subcommand)]
    Project(project::Project),
    /// Make API tokens.
    #[command(subcommand)]
    Token(token::Token),
}

/// Parse the arguments and run the command.
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Migrate(settings) => migrate(&settings),
        Command::Healthcheck(command) => command.run(),
        Command::Deploy(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Project(command) => command.run(),
        Command::Token(command) => command.run(),
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
    /// With an exit code of its own.
    Exit(u8, String),
}

impl Failure {
    fn report(self) -> ExitCode {
        match self {
            Self::Config(errors) => {
                eprintln!("The configuration has {} mistake(s):", errors.len());
                errors.iter().for_each(|error| eprintln!("  {error}"));
                ExitCode::from(EXIT_CONFIG)
            }
            Self::Message(message) => Self::Exit(EXIT_FAILURE, message).report(),
            Self::Exit(code, message) => {
                eprintln!("cresset: {message}");
                ExitCode::from(code)
            }
        }
    }
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Message(error.to_string())
    }
}

/// How a command tells its result.
#[derive(clap::Args)]
struct Output {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Output {
    #[expect(clippy::print_stdout, reason = "the result of a command")]
    fn print(&self, line: &str, value: &serde_json::Value) {
        if self.json { println!("{value}") } else { println!("{line}") }
    }
}

fn migrate(settings: &settings::Settings) -> Result<(), Failure> {
    let config = settings.load(Values::new())?;
    runtime()?.block_on(async {
        let _lock = settings::lock_data_dir(&config.data_dir)?;
        settings::open_migrated(&config).await?.close().await;
        Ok(())
    })
}

/// Run an administrative command on the database, beside a running server
/// or without one.
fn beside_a_server(
    settings: &settings::Settings,
    work: impl AsyncFnOnce(&AppState) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let config = settings.load(Values::new())?;
    runtime()?.block_on(async {
        let db = settings::open_beside(&config).await?;
        let state = router::state(config, db, Clock::system()).await?;
        let result = work(&state).await;
        state.db.close().await;
        result
    })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// The one line that says the server is ready and where.
#[expect(clippy::print_stdout, reason = "the ready line is for the person or program that started us")]
fn announce(server: &crate::server::run::Server) {
    println!("cresset is ready on http://{} (metrics on http://{})", server.addr, server.metrics_addr);
}
