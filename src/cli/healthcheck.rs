//! `cresset healthcheck`: what a container asks to know whether it is well.

use super::{Failure, settings::Settings};
use crate::server::config::Values;
use clap::Args;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

#[derive(Args)]
pub struct Healthcheck {
    #[command(flatten)]
    settings: Settings,
    /// The metrics address of the server [default: 127.0.0.1:8000]
    #[arg(long)]
    metrics_addr: Option<String>,
}

impl Healthcheck {
    pub fn run(self) -> Result<(), Failure> {
        let flags: Values =
            self.metrics_addr.map(|addr| ("metrics_addr".to_owned(), addr)).into_iter().collect();
        let config = self.settings.load(flags)?;
        let url = format!("http://{}/readyz", reachable(config.metrics_addr));
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(3)))
            .proxy(None)
            .build()
            .into();
        agent.get(&url).call().map_err(|error| Failure::Message(format!("{url}: {error}")))?;
        Ok(())
    }
}

/// Listening on every address means reachable on loopback.
fn reachable(addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        ip if ip.is_unspecified() => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), addr.port()),
        _ => addr,
    }
}
