//! Sending an entry: JSON as `text/plain`, so that no preflight comes before it.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::browser;
use crate::form::FormSetup;
use crate::model::HONEYPOT_FIELD;
use crate::state::{Entry, Field, Outcome};

/// How long an answer may take.
const TIMEOUT_MS: u32 = 15_000;

/// Posts an entry. `elapsed_ms` since the form was opened; `trap` is what stands in the honeypot.
pub async fn send(setup: &FormSetup, entry: &Entry, elapsed_ms: f64, trap: Option<String>) -> Outcome {
    match post(&setup.endpoint, &body(setup, entry, elapsed_ms, trap)).await {
        Ok(response) => outcome(response).await,
        // AbortSignal.timeout rejects with a TimeoutError, a failed connection with a TypeError.
        Err(error) if text(&error, "name").is_some_and(|name| name == "TimeoutError") => Outcome::TimedOut,
        Err(_) => Outcome::Unreachable,
    }
}

fn body(setup: &FormSetup, entry: &Entry, elapsed_ms: f64, trap: Option<String>) -> String {
    let object = Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = Reflect::set(&object, &name.into(), &value);
    };
    let page = if setup.page.is_empty() { browser::page() } else { setup.page.clone() };
    set("id", JsValue::from_str(&entry.id));
    set("content", JsValue::from_str(&entry.content));
    set("feedback_type", JsValue::from_str(entry.kind.as_str()));
    set("page", JsValue::from_str(&page));
    set("key", JsValue::from_str(&setup.key));
    set("elapsed_ms", JsValue::from_f64(elapsed_ms.round()));
    let optional = [
        ("email", &entry.email),
        ("environment", &setup.context.environment),
        ("release", &setup.context.release),
        ("user_id", &setup.context.user_id),
        (HONEYPOT_FIELD, &trap),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            set(name, JsValue::from_str(value));
        }
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}

async fn post(endpoint: &str, body: &str) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_credentials(RequestCredentials::Omit);
    // A string body is sent as text/plain;charset=UTF-8.
    init.set_body(&JsValue::from_str(body));
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_str_and_init(endpoint, &init)).await?.dyn_into()
}

async fn outcome(response: Response) -> Outcome {
    match response.status() {
        201 => Outcome::Stored,
        429 => Outcome::Limited { seconds: retry_after(&response) },
        408 | 500.. => Outcome::Busy,
        _ => {
            let problem = match response.json() {
                Ok(promise) => JsFuture::from(promise).await.unwrap_or(JsValue::NULL),
                Err(_) => JsValue::NULL,
            };
            let field = text(&problem, "field").map_or(Field::Form, |name| Field::of_member(&name));
            Outcome::Refused { field, message: text(&problem, "error") }
        }
    }
}

/// `Retry-After` in seconds; readable across origins only if the server exposes it.
fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get("retry-after").ok()??.parse().ok()
}

fn text(object: &JsValue, member: &str) -> Option<String> {
    Reflect::get(object, &member.into()).ok()?.as_string()
}
