//! A page of another product, from another origin, that carries the script.

use crate::server::{
    listener::{self, ListenerSettings},
    state::AppState,
};
use axum::{Router, response::Html};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};
use tokio::net::TcpListener;

const PAGE: &str = include_str!("page.html");

/// Serve it until `state` stops; the address.
pub async fn serve(state: &AppState, base: &str, key: &str) -> io::Result<SocketAddr> {
    let page = PAGE.replace("{{BASE}}", base).replace("{{KEY}}", key);
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let addr = socket.local_addr()?;
    // Whatever the path: the page names its own places.
    let router = Router::new().fallback(move || async move { Html(page.clone()) });
    tokio::spawn(listener::serve(socket, router, ListenerSettings::default(), state.stopping.subscribe()));
    Ok(addr)
}
