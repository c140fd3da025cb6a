//! The rim: what the loader calls, and what calls back.

use std::cell::Cell;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::queue::{Answer, Queue};
use crate::wire::{Head, View, batch};

#[wasm_bindgen]
extern "C" {
    /// What the loader noted about the page load, under the names of the wire, and its `send`.
    pub type Page;
    #[wasm_bindgen(method, getter)]
    fn k(this: &Page) -> String;
    #[wasm_bindgen(method, getter)]
    fn i(this: &Page) -> String;
    #[wasm_bindgen(method, getter)]
    fn env(this: &Page) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn rel(this: &Page) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn w(this: &Page) -> u32;
    #[wasm_bindgen(method, getter)]
    fn t(this: &Page) -> u32;
    #[wasm_bindgen(method, getter)]
    fn u(this: &Page) -> String;
    #[wasm_bindgen(method, getter)]
    fn r(this: &Page) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn nav(this: &Page) -> String;
    /// Posts a batch, then calls `done` with a [`Reply`]; never before it returns.
    #[wasm_bindgen(method)]
    fn send(this: &Page, body: &str, done: &Function);

    /// How a post ended.
    type Reply;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Reply) -> u32;
    #[wasm_bindgen(method, getter)]
    fn after(this: &Reply) -> u32;
}

struct Beacon {
    page: Page,
    head: Head,
    queue: Queue,
    /// All that calls back comes in here: a closure of its own for each would cost a shim each.
    on: Closure<dyn FnMut(JsValue)>,
}

thread_local! {
    static BEACON: Cell<Option<Beacon>> = const { Cell::new(None) };
}

/// Puts a beacon in the place of the one that is there, if any. Not `set` and `take`: they would panic, with a
/// message, while the thread ends.
fn exchange(beacon: Option<Beacon>) -> Option<Beacon> {
    BEACON.try_with(|place| place.replace(beacon)).ok().flatten()
}

/// Starts counting. Called once, by the loader.
#[wasm_bindgen]
pub fn start(page: Page) {
    let head =
        Head { key: page.k(), page: page.i(), environment: page.env(), release: page.rel(), width: page.w() };
    let (url, referrer, navigation) = (page.u(), page.r(), page.nav());
    let view =
        View { number: 0, at: page.t(), url: &url, referrer: referrer.as_deref(), navigation: &navigation };
    let mut queue = Queue::default();
    queue.push(view.json());
    let mut beacon = Beacon { page, head, queue, on: Closure::new(heard) };
    beacon.flush();
    exchange(Some(beacon));
}

/// A timer went off, which brings nothing, or a reply came.
fn heard(message: JsValue) {
    let Some(mut beacon) = exchange(None) else { return };
    if message.is_undefined() {
        beacon.flush();
    } else {
        beacon.replied(message.unchecked_ref());
    }
    exchange(Some(beacon));
}

impl Beacon {
    fn flush(&mut self) {
        if let Some(events) = self.queue.take() {
            let now = web_sys::window().and_then(|window| window.performance());
            let now = now.map_or(0.0, |performance| performance.now()) as u32;
            self.page.send(&batch(&self.head, now, events), self.on.as_ref().unchecked_ref());
        }
    }

    fn replied(&mut self, reply: &Reply) {
        let answer = Answer { status: reply.status(), retry_after: reply.after() };
        let chance = (js_sys::Math::random() * 256.0) as u32;
        if let (Some(wait), Some(window)) = (self.queue.answered(answer, chance), web_sys::window()) {
            let wait = i32::try_from(wait).unwrap_or(i32::MAX);
            let on = self.on.as_ref().unchecked_ref();
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(on, wait);
        }
    }
}
