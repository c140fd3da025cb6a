//! Counts and times every request under a bounded set of names.
//!
//! The endpoint is the matched route, never the raw path: one scanner would
//! otherwise leave a hundred thousand series behind.

use std::{
    collections::{HashMap, HashSet},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    body::{Body, Bytes},
    extract::{MatchedPath, Request, State},
    http::{Method, header::CONTENT_TYPE},
    middleware::Next,
    response::Response,
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use super::Ring;
use crate::server::clock::Clock;

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"];
/// Of one histogram: eleven buckets, +Inf, sum and count.
const HISTOGRAM_SERIES: usize = 14;
/// Series of requests at most. What comes after is counted as `other`, for which room is kept.
const MAX_SERIES: usize = 2_000 - METHODS.len() * (HISTOGRAM_SERIES + 1);
/// The client went away before there was an answer.
const GONE: u16 = 499;

/// Names known before the first request.
#[derive(Default)]
pub struct Endpoints {
    /// Route patterns of static files; all counted as `static`.
    pub files: HashSet<String>,
    /// Paths of server functions, e.g. `/fn/accounts/sign_in`.
    pub functions: HashSet<String>,
}

impl Endpoints {
    /// What a request is counted and logged as: never the client's own text.
    pub fn name_of<'r>(&self, request: &'r Request) -> &'r str {
        let path = request.uri().path();
        match request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) {
            Some(pattern) if self.files.contains(pattern) => "static",
            Some(pattern) if !pattern.starts_with("/fn/") => pattern,
            Some(_) if self.functions.contains(path) => path,
            _ => "unknown",
        }
    }
}

/// The state of [`RequestMetrics::track`]; a clone is a pointer.
#[derive(Clone)]
pub struct RequestMetrics(Arc<Inner>);

struct Inner {
    endpoints: Arc<Endpoints>,
    clock: Clock,
    ring: Arc<Ring>,
    active: Gauge,
    series_gauge: Gauge,
    series: AtomicUsize,
    /// By position in `METHODS`, then by endpoint. Registering a series hashes
    /// all its labels; here a request costs one look-up.
    known: [RwLock<HashMap<Box<str>, Arc<Endpoint>>>; METHODS.len()],
}

/// The series of one method and endpoint.
struct Endpoint {
    method: &'static str,
    name: Box<str>,
    latency: Histogram,
    /// Few: one per status seen.
    counts: Mutex<Vec<(u16, Counter)>>,
}

impl RequestMetrics {
    /// Make it after the recorder is installed: handles are taken from the current one.
    pub fn new(endpoints: Arc<Endpoints>, clock: Clock, ring: Arc<Ring>) -> Self {
        Self(Arc::new(Inner {
            endpoints,
            clock,
            ring,
            active: gauge!("app_active_requests"),
            series_gauge: gauge!("app_metrics_series"),
            series: AtomicUsize::new(0),
            known: Default::default(),
        }))
    }

    /// The middleware. It belongs on the router by `layer`: `route_layer` would
    /// miss what no route matches.
    pub async fn track(State(this): State<Self>, request: Request, next: Next) -> Response {
        let endpoint = this.0.endpoint(&request);
        let mut running = Running::new(this.0, endpoint);
        let response = next.run(request).await;
        running.status = response.status().as_u16();
        // A live stream is answered when it begins; its length says nothing about us.
        let stream = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        if stream {
            running.finish();
        }
        response.map(|inner| Body::new(Tracked { inner, _running: running }))
    }
}

impl Inner {
    fn endpoint(&self, request: &Request) -> Arc<Endpoint> {
        self.series_of(method_index(request.method()), self.endpoints.name_of(request))
    }

    fn series_of(&self, method: usize, name: &str) -> Arc<Endpoint> {
        let known = self.known[method].read().unwrap_or_else(PoisonError::into_inner);
        if let Some(endpoint) = known.get(name) {
            return Arc::clone(endpoint);
        }
        drop(known);
        if name != "other" && !self.take(HISTOGRAM_SERIES) {
            return self.series_of(method, "other");
        }
        let mut known = self.known[method].write().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let (method, name) = (METHODS[method], Box::<str>::from(name));
            let latency =
                histogram!("app_request_latency_seconds", "method" => method, "endpoint" => name.to_string());
            Arc::new(Endpoint { method, name, latency, counts: Mutex::default() })
        };
        Arc::clone(known.entry(name.into()).or_insert_with(make))
    }

    /// Room for `series` more, counted conservatively: never given back.
    fn take(&self, series: usize) -> bool {
        let room = |held: usize| Some(held + series).filter(|total| *total <= MAX_SERIES);
        let taken = self.series.fetch_update(Relaxed, Relaxed, room).is_ok();
        self.series_gauge.set(self.series.load(Relaxed) as f64);
        taken
    }

    fn count(&self, endpoint: &Endpoint, status: u16) {
        let mut counts = endpoint.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counter)) = counts.iter().find(|(known, _)| *known == status) {
            return counter.increment(1);
        }
        let name = if self.take(1) { endpoint.name.to_string() } else { "other".to_owned() };
        let counter = counter!("app_request_count",
            "method" => endpoint.method, "endpoint" => name, "status" => status.to_string());
        counter.increment(1);
        counts.push((status, counter));
    }
}

fn method_index(method: &Method) -> usize {
    let last = METHODS.len() - 1;
    METHODS[..last].iter().position(|name| *name == method.as_str()).unwrap_or(last)
}

/// A request being answered. It ends when this is dropped: with the response
/// body, or before when the client went away or the handler panicked.
struct Running {
    metrics: Arc<Inner>,
    endpoint: Arc<Endpoint>,
    start: Instant,
    status: u16,
    finished: bool,
}

impl Running {
    fn new(metrics: Arc<Inner>, endpoint: Arc<Endpoint>) -> Self {
        metrics.active.increment(1.0);
        Self { metrics, endpoint, start: Instant::now(), status: GONE, finished: false }
    }

    fn finish(&mut self) {
        if self.finished {
            return;
        }
        self.finished = true;
        if self.status == GONE && std::thread::panicking() {
            self.status = 500;
        }
        let latency = self.start.elapsed();
        self.endpoint.latency.record(latency.as_secs_f64());
        self.metrics.count(&self.endpoint, self.status);
        self.metrics.ring.record(self.metrics.clock.now(), latency, self.status >= 500);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.finish();
        self.metrics.active.decrement(1.0);
    }
}

/// A response body that ends its request.
struct Tracked {
    inner: Body,
    _running: Running,
}

impl HttpBody for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::metrics::Metrics;
    use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt;

    fn app() -> Router {
        let functions = HashSet::from(["/fn/feedback/list".to_owned()]);
        let files = HashSet::from(["/pkg/{file}".to_owned()]);
        let clock = Clock::frozen(0);
        let metrics =
            RequestMetrics::new(Arc::new(Endpoints { files, functions }), clock, Arc::new(Ring::new(0)));
        let events = ([(CONTENT_TYPE, "text/event-stream")], "data: 1\n\n");
        Router::new()
            .route("/f/{project}", get(|| async { "page" }))
            .route("/pkg/{file}", get(|| async { "file" }))
            .route("/fn/{*name}", get(|| async { StatusCode::BAD_REQUEST }))
            .route("/events", get(|| async { events }))
            .route("/wait", get(std::future::pending::<()>))
            .nest("/api", Router::new().route("/{id}/x", get(|| async { StatusCode::BAD_GATEWAY })))
            .fallback(|| async { StatusCode::NOT_FOUND })
            .layer(from_fn_with_state(metrics, RequestMetrics::track))
    }

    async fn send(app: &Router, method: &str, path: &str) -> Response {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn names_are_routes_and_never_paths() {
        let (recorder, handle) = Metrics::local();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let app = app();
        for path in ["/f/a", "/f/b", "/pkg/x.js", "/fn/feedback/list", "/fn/else", "/api/7/x", "/events"] {
            drop(send(&app, "GET", path).await);
        }
        let text = handle.render();
        for line in [
            "app_request_count_total{method=\"GET\",endpoint=\"/f/{project}\",status=\"200\"} 2",
            "app_request_count_total{method=\"GET\",endpoint=\"static\",status=\"200\"} 1",
            "app_request_count_total{method=\"GET\",endpoint=\"/fn/feedback/list\",status=\"400\"} 1",
            "app_request_count_total{method=\"GET\",endpoint=\"unknown\",status=\"400\"} 1",
            "app_request_count_total{method=\"GET\",endpoint=\"/api/{id}/x\",status=\"502\"} 1",
            "app_request_latency_seconds_count{method=\"GET\",endpoint=\"/f/{project}\"} 2",
            "app_active_requests 0",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
    }

    #[tokio::test]
    async fn scanners_add_no_series() {
        let (recorder, handle) = Metrics::local();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let app = app();
        let mut lines = 0;
        for round in 0..2 {
            for n in 0..500 {
                drop(send(&app, "GET", &format!("/{round}/{n}.php")).await);
                drop(send(&app, &format!("ODD{n}"), "/f/a").await);
            }
            let now = handle.render().lines().count();
            assert!(round == 0 || now == lines, "{lines} became {now}");
            lines = now;
        }
    }

    #[tokio::test]
    async fn past_the_cap_everything_is_other() {
        let (recorder, handle) = Metrics::local();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let inner = RequestMetrics::new(Arc::default(), Clock::frozen(0), Arc::new(Ring::new(0))).0;
        for n in 0..1_000 {
            let endpoint = inner.series_of(0, &format!("/{n}"));
            endpoint.latency.record(0.1);
            inner.count(&endpoint, 200);
        }
        let text = handle.render();
        let series = text.lines().filter(|line| line.starts_with("app_request_")).count();
        assert!((1_800..=2_000).contains(&series), "{series}");
        assert!(text.contains("app_request_count_total{method=\"GET\",endpoint=\"other\",status=\"200\"}"));
    }

    #[tokio::test]
    async fn a_request_is_active_until_its_body_ends_or_its_client_leaves() {
        let (recorder, handle) = Metrics::local();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let app = app();
        let answer = send(&app, "GET", "/f/a").await;
        assert!(handle.render().contains("app_active_requests 1"));
        drop(answer);
        let gone = tokio::time::timeout(std::time::Duration::ZERO, send(&app, "GET", "/wait")).await;
        assert!(gone.is_err());
        let text = handle.render();
        assert!(text.contains("app_active_requests 0"), "{text}");
        assert!(text.contains("endpoint=\"/wait\",status=\"499\"} 1"), "{text}");
    }
}
