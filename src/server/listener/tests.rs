//! The connection over in-memory streams with a paused clock; the accept loop over real sockets.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::Extension,
    routing::{get, post},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::*;

fn routes() -> Router {
    Router::new()
        .route("/", get(|Extension(peer): Extension<Peer>| async move { peer.0.to_string() }))
        .route("/api/post", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/ignore", post(|| async { (axum::http::StatusCode::PAYLOAD_TOO_LARGE, "no") }))
        .route("/slow", get(|| async { sleep(Duration::from_secs(100)).await }))
        .route("/large", get(|| async { vec![b'x'; 1 << 20] }))
        .route(
            "/never",
            get(|| async { Body::from_stream(futures::stream::pending::<Result<Bytes, Infallible>>()) }),
        )
}

/// The client's end of a connection, the server's task and the shutdown switch.
struct Client {
    stream: DuplexStream,
    server: JoinHandle<()>,
    stop: watch::Sender<bool>,
    since: Instant,
}

impl Client {
    fn new() -> Self {
        let (stream, theirs) = duplex(16 * 1024);
        let (stop, shutdown) = watch::channel(false);
        let shared = connection::Shared::new(routes(), ListenerSettings::default(), shutdown);
        let peer = "192.0.2.7:99".parse().unwrap();
        let server = tokio::spawn(async move { connection::drive(theirs, peer, &shared).await });
        Self { stream, server, stop, since: Instant::now() }
    }

    async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// One response with a Content-Length, as text.
    async fn response(&mut self) -> String {
        let mut text = String::new();
        loop {
            text.push(char::from(self.stream.read_u8().await.unwrap()));
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if body.len() == length.parse::<usize>().unwrap() {
                    return text;
                }
            }
        }
    }

    /// Seconds from the start until the server hung up.
    async fn closed_after(self) -> u64 {
        let Self { mut stream, server, since, stop } = self;
        let reader = tokio::spawn(async move { stream.read_to_end(&mut Vec::new()).await });
        server.await.unwrap();
        drop((reader, stop));
        since.elapsed().as_secs()
    }
}

#[tokio::test(start_paused = true)]
async fn requests_share_a_connection_and_know_their_peer() {
    let mut client = Client::new();
    for _ in 0..3 {
        client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
        let response = client.response().await;
        assert!(response.starts_with("HTTP/1.1 200") && response.ends_with("192.0.2.7:99"), "{response}");
        sleep(Duration::from_secs(59)).await;
    }
    assert_eq!(client.closed_after().await, 2 * 59 + 60);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_closed() {
    assert_eq!(Client::new().closed_after().await, 10);
}

#[tokio::test(start_paused = true)]
async fn a_dribbled_head_is_closed() {
    let mut client = Client::new();
    let server = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            if client.stream.write_all(b"G").await.is_err() || client.server.is_finished() {
                return client.since.elapsed().as_secs();
            }
        }
    };
    assert!((11..=12).contains(&server.await));
}

#[tokio::test(start_paused = true)]
async fn a_dribbled_second_head_is_closed_too() {
    let mut client = Client::new();
    client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    client.response().await;
    sleep(Duration::from_secs(20)).await;
    client.send("GET").await;
    assert_eq!(client.closed_after().await, 30);
}

const POST: &str = "POST /api/post HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_is_closed() {
    let mut client = Client::new();
    client.send(POST).await;
    client.send(&"x".repeat(50_000)).await;
    assert_eq!(client.closed_after().await, 10);
}

#[tokio::test(start_paused = true)]
async fn a_dribbled_body_is_closed_after_the_first_ten_seconds() {
    let mut client = Client::new();
    client.send(POST).await;
    while !client.server.is_finished() && client.stream.write_all(&[b'x'; 500]).await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    assert!((10..=12).contains(&client.since.elapsed().as_secs()), "{:?}", client.since.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_steady_body_may_take_its_total_and_no_longer() {
    let mut client = Client::new();
    client.send(POST).await;
    while !client.server.is_finished() && client.stream.write_all(&[b'x'; 2_000]).await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    assert!((30..=31).contains(&client.since.elapsed().as_secs()), "{:?}", client.since.elapsed());
    let mut client = Client::new();
    client.send(POST).await;
    for _ in 0..20 {
        client.send(&"x".repeat(5_000)).await;
        sleep(Duration::from_secs(1)).await;
    }
    assert!(client.response().await.ends_with("100000"));
}

#[tokio::test(start_paused = true)]
async fn a_body_with_files_may_take_five_minutes() {
    let mut client = Client::new();
    let kind = "host: a\r\ncontent-type: Multipart/form-data; boundary=x\r\n";
    client.send(&format!("POST /api/post HTTP/1.1\r\n{kind}content-length: 1000000\r\n\r\n")).await;
    while !client.server.is_finished() && client.stream.write_all(&[b'x'; 2_000]).await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    assert!((300..=301).contains(&client.since.elapsed().as_secs()), "{:?}", client.since.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_slow_handler_is_not_the_clients_fault() {
    let mut client = Client::new();
    client.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(client.response().await.starts_with("HTTP/1.1 200"));
    assert_eq!(client.since.elapsed().as_secs(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_closed() {
    let mut client = Client::new();
    client.send("GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await;
    (&mut client.server).await.unwrap();
    assert_eq!(client.since.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn an_answer_before_the_end_of_the_body_arrives() {
    let mut client = Client::new();
    client.send("POST /ignore HTTP/1.1\r\nhost: a\r\ncontent-length: 200000\r\n\r\n").await;
    let (mut read, mut write) = tokio::io::split(client.stream);
    let writer = tokio::spawn(async move { write.write_all(&[b'x'; 200_000]).await.is_ok() });
    let mut text = String::new();
    read.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 413"), "{text}");
    assert!(writer.await.unwrap(), "what the client still sent was read away");
}

#[tokio::test(start_paused = true)]
async fn oversized_heads_are_refused() {
    for (request, status) in [
        (format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(9_000)), "414"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "a: b\r\n".repeat(70)), "431"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\na: {}\r\n\r\n", "x".repeat(40_000)), "431"),
    ] {
        let mut client = Client::new();
        let (mut read, mut write) = tokio::io::split(client.stream);
        let writer = tokio::spawn(async move { write.write_all(request.as_bytes()).await });
        let mut text = vec![0; 12];
        read.read_exact(&mut text).await.unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), format!("HTTP/1.1 {status}"));
        drop((read, writer));
        client.server.abort();
        let _ = (&mut client.server).await;
    }
}

#[tokio::test(start_paused = true)]
async fn shutdown_closes_what_is_idle_and_waits_for_requests() {
    let mut idle = Client::new();
    idle.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    idle.response().await;
    idle.stop.send_replace(true);
    assert_eq!(idle.closed_after().await, 0);
    let mut busy = Client::new();
    busy.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await;
    sleep(Duration::from_secs(1)).await;
    busy.stop.send_replace(true);
    assert!(busy.response().await.contains("connection: close"));
    assert_eq!(busy.closed_after().await, 100);
}

struct Server {
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<DrainReport>,
}

async fn server(settings: ListenerSettings) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, shutdown) = watch::channel(false);
    Server { addr, stop, task: tokio::spawn(serve(listener, routes(), settings, shutdown)) }
}

async fn ask(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
    let mut start = vec![0; 12];
    match stream.read_exact(&mut start).await {
        Ok(_) => String::from_utf8(start).unwrap(),
        Err(_) => String::new(),
    }
}

#[tokio::test]
async fn caps_hold_and_places_come_back() {
    let server = server(ListenerSettings { max_per_prefix: Some(2), ..ListenerSettings::default() }).await;
    let mut first = TcpStream::connect(server.addr).await.unwrap();
    let mut second = TcpStream::connect(server.addr).await.unwrap();
    assert_eq!(ask(&mut first, "/").await, "HTTP/1.1 200");
    assert_eq!(ask(&mut second, "/").await, "HTTP/1.1 200");
    let mut third = TcpStream::connect(server.addr).await.unwrap();
    assert_ne!(ask(&mut third, "/").await, "HTTP/1.1 200");
    drop(first);
    let mut tries = 0;
    loop {
        let mut again = TcpStream::connect(server.addr).await.unwrap();
        if ask(&mut again, "/").await == "HTTP/1.1 200" {
            break;
        }
        tries += 1;
        assert!(tries < 1_000, "the place never came back");
    }
}

#[tokio::test]
async fn draining_ends_and_tells_what_it_cut() {
    let settings = ListenerSettings { drain: Duration::from_millis(50), ..ListenerSettings::default() };
    let server = server(settings).await;
    let mut idle = TcpStream::connect(server.addr).await.unwrap();
    assert_eq!(ask(&mut idle, "/").await, "HTTP/1.1 200");
    let mut endless = TcpStream::connect(server.addr).await.unwrap();
    assert_eq!(ask(&mut endless, "/never").await, "HTTP/1.1 200");
    server.stop.send_replace(true);
    assert_eq!(server.task.await.unwrap(), DrainReport { drained: 1, aborted: 1 });
    assert!(TcpStream::connect(server.addr).await.is_err(), "nobody listens any more");
}
