//! Sending an entry: JSON as `text/plain`, so that no preflight comes before it.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::browser::{page, text};
use crate::model::HONEYPOT_FIELD;
use crate::setup::FormSetup;
use crate::state::{Entry, Field, Outcome};

/// How long an answer may take.
const TIMEOUT_MS: u32 = 15_000;

/// The entry as it travels. `trap` is what stands in the honeypot.
pub fn body(setup: &FormSetup, entry: &Entry, trap: Option<String>) -> String {
    let object = Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    };
    let page = if setup.page.is_empty() { page() } else { setup.page.clone() };
    set("elapsed_ms", JsValue::from_f64(entry.elapsed_ms as f64));
    let members = [
        ("id", Some(entry.id.as_str())),
        ("content", Some(&entry.content)),
        ("feedback_type", Some(entry.kind.as_str())),
        ("page", Some(&page)),
        ("key", Some(&setup.key)),
        ("email", entry.email.as_deref()),
        ("environment", setup.context.environment.as_deref()),
        ("release", setup.context.release.as_deref()),
        ("user_id", setup.context.user_id.as_deref()),
        (HONEYPOT_FIELD, trap.as_deref()),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            set(name, JsValue::from_str(value));
        }
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}

/// Posts an entry.
pub async fn send(endpoint: &str, body: &str) -> Outcome {
    match post(endpoint, body).await {
        Ok(response) => outcome(response).await,
        // AbortSignal.timeout rejects with a TimeoutError, a failed connection with a TypeError.
        Err(error) if text(&error, "name").is_some_and(|name| name == "TimeoutError") => Outcome::TimedOut,
        Err(_) => Outcome::Unreachable,
    }
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
