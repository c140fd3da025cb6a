//! `cresset demo`: a throw-away instance with a history, and a page of another product.
//!
//! Everything a visitor sees in it is made up, the figures of the server's last day included; the
//! console says so on every page ([`Config::demo`]).

mod dice;
mod entries;
pub mod history;
mod minutes;
mod sample;
mod story;
mod views;

use super::{
    Failure,
    settings::{Settings, lock_data_dir, open_migrated},
};
use crate::{
    accounts::server::{ProjectRef, links},
    server::{
        clock::Clock,
        config::{Config, Values},
        ctx::By,
        run::Server,
        telemetry,
    },
};
use clap::Args;
use std::{
    io,
    path::{Path, PathBuf},
};
use story::Who;

#[derive(Args)]
pub struct Demo {
    /// Where browsers connect [default: 127.0.0.1:3000]
    #[arg(long)]
    addr: Option<String>,
}

impl Demo {
    pub fn run(self) -> Result<(), Failure> {
        let folder = Folder::new()?;
        let config = self.config(&folder.0)?;
        let _telemetry = telemetry::init(&config)?;
        super::runtime()?.block_on(async {
            let _lock = lock_data_dir(&config.data_dir)?;
            let db = open_migrated(&config).await?;
            let now = Clock::system().now();
            let project = history::write(&config, &db, now).await?;
            let server = Server::start(config, db).await?;
            server.state.ring.remember(minutes::minutes(&story::deployments(now), now));
            welcome(&server, &project).await?;
            super::announce(&server);
            Ok(server.until_stopped().await?)
        })
    }

    /// The operator's, but on a database of its own and free ports.
    fn config(&self, folder: &Path) -> Result<Config, Failure> {
        let own = [("metrics_addr", "127.0.0.1:0".to_owned()), ("data_dir", folder.display().to_string())];
        let given = self.addr.clone().map(|addr| ("addr", addr));
        let flags: Values =
            own.into_iter().chain(given).map(|(key, value)| (key.to_owned(), value)).collect();
        let mut config = Settings::default().load(flags)?;
        (config.demo, config.database_url, config.public_url) = (true, None, None);
        config.limits.drain_notice = 0;
        Ok(config)
    }
}

/// Where to look, for the person who started us.
#[expect(clippy::print_stdout, reason = "the result of the command")]
async fn welcome(server: &Server, project: &ProjectRef) -> Result<(), Failure> {
    let base = format!("http://{}", server.addr);
    let ada = links::sign_in(&server.state, &By::command_line(), Who::Ada.email()).await?;
    let page = sample::serve(&server.state, &base, &project.public_key).await?;
    println!(
        "90 days of the work on \"{}\", and two years of its visits, all made up; gone when this ends.",
        project.name
    );
    println!("  sign in as Ada, once:   {base}{ada}");
    println!("  a page with the script: http://{page}/chests");
    Ok(())
}

/// Gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("cresset-demo-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing of worth is in it, and there is nobody left to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
