//! A running instance: both listeners, the ticker, and an orderly end.

use super::{
    clock::Clock,
    config::Config,
    db::Db,
    listener::{self, ListenerSettings, connection_cap, raise_file_limit},
    metrics::{Metrics, private_routes},
    observe, router,
    state::AppState,
    ticker::Ticker,
};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinHandle,
};

/// Connections that wait to be accepted. Whoever does not fit in tries again after a second; the usual 128 are full
/// within milliseconds when a crowd comes.
const BACKLOG: u32 = 4_096;

/// An instance that answers requests.
pub struct Server {
    pub state: AppState,
    pub addr: SocketAddr,
    pub metrics_addr: SocketAddr,
    stop: watch::Sender<bool>,
    public: JoinHandle<listener::DrainReport>,
    /// Answers health checks until the very end.
    private: (watch::Sender<bool>, JoinHandle<listener::DrainReport>),
    signals: Signals,
}

impl Server {
    /// Bind both addresses and serve on a migrated database.
    pub async fn start(config: Config, db: Db) -> Result<Self, String> {
        let (addr, metrics_addr) = (config.addr, config.metrics_addr);
        let signals = Signals::listen();
        let settings = settings(&config);
        // Before the router, which takes its series from the recorder.
        let metrics = Metrics::install();
        let state = router::state(config, db, Clock::system()).await.map_err(|error| error.to_string())?;
        let (public, addr) = bind(addr)?;
        let (private, metrics_addr) = bind(metrics_addr)?;
        let (stop, stopping) = watch::channel(false);
        let (stop_private, private_stopping) = watch::channel(false);
        let public =
            tokio::spawn(listener::serve(public, router::router(state.clone()), settings.clone(), stopping));
        let private = tokio::spawn(listener::serve(
            private,
            private_routes(metrics.clone(), state.health.clone()),
            settings,
            private_stopping,
        ));
        observe::start(state.clone(), metrics);
        Ticker::new(router::tasks()).start(state.clone());
        Ok(Self { state, addr, metrics_addr, stop, public, private: (stop_private, private), signals })
    }

    /// Serve until SIGTERM, SIGINT or a fatal failure, then end in order:
    /// not ready, no new connections, requests under way answered, streams
    /// told, everything queued stored, the log folded into the file.
    ///
    /// # Errors
    /// The reason when the process must not be believed any more.
    pub async fn until_stopped(mut self) -> Result<(), String> {
        let failed = tokio::select! {
            () = self.signals.asked_to_stop() => None,
            reason = self.state.fatal.wait() => Some(reason),
        };
        if let Some(reason) = failed {
            return Err(reason);
        }
        tracing::info!("stopping");
        self.state.health.drain();
        tokio::time::sleep(Duration::from_secs(self.state.config.limits.drain_notice)).await;
        self.stop().await;
        Ok(())
    }

    /// End in order, without the notice to load balancers.
    pub async fn stop(self) {
        self.state.health.drain();
        self.state.stopping.send_replace(true);
        self.stop.send_replace(true);
        // A lane resolves only after COMMIT, so drained requests are stored.
        if let Ok(report) = self.public.await {
            tracing::info!(drained = report.drained, aborted = report.aborted, "connections are closed");
        }
        self.private.0.send_replace(true);
        let _ = self.private.1.await;
        self.state.db.close().await;
    }
}

/// Listened for before anybody can know of the instance: one that is asked to
/// end right after its ready line must end in order too.
struct Signals {
    term: Signal,
    int: Signal,
}

impl Signals {
    fn listen() -> Self {
        let stream = |kind| signal(kind).expect("the runtime handles signals");
        Self { term: stream(SignalKind::terminate()), int: stream(SignalKind::interrupt()) }
    }

    async fn asked_to_stop(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {},
            _ = self.int.recv() => {},
        }
    }
}

fn bind(addr: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let listener = listen(addr).map_err(|error| format!("{addr}: {error}"))?;
    let addr = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, addr))
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A new process takes over from one whose last connections are not forgotten yet.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

fn settings(config: &Config) -> ListenerSettings {
    let limits = &config.limits;
    let seconds = Duration::from_secs;
    ListenerSettings {
        first_byte: seconds(limits.first_byte_timeout),
        head: seconds(limits.head_timeout),
        head_bytes: limits.head_bytes,
        body_idle: seconds(limits.body_idle_timeout),
        ingest_body: seconds(limits.ingest_body_timeout),
        upload_body: seconds(limits.upload_body_timeout),
        console_body: seconds(limits.console_body_timeout),
        write_stall: seconds(limits.write_timeout),
        idle: seconds(limits.keep_alive_timeout),
        max_connections: connection_cap(limits.connections, raise_file_limit()),
        max_per_prefix: limits.enforced.then_some(limits.connections_per_prefix),
        max_per_proxy: limits.connections_per_proxy,
        trusted: Arc::from(config.trusted_proxies.as_slice()),
        drain: seconds(limits.drain_timeout),
        ..ListenerSettings::default()
    }
}
