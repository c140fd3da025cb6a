//! What answers on the private port: `/livez`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};

use super::Metrics;
use crate::server::health::Health;

/// Health in plain text (200 `ok`, or 503 with one reason per line) and the
/// series in Prometheus's text format. Never on the public port.
pub fn private_routes(metrics: Metrics, health: Arc<Health>) -> Router {
    let live = Arc::clone(&health);
    Router::new()
        .route("/livez", get(move || async move { verdict(live.reasons_dead()) }))
        .route("/readyz", get(move || async move { verdict(health.reasons_unready()) }))
        .route(
            "/metrics",
            get(move || async move {
                ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render())
            }),
        )
}

fn verdict(reasons: Vec<String>) -> Response {
    if reasons.is_empty() {
        "ok\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, reasons.join("\n") + "\n").into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt;

    async fn get(app: &Router, path: &str) -> (u16, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn reasons_are_told() {
        let health = Health::default()
            .live("loop", || Ok(()))
            .ready("queue", || Err("81 % full".into()))
            .ready("database", || Ok(()));
        let app = private_routes(Metrics::local().1, Arc::new(health));
        assert_eq!(get(&app, "/livez").await, (200, "ok\n".into()));
        assert_eq!(get(&app, "/readyz").await, (503, "queue: 81 % full\n".into()));
        assert_eq!(get(&app, "/metrics").await.0, 200);
        assert_eq!(get(&app, "/else").await.0, 404);
    }
}
