//! The console: pages rendered by Leptos, and its server functions.

use crate::{
    app::{App, Links, shell},
    error::AppError,
    server::{security, state::AppState, typed},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRef, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::post,
};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, handle_server_fns_with_context,
    render_app_async_with_context,
};

/// The header server_fn puts on the answer of a function that failed.
pub const FUNCTION_FAILED: &str = "serverfnerror";
/// An error of ours is a short JSON object.
const ERROR_BYTES: usize = 64 << 10;

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(_: &AppState) -> Self {
        LeptosOptions::builder().output_name("console").build()
    }
}

/// Pages and `/fn/…`.
pub fn routes(state: &AppState) -> Router<AppState> {
    let (context, document) = rendering(state);
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, document)
        .route("/fn/{*name}", post(call))
        // Around pages too: the functions known here are among their routes.
        .layer(middleware::from_fn(status_of_error))
        .layer(middleware::from_fn(typed::keep))
}

/// What pages find in their context, and the document around them.
fn rendering(
    state: &AppState,
) -> (impl Fn() + Clone + Send + Sync + 'static, impl Fn() -> AnyView + Clone + Send + Sync + 'static) {
    let (context, document) = (state.clone(), state.clone());
    (move || provide_context(context.clone()), move || shell(links(&document)).into_any())
}

/// An address nobody knows: a page for people, a problem for programs.
pub async fn unknown(State(state): State<AppState>, request: Request) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if request.method() != Method::GET || !accepted.is_some_and(|types| types.contains("text/html")) {
        return AppError::NotFound.into_response();
    }
    let (context, document) = rendering(&state);
    render_app_async_with_context(context, document)(request).await
}

async fn call(State(state): State<AppState>, request: Request) -> Response {
    handle_server_fns_with_context(move || provide_context(state.clone()), request).await.into_response()
}

fn links(state: &AppState) -> Links {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    if let Some(options) = use_context::<ResponseOptions>() {
        let policy = security::content_security_policy(&nonce, "'none'");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    let site = &state.site;
    Links {
        style: site.url("style.css"),
        script: site.url("console.js"),
        wasm: site.url("console.wasm"),
        nonce,
    }
}

/// server_fn answers every failure with 500; the error itself knows better.
async fn status_of_error(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.headers().contains_key(FUNCTION_FAILED) || response.status() == StatusCode::FOUND {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
    }
    Response::from_parts(parts, Body::from(bytes))
}
