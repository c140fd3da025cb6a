//! The files of `target/site`: inside the binary in release, read from disk
//! while developing.
//!
//! `manifest.json` maps a logical name (`console.js`) to the hashed URL path.
//! Hashed files never change and are cached for a year; `/embed.js` and the
//! files of `public/` are revalidated by ETag.

use super::{
    problem::AppResult,
    routes::{Access, Routes},
    state::AppState,
};
use crate::error::AppError;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// It names hashed files that only the running binary has, so not for long.
const LOADER: &str = "public, max-age=300";
const REVALIDATE: &str = "no-cache";

/// What the build wrote about itself.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Manifest {
    pub build: String,
    pub files: BTreeMap<String, String>,
}

/// The built client files.
pub struct Site(Arc<RwLock<Arc<Manifest>>>);

impl Site {
    pub fn new() -> Self {
        Self(Arc::new(RwLock::new(Arc::new(read_manifest()))))
    }

    /// The current manifest. While developing it is read again each time,
    /// because the bundles are finished behind the running server.
    pub fn manifest(&self) -> Arc<Manifest> {
        if cfg!(debug_assertions) {
            return Arc::new(read_manifest());
        }
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// The absolute path of a file, e.g. `style.css` → `/pkg/style-0a1b.css`.
    pub fn url(&self, logical: &str) -> String {
        match self.manifest().files.get(logical) {
            Some(path) => format!("/{path}"),
            None => format!("/{logical}"),
        }
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

fn read_manifest() -> Manifest {
    let file = files::get("manifest.json");
    file.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

#[cfg(not(debug_assertions))]
mod files {
    use super::Cow;

    #[derive(rust_embed::RustEmbed)]
    #[folder = "target/site"]
    struct Embedded;

    pub fn get(path: &str) -> Option<Cow<'static, [u8]>> {
        Embedded::get(path).map(|file| file.data)
    }
}

#[cfg(debug_assertions)]
mod files {
    use super::Cow;
    use std::path::{Component, Path, PathBuf};

    pub fn get(path: &str) -> Option<Cow<'static, [u8]>> {
        let relative = Path::new(path);
        let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let bytes = plain.then(|| std::fs::read(folder().join(relative)).ok())?;
        bytes.map(Cow::Owned)
    }

    fn folder() -> PathBuf {
        let set = std::env::var_os(super::super::config::SITE_DIR);
        set.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site"), PathBuf::from)
    }
}

/// Every path under which a file of the site is served.
pub fn routes() -> Routes {
    let mut routes = Routes::new();
    for path in [
        "/embed.js",
        "/embed/{file}",
        "/pkg/{file}",
        "/favicon.svg",
        "/favicon.ico",
        "/robots.txt",
        "/apple-touch-icon.png",
    ] {
        routes = routes.get(path, Access::Public, serve);
    }
    routes
}

async fn serve(State(_): State<AppState>, request: Request) -> AppResult<Response> {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path == "favicon.ico" { "favicon.svg" } else { path };
    let (bytes, encoding) = encoded(path, request.headers()).ok_or(AppError::NotFound)?;
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    Ok(answer(path, bytes, encoding, known.unwrap_or_default()))
}

/// A file, or that the form of it the client has (`known`, by tag) is still the one.
fn answer(path: &str, bytes: Cow<'static, [u8]>, encoding: Option<&'static str>, known: &str) -> Response {
    let etag = format!("\"{}\"", &super::clock::hex(&Sha256::digest(&bytes))[..16]);
    let mut headers = headers_of(path, encoding);
    if let Ok(value) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, value);
    }
    if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, bytes).into_response()
}

/// The smallest form of a file the client reads, and its content encoding.
fn encoded(path: &str, headers: &HeaderMap) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |name: &str| {
        accepted.split(',').any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            parts.next() == Some(name) && parts.next() != Some("q=0")
        })
    };
    for (name, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(name)
            && let Some(bytes) = files::get(&format!("{path}.{ending}"))
        {
            return Some((bytes, Some(name)));
        }
    }
    files::get(path).map(|bytes| (bytes, None))
}

fn headers_of(path: &str, encoding: Option<&'static str>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, content_type(path));
    set(header::VARY, "accept-encoding");
    let embed = path.starts_with("embed");
    set(
        header::CACHE_CONTROL,
        match path {
            "embed.js" => LOADER,
            _ if embed || path.starts_with("pkg/") => IMMUTABLE,
            _ => REVALIDATE,
        },
    );
    if embed {
        // Modules of another origin are fetched with CORS, and pages with
        // COEP load only what says it may cross origins.
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(super::security::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin");
    }
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    headers
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[test]
    fn what_other_pages_load_may_cross_origins_and_nothing_else_may() {
        for (path, cache, kind) in [
            ("embed.js", "public, max-age=300", "text/javascript; charset=utf-8"),
            ("embed/b-0a1b.js", IMMUTABLE, "text/javascript; charset=utf-8"),
            ("embed/w-0a1b.wasm", IMMUTABLE, "application/wasm"),
            ("embed/l-0a1b.json", IMMUTABLE, "application/json"),
        ] {
            let headers = headers_of(path, Some("br"));
            assert_eq!((header(&headers, "cache-control"), header(&headers, "content-type")), (cache, kind));
            assert_eq!(header(&headers, "access-control-allow-origin"), "*", "{path}");
            assert_eq!(header(&headers, "cross-origin-resource-policy"), "cross-origin", "{path}");
            assert_eq!(
                (header(&headers, "content-encoding"), header(&headers, "vary")),
                ("br", "accept-encoding")
            );
        }
        for (path, cache) in [("pkg/console-0a1b.js", IMMUTABLE), ("favicon.svg", "no-cache")] {
            let headers = headers_of(path, None);
            assert_eq!(header(&headers, "cache-control"), cache);
            assert_eq!(header(&headers, "access-control-allow-origin"), "", "{path}");
            assert_eq!(header(&headers, "cross-origin-resource-policy"), "", "{path}");
        }
    }

    #[test]
    fn a_known_form_is_not_sent_again() {
        let ask = |known: &str| answer("embed.js", Cow::Borrowed(b"loader"), None, known);
        let first = ask("");
        assert_eq!(first.status(), StatusCode::OK);
        let tag = header(first.headers(), "etag").to_owned();
        for known in [tag.clone(), format!("\"other\", W/{tag}")] {
            let again = ask(&known);
            assert_eq!((again.status(), header(again.headers(), "etag")), (StatusCode::NOT_MODIFIED, &*tag));
            assert_eq!(header(again.headers(), "cache-control"), "public, max-age=300");
        }
        assert_eq!(ask("\"other\"").status(), StatusCode::OK);
    }
}
