//! One request, sent straight into the router.

use super::contract;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, Response, StatusCode, header, request::Builder},
};
use cresset::server::listener::Peer;
use serde_json::Value;
use tower::ServiceExt;

/// A request being put together.
pub struct Call {
    router: Router,
    request: Builder,
    body: Body,
    /// Method and path.
    target: (String, String),
}

impl Call {
    pub fn new(router: Router, method: &str, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "cresset.test");
        Self { router, request, body: Body::empty(), target: (method.to_owned(), path.to_owned()) }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// The header browsers send with a request of our own pages.
    pub fn same_origin(self) -> Self {
        self.header("sec-fetch-site", "same-origin").header("origin", "http://cresset.test")
    }

    /// The socket address it comes from; loopback without it.
    pub fn client(mut self, address: &str) -> Self {
        self.request = self.request.extension(Peer(address.parse().expect("an address and port")));
        self
    }

    /// The headers every browser sends, without which nothing is counted.
    pub fn browser(self) -> Self {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
        self.header("user-agent", agent).header("accept-language", "de")
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// The session cookie of somebody signed in.
    pub fn session(self, cookie: &str) -> Self {
        self.header("cookie", &format!("__Host-cresset={cookie}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", &body.to_string())
    }

    pub fn raw(mut self, content_type: &str, body: &str) -> Self {
        self.body = Body::from(body.to_owned());
        self.header("content-type", content_type)
    }

    /// A form with files: texts by name, then the name and bytes of each file.
    pub fn parts(mut self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Self {
        const BOUNDARY: &str = "----between-parts";
        let fields = fields.iter().map(|(name, text)| (format!("name=\"{name}\""), text.as_bytes()));
        let files = files.iter().map(|(name, bytes)| (format!("name=\"file\"; filename=\"{name}\""), *bytes));
        let mut body = Vec::new();
        for (what, bytes) in fields.chain(files) {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {what}\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.body = Body::from(body);
        self.header("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"))
    }

    /// A form as a page without JavaScript sends it.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                        char::from(byte).to_string()
                    }
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.raw("application/x-www-form-urlencoded", &pairs.join("&"))
    }

    async fn answer(self) -> Response<Body> {
        let request = self.request.body(self.body).expect("a valid request");
        self.router.oneshot(request).await.expect("the router always answers")
    }

    /// The status alone: the body of a live stream has no end.
    pub async fn status(self) -> StatusCode {
        self.answer().await.status()
    }

    /// The answer; one of the API must be as its document says.
    pub async fn send(self) -> Reply {
        let (method, path) = self.target.clone();
        let (parts, body) = self.answer().await.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a complete body");
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        contract::check(&method, &path, &reply);
        reply
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; the test fails with the body when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Fail with the body unless the status is `expected`.
    #[track_caller]
    pub fn expect(self, expected: u16) -> Self {
        assert_eq!(self.status.as_u16(), expected, "{}", self.text());
        self
    }
}
