//! `cresset serve`: the server in the foreground.

use super::{
    Failure,
    settings::{Settings, lock_data_dir, open_migrated},
};
use crate::server::{config::Values, run::Server, telemetry};
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
            Ok(server.until_stopped().await?)
        })
    }
}
