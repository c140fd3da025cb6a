//! What `loader/listen.js` calls. The beacon asks nothing of the browser: the script beside it listens and sends, which
//! takes a fraction of the bytes that bindings to the browser would.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::beacon::Beacon;
use crate::queue::Answer;
use crate::vitals::whole;
use crate::wire::{Custom, Failure};

thread_local! {
    static BEACON: Cell<Option<Box<Beacon>>> = const { Cell::new(None) };
}

/// Lends the beacon to `action`.
fn with<T>(action: impl FnOnce(&mut Beacon) -> T) -> T {
    let mut beacon = borrow();
    let result = action(&mut beacon);
    exchange(Some(beacon));
    result
}

/// The beacon, to be given back; a new one before the first page load.
#[inline(never)]
fn borrow() -> Box<Beacon> {
    exchange(None).unwrap_or_default()
}

/// Not `set` and `take`: they would panic, with a message, while the thread ends.
#[inline(never)]
fn exchange(beacon: Option<Box<Beacon>>) -> Option<Box<Beacon>> {
    BEACON.try_with(|place| place.replace(beacon)).ok().flatten()
}

/// A page load begins; `head` is what its batches share.
#[wasm_bindgen]
pub fn open(head: &str, at: u32, url: &str, referrer: &str, navigation: &str, hash: bool) {
    with(|beacon| {
        beacon.hash = hash;
        beacon.open(head, at, url, referrer, navigation);
    });
}

/// The page's address may be another one.
#[wasm_bindgen]
pub fn moved(at: u32, url: &str) {
    with(|beacon| beacon.moved(at, url));
}

/// The page says that a view begins.
#[wasm_bindgen]
pub fn view(at: u32, url: &str) {
    with(|beacon| beacon.view(at, url));
}

/// Something happened; `props` and `revenue` are JSON or empty.
#[wasm_bindgen]
pub fn event(at: u32, name: &str, url: &str, props: &str, interactive: bool, revenue: &str) {
    with(|beacon| beacon.event(at, &Custom { name, url, props, interactive, revenue }));
}

/// A link to the host `to` is followed.
#[wasm_bindgen]
pub fn follow(at: u32, href: &str, to: &str, host: &str, url: &str) {
    with(|beacon| beacon.follow(at, href, to, host, url));
}

/// Nobody caught an error.
#[wasm_bindgen]
pub fn fail(at: u32, url: &str, message: &str, source: &str, line: u32, column: u32, stack: &str) {
    with(|beacon| beacon.fail(at, &Failure { url, message, source, line, column, stack }));
}

/// Whether the page is looked at from now on.
#[wasm_bindgen]
pub fn attend(now: u32, attentive: bool) {
    with(|beacon| beacon.engagement.attend(now, attentive));
}

/// The window ends at this line of a document of this height.
#[wasm_bindgen]
pub fn scrolled(bottom: u32, height: u32) {
    with(|beacon| beacon.engagement.scrolled(bottom, height));
}

/// The first byte was there after so many milliseconds.
#[wasm_bindgen]
pub fn responded(ms: f64) {
    with(|beacon| beacon.vitals.values.ttfb = Some(whole(ms)));
}

/// The first content was painted.
#[wasm_bindgen]
pub fn painted(ms: f64) {
    with(|beacon| beacon.vitals.values.fcp = Some(whole(ms)));
}

/// The largest content so far was painted.
#[wasm_bindgen]
pub fn enlarged(ms: f64) {
    with(|beacon| beacon.vitals.values.lcp = Some(whole(ms)));
}

/// See [`crate::vitals::Vitals::shift`].
#[wasm_bindgen]
pub fn shifted(value: f64, at: f64) {
    with(|beacon| beacon.vitals.shift(value, at));
}

/// See [`crate::vitals::Vitals::interaction`].
#[wasm_bindgen]
pub fn interacted(id: u32, duration: u32) {
    with(|beacon| beacon.vitals.interaction(id, duration));
}

/// The page is out of sight.
#[wasm_bindgen]
pub fn leave(now: u32, interactions: u32) {
    with(|beacon| beacon.leave(now, interactions));
}

/// The next body to post; empty if there is none. They are numbered from 1.
#[wasm_bindgen]
pub fn take(now: u32, leaving: bool) -> String {
    with(|beacon| beacon.take(now, leaving)).unwrap_or_default()
}

/// How the post of a body ended; returns how many milliseconds to wait before [`take`] is worth a call.
#[wasm_bindgen]
pub fn answered(number: u32, status: u32, retry_after: u32, chance: u32, now: u32) -> u32 {
    with(|beacon| beacon.answered(number, Answer { status, retry_after }, chance, now))
}
