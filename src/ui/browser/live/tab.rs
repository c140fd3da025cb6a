//! One tab's part in the shared stream.

use super::{super::call, RELOAD};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

/// Wait before connecting again after the server went away: a restart takes about this long, and
/// a spread of as much again keeps many readers from arriving together.
const RETRY_MS: f64 = 1_500.0;
const RETRY_MOST_MS: f64 = 30_000.0;
/// A tab that has no lock by now follows another one.
const FOLLOWS_MS: u32 = 500;

type Handler = Closure<dyn FnMut(JsValue)>;

/// This tab's end of the stream; a handle, to be closed with [`Tab::close`].
#[derive(Clone)]
pub struct Tab(Rc<RefCell<State>>);

struct State {
    url: String,
    name: String,
    hear: Rc<dyn Fn(&str)>,
    channel: Option<BroadcastChannel>,
    stream: Option<EventSource>,
    /// The tab is seen and the stream not closed.
    wanted: bool,
    /// A request for the lock waits its turn.
    queued: bool,
    /// Calling it gives the lock to another tab.
    release: Option<js_sys::Function>,
    failures: i32,
    retry: Option<TimeoutHandle>,
    /// They live as long as what calls them.
    page_handlers: Vec<Handler>,
    stream_handlers: Vec<Handler>,
}

impl Tab {
    /// Takes part in the stream at `url`; `hear` is told each topic.
    pub fn open(url: String, hear: impl Fn(&str) + 'static) -> Tab {
        let name = format!("cresset-live:{url}");
        let tab = Tab(Rc::new(RefCell::new(State {
            channel: BroadcastChannel::new(&name).ok(),
            url,
            name,
            hear: Rc::new(hear),
            stream: None,
            wanted: false,
            queued: false,
            release: None,
            failures: 0,
            retry: None,
            page_handlers: Vec::new(),
            stream_handlers: Vec::new(),
        })));
        tab.listen();
        tab.follow_visibility();
        tab
    }

    /// Leaves the stream for good.
    pub fn close(&self) {
        self.rest();
        let mut state = self.0.borrow_mut();
        if let Some(handler) = state.page_handlers.first() {
            drop(document().remove_event_listener_with_callback("visibilitychange", function(handler)));
        }
        if let Some(channel) = state.channel.take() {
            channel.close();
        }
        state.page_handlers.clear();
    }

    fn listen(&self) {
        let seen = self.handler(|tab, _| tab.follow_visibility());
        let heard = self.handler(|tab, event| {
            if let Some(topic) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                tab.hear(&topic);
            }
        });
        drop(document().add_event_listener_with_callback("visibilitychange", function(&seen)));
        let mut state = self.0.borrow_mut();
        if let Some(channel) = &state.channel {
            channel.set_onmessage(Some(function(&heard)));
        }
        state.page_handlers = vec![seen, heard];
    }

    fn follow_visibility(&self) {
        if document().hidden() { self.rest() } else { self.want() }
    }

    /// Closes the stream and gives up the lock.
    fn rest(&self) {
        let mut state = self.0.borrow_mut();
        state.wanted = false;
        if let Some(stream) = state.stream.take() {
            stream.close();
        }
        if let Some(retry) = state.retry.take() {
            retry.clear();
        }
        let release = state.release.take();
        drop(state);
        if let Some(release) = release {
            drop(release.call0(&JsValue::NULL));
        }
    }

    /// Asks for the lock and opens the stream once it is granted. Without Web Locks (plain http
    /// outside loopback) each tab has its own stream.
    fn want(&self) {
        let name = {
            let mut state = self.0.borrow_mut();
            state.wanted = true;
            if std::mem::replace(&mut state.queued, true) || state.stream.is_some() {
                return;
            }
            JsValue::from(state.name.as_str())
        };
        let tab = self.clone();
        let granted = Closure::once_into_js(move || tab.granted());
        let locks = js_sys::Reflect::get(&window().navigator(), &"locks".into()).unwrap_or_default();
        if call(&locks, "request", &[&name, &granted]).is_none() {
            self.0.borrow_mut().queued = false;
            self.connect();
        }
        let tab = self.clone();
        super::super::after_ms(FOLLOWS_MS, move || {
            if tab.0.borrow().queued {
                tab.hear(RELOAD);
            }
        });
    }

    /// Holds the lock until the promise it returns is resolved.
    fn granted(&self) -> JsValue {
        let mut state = self.0.borrow_mut();
        state.queued = false;
        if !state.wanted {
            return JsValue::UNDEFINED;
        }
        drop(state);
        self.connect();
        let tab = self.clone();
        js_sys::Promise::new(&mut move |resolve, _| tab.0.borrow_mut().release = Some(resolve)).into()
    }

    fn connect(&self) {
        let opened = self.handler(|tab, _| {
            tab.0.borrow_mut().failures = 0;
            tab.tell(RELOAD);
        });
        let changed = self.handler(|tab, event| {
            if let Some(topic) = topic(&event) {
                tab.tell(&topic);
            }
        });
        let ended = self.handler(|tab, _| tab.retry());
        let failed = self.handler(|tab, _| {
            // The browser itself connects again after a broken connection, but not after an answer
            // that is no stream.
            let refused =
                tab.0.borrow().stream.as_ref().is_some_and(|s| s.ready_state() == EventSource::CLOSED);
            if refused {
                tab.retry();
            }
        });
        let mut state = self.0.borrow_mut();
        let Ok(stream) = EventSource::new(&state.url) else { return };
        stream.set_onopen(Some(function(&opened)));
        stream.set_onerror(Some(function(&failed)));
        drop(stream.add_event_listener_with_callback("change", function(&changed)));
        drop(stream.add_event_listener_with_callback("end", function(&ended)));
        state.stream = Some(stream);
        state.stream_handlers = vec![opened, changed, ended, failed];
    }

    /// Closes the stream and opens it again after a while, the lock kept.
    fn retry(&self) {
        let mut state = self.0.borrow_mut();
        if let Some(stream) = state.stream.take() {
            stream.close();
        }
        let wait = (RETRY_MS * 2_f64.powi(state.failures.min(5))).min(RETRY_MOST_MS);
        state.failures += 1;
        let wait = Duration::from_millis((wait * (1.0 + js_sys::Math::random())) as u64);
        let tab = self.clone();
        state.retry = set_timeout_with_handle(move || tab.connect(), wait).ok();
    }

    /// Passes a topic on to the other tabs and to this one.
    fn tell(&self, topic: &str) {
        if let Some(channel) = &self.0.borrow().channel {
            drop(channel.post_message(&topic.into()));
        }
        self.hear(topic);
    }

    fn hear(&self, topic: &str) {
        // Not under the borrow: what hears it may close this very tab's stream.
        let hear = self.0.borrow().hear.clone();
        hear(topic);
    }

    /// Handlers hold the tab weakly, or neither would ever be freed.
    fn handler(&self, run: impl Fn(Tab, JsValue) + 'static) -> Handler {
        let weak = Rc::downgrade(&self.0);
        Closure::new(move |event| {
            if let Some(state) = weak.upgrade() {
                run(Tab(state), event);
            }
        })
    }
}

fn function(handler: &Handler) -> &js_sys::Function {
    handler.as_ref().unchecked_ref()
}

/// The topic in `data: {"topic":"feedback"}`.
fn topic(event: &JsValue) -> Option<String> {
    let data = event.dyn_ref::<MessageEvent>()?.data().as_string()?;
    let data = js_sys::JSON::parse(&data).ok()?;
    js_sys::Reflect::get(&data, &"topic".into()).ok()?.as_string()
}
