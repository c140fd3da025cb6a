//! Sending an entry: JSON as `text/plain`, so that no preflight comes before it.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::along::{Part, UNKNOWN};
use crate::browser::{self, text};
use crate::model::HONEYPOT_FIELD;
use crate::setup::FormSetup;
use crate::state::{Entry, Field, Outcome};

/// How long an answer may take.
const TIMEOUT_MS: u32 = 15_000;
/// The same with files: as long as the server gives them.
const FILES_TIMEOUT_MS: u32 = 300_000;

/// The entry as it travels. `trap` is what stands in the honeypot.
pub fn body(setup: &FormSetup, entry: &Entry, trap: Option<String>) -> String {
    let text = |value: Option<&str>| value.map_or(JsValue::UNDEFINED, JsValue::from_str);
    let mut members = vec![
        ("id", text(Some(entry.id.as_str()))),
        ("content", text(Some(entry.content.as_str()))),
        ("feedback_type", text(Some(entry.kind.as_str()))),
        ("key", text(Some(setup.key.as_str()))),
        ("elapsed_ms", JsValue::from_f64(entry.elapsed_ms as f64)),
        ("email", text(entry.email.as_deref())),
        ("rating", entry.rating.map_or(JsValue::UNDEFINED, JsValue::from)),
        (HONEYPOT_FIELD, text(trap.as_deref())),
    ];
    let mut metadata = Vec::new();
    for (part, value) in &entry.along {
        let place = match part {
            // Said by the request itself.
            Part::Browser if value != UNKNOWN => continue,
            part if part.in_metadata() => &mut metadata,
            _ => &mut members,
        };
        let told = text(Some(value.as_str()));
        let told = if *part == Part::Context { JSON::parse(value).unwrap_or_default() } else { told };
        place.push((part.member(), told));
        match part {
            Part::Browser => members.push(("os", text(Some(UNKNOWN)))),
            Part::User => members.push(("user_sig", text(setup.context.user_sig.as_deref()))),
            _ => {}
        }
    }
    if !metadata.is_empty() {
        members.push(("metadata", object(&metadata).into()));
    }
    json(&members)
}

/// An object of these members, as text; what is undefined is left out.
pub fn json(members: &[(&str, JsValue)]) -> String {
    JSON::stringify(&object(members)).map(String::from).unwrap_or_default()
}

pub fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// Posts a body: a text, or a `FormData` with files.
pub async fn send(endpoint: &str, body: &JsValue) -> Outcome {
    match post(endpoint, body).await {
        Ok(response) => outcome(response).await,
        // No connection, or AbortSignal.timeout.
        Err(_) => Outcome::Unreachable,
    }
}

async fn post(endpoint: &str, body: &JsValue) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_credentials(RequestCredentials::Omit);
    // A string is sent as text/plain;charset=UTF-8.
    init.set_body(body);
    let timeout = if body.is_string() { TIMEOUT_MS } else { FILES_TIMEOUT_MS };
    init.set_signal(Some(&AbortSignal::timeout_with_u32(timeout)));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_str_and_init(endpoint, &init)).await?.dyn_into()
}

async fn outcome(response: Response) -> Outcome {
    match response.status() {
        201 => {
            let stored = said(&response).await;
            browser::announce(&stored);
            Outcome::Stored(text(&stored, "status_url"))
        }
        408 | 429 | 500.. => Outcome::Busy { seconds: retry_after(&response) },
        status => {
            let problem = said(&response).await;
            let field = text(&problem, "field").map_or(Field::Form, |name| Field::of_member(&name));
            match text(&problem, "error") {
                Some(message) if matches!(status, 413 | 415) => {
                    Outcome::FileRefused { large: status == 413, message }
                }
                message => Outcome::Refused { field, message },
            }
        }
    }
}

/// The members of an answer, if it is JSON.
async fn said(response: &Response) -> JsValue {
    browser::wait(response.json().ok().map(JsValue::from)).await.unwrap_or(JsValue::NULL)
}

/// `Retry-After` in seconds; readable across origins only if the server exposes it.
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get("retry-after").ok()??.parse().ok()
}
