//! Puts the slices together. The only file of `server` that names them.

mod live;
mod openapi;
mod pages;

pub use pages::FUNCTION_FAILED;

use super::{
    assets,
    clock::{Clock, SECOND},
    config::Config,
    ctx::ClientIp,
    db::{Db, DbError},
    limits,
    metrics::{Endpoints, RequestMetrics},
    problem::internal,
    routes::Routes,
    security,
    state::{AppState, PartsBuilder},
    telemetry,
    ticker::Task,
};
use crate::{accounts, analytics, deploys, feedback};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use leptos::server_fn::axum::server_fn_paths;
use std::sync::Arc;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

/// The state of an instance on a migrated database.
pub async fn state(config: Config, db: Db, clock: Clock) -> Result<AppState, DbError> {
    AppState::new(config, db, clock, parts).await
}

fn parts(builder: &mut PartsBuilder<'_>) {
    accounts::server::parts(builder);
    feedback::server::parts(builder);
    deploys::server::parts(builder);
    analytics::server::parts(builder);
}

/// Every route for outside clients, with who may call it.
pub fn endpoints() -> Routes {
    Routes::new()
        .merge(assets::routes())
        .merge(live::routes())
        .merge(openapi::routes())
        .merge(feedback::server::http::routes())
        .merge(deploys::server::http::routes())
        .merge(analytics::server::http::routes())
}

/// The complete application: what `serve` runs and what tests call.
pub fn router(state: AppState) -> Router {
    let names = names();
    let console = pages::routes(&state)
        .layer(middleware::from_fn_with_state(state.clone(), security::same_origin))
        // Outside everything: server functions ignore axum's own limit.
        .layer(RequestBodyLimitLayer::new(state.config.limits.console_body_bytes));
    endpoints()
        .router
        .merge(console)
        .fallback(pages::unknown)
        .layer(middleware::from_fn_with_state(state.clone(), accounts::server::http::recognise))
        .layer(CatchPanicLayer::custom(|_| internal("a handler panicked").into_response()))
        .layer(middleware::from_fn_with_state(state.clone(), client_ip))
        .layer(middleware::from_fn(security::headers))
        .layer(middleware::from_fn_with_state(
            RequestMetrics::new(names.clone(), state.clock.clone(), state.ring.clone()),
            RequestMetrics::track,
        ))
        .layer(middleware::from_fn_with_state(names, telemetry::observe))
        .with_state(state)
}

/// The names requests are counted and logged under.
fn names() -> Arc<Endpoints> {
    let files = assets::routes().list.iter().map(|endpoint| endpoint.path.to_owned()).collect();
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    Arc::new(Endpoints { files, functions })
}

/// Periodic work of the platform and of every slice.
pub fn tasks() -> Vec<Task> {
    let mut tasks = vec![Task {
        name: "checkpoint",
        every: SECOND,
        run: |state| Box::pin(async move { state.db.checkpoint().await }),
    }];
    tasks.extend(accounts::server::tasks());
    tasks.extend(feedback::server::tasks());
    tasks.extend(analytics::server::tasks());
    tasks
}

/// Note the address limits count by.
async fn client_ip(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if let Some(peer) = request.extensions().get::<super::listener::Peer>().map(|peer| peer.0) {
        let ip = limits::client_ip(peer.ip(), request.headers(), &state.config.trusted_proxies);
        request.extensions_mut().insert(ClientIp(ip));
    }
    next.run(request).await
}
