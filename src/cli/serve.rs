//! `cresset serve`: the server in the foreground.

use super::{
    Failure,
    settings::{Settings, lock_data_dir, open_migrated},
};
use crate::{
    accounts::server::{entrance::drops_cookie, setup},
    server::{config::Values, run::Server, security::base_url, telemetry},
};
use clap::Args;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// Where browsers and applications connect [default: 127.0.0.1:3000]
    #[arg(long)]
    addr: Option<String>,
    /// Where Prometheus and health checks connect [default: 127.0.0.1:8000]
    #[arg(long)]
    metrics_addr: Option<String>,
    /// How browsers reach this server, e.g. https://cresset.example.com
    #[arg(long)]
    public_url: Option<String>,
}

impl Serve {
    pub fn run(self) -> Result<(), Failure> {
        let flags =
            [("addr", self.addr), ("metrics_addr", self.metrics_addr), ("public_url", self.public_url)];
        let flags: Values =
            flags.into_iter().filter_map(|(key, value)| value.map(|value| (key.to_owned(), value))).collect();
        let config = self.settings.load(flags)?;
        let _telemetry = telemetry::init(&config)?;
        super::runtime()?.block_on(async {
            let _lock = lock_data_dir(&config.data_dir)?;
            let db = open_migrated(&config).await?;
            let server = Server::start(config, db).await?;
            super::announce(&server);
            offer_setup(&server).await?;
            Ok(server.until_stopped().await?)
        })
    }
}

/// While there is no admin: the one link that makes one, for who can read the log or the folder.
#[expect(clippy::print_stdout, reason = "the setup link is for the person who started us")]
async fn offer_setup(server: &Server) -> Result<(), Failure> {
    let state = &server.state;
    let base = base_url(&state.config, Some(&server.addr.to_string()));
    if drops_cookie(&base) {
        tracing::warn!(%base, "browsers keep nobody signed in on plain http: put TLS in front");
    }
    if let Some(path) = setup::issue(state).await? {
        let link = format!("{base}{path}");
        setup::write_file(state, &link)?;
        println!("Set it up within 30 minutes: {link}");
    }
    Ok(())
}
