//! The accept loop: every connection has deadlines, caps and an end.
//!
//! Why not `axum::serve`: it gives hyper no timer, so a silent client keeps its
//! socket for ever, and it waits for streams without bound at shutdown. Here
//! [`serve`] accepts, counts and spawns; `connection` drives one socket through
//! hyper's HTTP/1 state machine; `deadline` knows how long the socket may stay
//! in the state it is in; `io` and `body` report the progress it judges by.

mod admission;
mod body;
mod connection;
mod deadline;
mod io;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use ipnet::IpNet;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use tracing::{debug, warn};

use admission::{Admission, Refusal};
pub use admission::{connection_cap, raise_file_limit};

/// The socket address of the client or of the proxy before it; an extension of every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How long a connection may take for each step, and how many there may be.
#[derive(Clone, Debug)]
pub struct ListenerSettings {
    /// From accept to the first byte.
    pub first_byte: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// Bytes of a head; at least 8 KiB.
    pub head_bytes: usize,
    /// A body may pause this long; after this much waiting it must also have
    /// brought `body_rate` bytes per second.
    pub body_idle: Duration,
    /// Least body rate in bytes per second; 0 asks for none.
    pub body_rate: u64,
    /// The whole body of a request to `/api/`: what outside clients send.
    pub ingest_body: Duration,
    /// The whole body of a request that may carry files.
    pub upload_body: Duration,
    /// The whole body of any other request.
    pub console_body: Duration,
    /// The client may accept no byte of the response for this long.
    pub write_stall: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// Open connections in all.
    pub max_connections: usize,
    /// Open connections of one IPv4 address or IPv6 /64; `None` for no cap.
    pub max_per_prefix: Option<usize>,
    /// The same for a trusted proxy, which carries many clients.
    pub max_per_proxy: usize,
    /// The proxies.
    pub trusted: Arc<[IpNet]>,
    /// After the shutdown signal, requests under way get this long.
    pub drain: Duration,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(10),
            head_bytes: 32 << 10,
            body_idle: Duration::from_secs(10),
            body_rate: 1_024,
            ingest_body: Duration::from_secs(30),
            upload_body: Duration::from_secs(300),
            console_body: Duration::from_secs(60),
            write_stall: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            max_connections: 8_000,
            max_per_prefix: Some(64),
            max_per_proxy: 4_000,
            trusted: Arc::new([]),
            drain: Duration::from_secs(20),
        }
    }
}

/// What became of the connections open at the shutdown signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrainReport {
    /// Ended by themselves.
    pub drained: usize,
    /// Cut off at the deadline.
    pub aborted: usize,
}

/// Accept connections until `shutdown` turns true (or its sender is gone), then
/// close the socket, let requests under way finish and abort what is left after
/// `settings.drain`. Returns when no connection is left.
pub async fn serve(
    listener: TcpListener,
    service: Router,
    settings: ListenerSettings,
    mut shutdown: watch::Receiver<bool>,
) -> DrainReport {
    let admission = Admission::new(&settings);
    let drain = settings.drain;
    let shared = Arc::new(connection::Shared::new(service, settings, shutdown.clone()));
    let mut connections = JoinSet::new();
    loop {
        // In this order: what ends because of the signal is counted by the drain.
        tokio::select! {
            biased;
            () = stopped(&mut shutdown) => break,
            Some(ended) = connections.join_next(), if !connections.is_empty() => note(ended),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => admit(&admission, &shared, &mut connections, stream, peer),
                Err(error) => rest_after(&error).await,
            },
        }
    }
    drop(listener);
    drain_all(connections, drain).await
}

/// Wait for the shutdown signal.
async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone: nobody could stop us later.
    let _ = shutdown.wait_for(|stop| *stop).await;
}

fn admit(
    admission: &Admission,
    shared: &Arc<connection::Shared>,
    connections: &mut JoinSet<()>,
    stream: TcpStream,
    peer: SocketAddr,
) {
    match admission.admit(peer.ip()) {
        Ok(place) => {
            // Answers are written whole; waiting for more would only delay them.
            let _ = stream.set_nodelay(true);
            let shared = Arc::clone(shared);
            connections.spawn(async move {
                connection::drive(stream, peer, &shared).await;
                drop(place);
            });
        }
        Err(refusal) => refuse(&stream, refusal),
    }
}

/// Tell the client to come back, without spending a task on it.
fn refuse(stream: &TcpStream, refusal: Refusal) {
    metrics::counter!("app_connections_refused_total", "reason" => refusal.as_str()).increment(1);
    debug!(reason = refusal.as_str(), "connection refused");
    let _ = stream.try_write(
        b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    );
}

/// A connection that died while queued is nobody's problem; no free file
/// descriptors is, and spinning would make it worse.
async fn rest_after(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        warn!(%error, "cannot accept connections");
        sleep(Duration::from_millis(100)).await;
    }
}

fn note(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!("a connection task panicked");
    }
}

async fn drain_all(mut connections: JoinSet<()>, drain: Duration) -> DrainReport {
    let (deadline, mut drained) = (Instant::now() + drain, 0);
    while let Ok(Some(ended)) = timeout_at(deadline, connections.join_next()).await {
        note(ended);
        drained += 1;
    }
    let aborted = connections.len();
    connections.shutdown().await;
    DrainReport { drained, aborted }
}

#[cfg(test)]
mod tests;
