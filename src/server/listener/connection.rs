//! One connection: hyper's state machine beside one lazy timer.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{
        Request, Response, StatusCode,
        header::{CONNECTION, CONTENT_TYPE},
    },
    routing::future::RouteFuture,
};
use http_body::Body as _;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::TokioTimer;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::{Instant, Sleep, sleep_until},
};
use tower::Service as _;
use tracing::debug;

use super::{
    ListenerSettings, Peer,
    body::{Inbound, Outbound},
    deadline::{Missed, Progress},
    io::Watched,
};

/// Fields of a request.
const MAX_FIELDS: usize = 64;
/// Request target in bytes.
const MAX_URI: usize = 8 * 1024;

/// What all connections of a listener have in common.
pub(super) struct Shared {
    router: Router,
    pub(super) settings: ListenerSettings,
    shutdown: watch::Receiver<bool>,
    http: http1::Builder,
}

impl Shared {
    pub(super) fn new(router: Router, settings: ListenerSettings, shutdown: watch::Receiver<bool>) -> Self {
        let mut http = http1::Builder::new();
        // hyper's own header timeout would also cut idle connections; `Progress` tells them apart.
        http.timer(TokioTimer::new())
            .header_read_timeout(None)
            // Also the head's limit; hyper's own is about 400 KB, and it refuses less than 8 KiB.
            .max_buf_size(settings.head_bytes.max(8 << 10));
        Self { router: router.with_state(()), settings, shutdown, http }
    }
}

/// Serve one socket until it ends by itself or misses a deadline.
pub(super) async fn drive<T>(stream: T, peer: SocketAddr, shared: &Shared)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let progress = Arc::new(Progress::new());
    let io = Watched::new(stream, Arc::clone(&progress));
    let service = Requests {
        router: shared.router.clone(),
        peer,
        settings: &shared.settings,
        progress: Arc::clone(&progress),
    };
    let mut http = pin!(shared.http.serve_connection(io, service));
    let watch = shared.shutdown.clone();
    let mut stop = shared.shutdown.clone();
    let mut stop = pin!(super::stopped(&mut stop));
    let (mut listening, mut stopping) = (false, false);
    let mut alarm = pin!(Alarm::new());
    let ended = poll_fn(|cx| {
        // The signal takes a lock to poll, so it is polled once to be woken by it
        // (a spawned task keeps its waker) and then only after it was sent.
        if !stopping && (!listening || watch.has_changed().unwrap_or(true)) {
            listening = true;
            stopping = stop.as_mut().poll(cx).is_ready();
            if stopping {
                http.as_mut().graceful_shutdown();
            }
        }
        match http.as_mut().poll(cx) {
            Poll::Ready(result) => Poll::Ready(Ok(result)),
            Poll::Pending => alarm.as_mut().poll(cx, &progress, &shared.settings).map(Err),
        }
    });
    report(ended.await);
}

fn report(ended: Result<hyper::Result<()>, Missed>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "connection ended early"),
        Err(missed) => {
            metrics::counter!("app_connections_closed_total", "reason" => missed.as_str()).increment(1);
            debug!(reason = missed.as_str(), "connection closed");
        }
    }
}

/// One timer per connection. It is set again only when it rings or when the
/// next deadline is earlier than the time it would ring, so a busy connection
/// touches the timer wheel about once per deadline, not once per request.
struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Alarm {
    fn new() -> Self {
        Self { sleep: None }
    }

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        progress: &Progress,
        settings: &ListenerSettings,
    ) -> Poll<Missed> {
        loop {
            let Some((at, missed)) = progress.deadline(settings) else { return Poll::Pending };
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(at)));
            if at < sleep.deadline() {
                sleep.as_mut().reset(at);
            }
            ready!(sleep.as_mut().poll(cx));
            if Instant::now() >= at {
                return Poll::Ready(missed);
            }
            sleep.as_mut().reset(at);
        }
    }
}

/// hyper's view of the router.
struct Requests<'a> {
    router: Router,
    peer: SocketAddr,
    settings: &'a ListenerSettings,
    progress: Arc<Progress>,
}

impl hyper::service::Service<Request<Incoming>> for Requests<'_> {
    type Response = Response<Outbound>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let progress = Arc::clone(&self.progress);
        progress.begin_request();
        let (mut head, body) = request.into_parts();
        let body = if body.is_end_stream() {
            Body::empty()
        } else {
            progress.begin_body(body_time(self.settings, &head));
            Body::new(Inbound::new(body, Arc::clone(&progress)))
        };
        if let Some(status) = refused(&head) {
            return Answer { state: State::Refused(status), progress };
        }
        head.extensions.insert(Peer(self.peer));
        let future = self.router.clone().call(Request::from_parts(head, body));
        Answer { state: State::Routed(future), progress }
    }
}

/// How long the body may take.
fn body_time(settings: &ListenerSettings, head: &axum::http::request::Parts) -> Duration {
    let kind = head.headers.get(CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    if kind.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/")) {
        settings.upload_body
    } else if head.uri.path().starts_with("/api/") {
        settings.ingest_body
    } else {
        settings.console_body
    }
}

/// The limits hyper does not check (or only with an allocation per request).
fn refused(head: &axum::http::request::Parts) -> Option<StatusCode> {
    let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > MAX_URI {
        Some(StatusCode::URI_TOO_LONG)
    } else if head.headers.len() > MAX_FIELDS {
        Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    } else {
        None
    }
}

/// The response, once there is one.
struct Answer {
    state: State,
    progress: Arc<Progress>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly always the large one; a box would cost an allocation per request"
)]
enum State {
    Refused(StatusCode),
    Routed(RouteFuture<Infallible>),
}

impl Future for Answer {
    type Output = Result<Response<Outbound>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = match &mut self.state {
            State::Routed(future) => ready!(Pin::new(future).poll(cx))?,
            State::Refused(status) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = *status;
                response.headers_mut().insert(CONNECTION, axum::http::HeaderValue::from_static("close"));
                response
            }
        };
        let progress = Arc::clone(&self.progress);
        Poll::Ready(Ok(response.map(|body| Outbound::new(body, progress))))
    }
}
