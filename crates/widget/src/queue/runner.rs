//! Sends what waits: when the page is loaded, when the network is back, and again after pauses.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Math, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::{get, pause, prefix, remove, sort, whole};
use crate::state::Outcome;
use crate::{browser, draft, form, storage, transport};

/// Where this page's entries go.
#[derive(Clone)]
struct Runner {
    endpoint: String,
    key: String,
    /// Starts an attempt.
    again: Function,
}

thread_local! {
    static RUNNER: RefCell<Option<Runner>> = const { RefCell::new(None) };
    static FAILED: Cell<usize> = const { Cell::new(0) };
    static TIMER: Cell<i32> = const { Cell::new(0) };
}

/// Sends now what waits for a project.
#[cfg(feature = "csr")]
pub fn now(endpoint: &str, key: &str) {
    let _ = runner(endpoint, key).again.call0(&JsValue::UNDEFINED);
}

/// Sends it later; `asked` as in [`pause`].
pub fn later(endpoint: &str, key: &str, asked: Option<u32>) {
    let runner = runner(endpoint, key);
    let Some(window) = web_sys::window() else { return };
    FAILED.set(FAILED.get() + 1);
    window.clear_timeout_with_handle(TIMER.get());
    let pause = pause(FAILED.get(), Math::random(), asked) as i32;
    let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&runner.again, pause);
    TIMER.set(timer.unwrap_or_default());
}

/// The page's runner. From the first need on it also runs when the network comes back.
fn runner(endpoint: &str, key: &str) -> Runner {
    RUNNER.with_borrow_mut(|runner| {
        let make = || {
            let again = alone(&prefix(key));
            if let Some(window) = web_sys::window() {
                let _ = window.add_event_listener_with_callback("online", &again);
            }
            Runner { endpoint: endpoint.to_owned(), key: key.to_owned(), again }
        };
        runner.get_or_insert_with(make).clone()
    })
}

/// A function that delivers while no other tab does, where the browser has locks (on http pages it has none).
fn alone(name: &str) -> Function {
    let deliver = Closure::<dyn FnMut() -> Promise>::new(|| future_to_promise(deliver())).into_js_value();
    let get = |object: &JsValue, member: &str| Reflect::get(object, &JsValue::from_str(member)).ok();
    let locks = web_sys::window().and_then(|window| get(&get(&window, "navigator")?, "locks"));
    let request = locks.as_ref().and_then(|locks| get(locks, "request")?.dyn_into::<Function>().ok());
    match (locks, request) {
        (Some(locks), Some(request)) => {
            request.bind3(&locks, &JsValue::from_str(name), &Object::new(), &deliver).unchecked_into()
        }
        _ => deliver.unchecked_into(),
    }
}

async fn deliver() -> Result<JsValue, JsValue> {
    let Some(Runner { endpoint, key, .. }) = RUNNER.with_borrow(Clone::clone) else {
        return Ok(JsValue::UNDEFINED);
    };
    let (waiting, stale) = sort(&storage::names(), &prefix(&key), browser::now());
    stale.iter().for_each(|id| remove(&key, id));
    let mut again = None;
    for id in waiting {
        // Another tab may have been quicker.
        let Some(body) = whole(&key, &id).await else { continue };
        let outcome = transport::send(&endpoint, &body).await;
        match outcome {
            Outcome::Unreachable => again = Some(None),
            Outcome::Busy { seconds } => again = Some(seconds),
            _ => {
                if let Some(words) = get(&key, &id).filter(|_| !matches!(outcome, Outcome::Stored(_))) {
                    // They are not lost: they are what the form begins with.
                    draft::put_back(&key, &words);
                }
                remove(&key, &id);
                form::settle(&id, &outcome);
                continue;
            }
        }
        // One that fails alone must not hold up the others.
        if !matches!(outcome, Outcome::Busy { seconds: None }) {
            break;
        }
    }
    match again {
        Some(asked) => later(&endpoint, &key, asked),
        None => FAILED.set(0),
    }
    Ok(JsValue::UNDEFINED)
}
