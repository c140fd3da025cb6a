//! One id per request: in the answer's `X-Request-Id`, in every log line of the
//! request, in the body of a failure and in its report.

use std::{fmt, sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use sentry::{Hub, SentryFutureExt, TransactionContext, protocol::SpanStatus};
use tracing::{Instrument, debug, error_span, warn};

use crate::server::{clock, metrics::Endpoints};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    /// Set while a request is answered.
    pub static REQUEST_ID: RequestId;
}

/// Random, shown as 12 hexadecimal digits. A client's own id is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId([u8; 6]);

impl RequestId {
    /// A new one.
    pub fn random() -> Self {
        Self(clock::random())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The id of the request this task is answering; `None` outside of requests.
pub fn current_id() -> Option<RequestId> {
    REQUEST_ID.try_with(|id| *id).ok()
}

/// The outermost middleware: gives the request its id and logs its end with
/// the route, never the path or the query. At `debug`, because a busy server
/// answers thousands a second; a failure of ours is a warning.
pub async fn observe(State(endpoints): State<Arc<Endpoints>>, request: Request, next: Next) -> Response {
    let id = RequestId::random();
    let text = id.to_string();
    let label = Label { method: request.method().clone(), endpoint: endpoints.name_of(&request).to_owned() };
    let answered = REQUEST_ID.scope(id, answer(&label, next.run(request)));
    let answered = answered.instrument(error_span!("request", id = text));
    let mut response = match Hub::current().client() {
        Some(_) => reported(id, &label, answered).await,
        None => answered.await,
    };
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

struct Label {
    method: Method,
    endpoint: String,
}

async fn answer(label: &Label, work: impl Future<Output = Response>) -> Response {
    let start = Instant::now();
    let response = work.await;
    let (Label { method, endpoint }, status) = (label, response.status().as_u16());
    let ms = start.elapsed().as_secs_f64() * 1_000.0;
    // 503 is how a server under load says no; it is counted, not shouted.
    if status >= 500 && status != 503 {
        warn!(%method, endpoint, status, ms, "failed");
    } else {
        debug!(%method, endpoint, status, ms, "answered");
    }
    response
}

/// In a hub of its own, so that a report names its request, and with a
/// transaction, of which the sampled share is reported.
async fn reported(id: RequestId, label: &Label, work: impl Future<Output = Response>) -> Response {
    let hub = Arc::new(Hub::new_from_top(Hub::current()));
    let name = format!("{} {}", label.method, label.endpoint);
    let transaction = hub.start_transaction(TransactionContext::new(&name, "http.server"));
    hub.configure_scope(|scope| {
        scope.set_tag("request_id", id);
        scope.set_transaction(Some(&name));
        scope.set_span(Some(transaction.clone().into()));
    });
    let response = work.bind_hub(hub).await;
    let failed = response.status().is_server_error();
    transaction.set_status(if failed { SpanStatus::InternalError } else { SpanStatus::Ok });
    transaction.finish();
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, http::StatusCode, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt;

    #[test]
    fn the_id_is_in_the_answer_and_the_log_and_the_query_is_not() {
        let app = Router::new()
            .route(
                "/f/{project}",
                get(|| async {
                    tracing::info!("inside {}", current_id().unwrap());
                    StatusCode::INTERNAL_SERVER_ERROR
                }),
            )
            .layer(from_fn_with_state(Arc::<Endpoints>::default(), observe));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut id = String::new();
        let text = super::super::tests::logged(false, || {
            let request = Request::get("/f/secret-name?token=hidden").header("x-request-id", "mine");
            let request = request.body(Body::empty()).unwrap();
            let response = runtime.block_on(app.oneshot(request)).unwrap();
            id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        });
        assert_eq!(id.len(), 12);
        assert_eq!(text.matches(&id).count(), 3, "span of both lines and the text of one: {text}");
        assert!(text.contains("GET") && text.contains("/f/{project}") && text.contains("500"), "{text}");
        assert!(!text.contains("hidden") && !text.contains("secret-name"), "{text}");
        assert_eq!(current_id(), None);
    }
}
