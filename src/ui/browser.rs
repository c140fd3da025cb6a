//! The one place for browser APIs on our own pages. Everything here is called from effects and
//! event handlers, which run in the browser only; it compiles for the server too, so that no
//! component needs a second version of itself.

pub mod keys;
mod live;

pub use live::{provide_live, use_live};

use leptos::{ev, form::form_data_from_event, prelude::*};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The reader's clock, unix milliseconds. Compare it with itself only: it may be wrong.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// How many minutes the reader's zone is east of UTC at `at` (unix milliseconds): it changes
/// between summer and winter.
pub fn zone_offset_minutes(at: i64) -> i32 {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64));
    // JavaScript counts the other way round; a date out of range yields NaN, which casts to 0.
    -date.get_timezone_offset() as i32
}

/// The English name of a country by its ISO code; none where the browser has no names or does not know it.
pub fn country_name(code: &str) -> Option<String> {
    let names = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let names =
        js_sys::Reflect::get(&names, &"DisplayNames".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    let names = js_sys::Reflect::construct(&names, &js_sys::Array::of2(&"en".into(), &options)).ok()?;
    call(&names, "of", &[&code.into()])?.as_string()
}

/// Fires twice a minute, for relative times. One timer for the whole page.
pub fn half_minutes() -> ArcTrigger {
    thread_local! {
        static TRIGGER: ArcTrigger = {
            let trigger = ArcTrigger::new();
            let tick = trigger.clone();
            set_interval(move || tick.notify(), Duration::from_secs(30));
            trigger
        };
    }
    TRIGGER.with(ArcTrigger::clone)
}

/// Runs `then` after `ms` milliseconds.
pub fn after_ms(ms: u32, then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::from_millis(ms.into()));
}

/// Whether the page is in a tab that is shown.
pub fn is_seen() -> bool {
    !document().hidden()
}

/// Follows `source`, at most once in `ms` milliseconds: for what changes faster than it can be read.
pub fn calm(source: ReadSignal<u64>, ms: u32) -> ReadSignal<u64> {
    let calm = RwSignal::new(0);
    let waiting = StoredValue::new(false);
    Effect::new(move |_| {
        if source.get() == 0 || waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        // The page may be gone by then.
        after_ms(ms, move || {
            let newest = source.try_get_untracked();
            waiting.try_set_value(false);
            newest.and_then(|newest| calm.try_set(newest));
        });
    });
    calm.read_only()
}

/// The fields of the form that is about to be sent, encoded as in an address, with the button
/// that sends it. Files are not among them.
pub fn fields(event: &ev::SubmitEvent) -> Option<String> {
    let form = form_data_from_event(event).ok()?;
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&form).ok()?;
    Some(fields.to_string().into())
}

/// What a field of the form with this id holds; of radio buttons, the chosen one.
pub fn field(form: &str, name: &str) -> Option<String> {
    web_sys::FormData::new_with_form(&form_named(form)?).ok()?.get(name).as_string()
}

/// Makes the fields of the form with this id what they were when the page came.
pub fn reset(form: &str) {
    if let Some(form) = form_named(form) {
        form.reset();
    }
}

fn form_named(id: &str) -> Option<web_sys::HtmlFormElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Copies `text` and tells `then` whether it worked. There is no clipboard on plain http outside
/// loopback, and the reader may refuse it.
pub fn copy(text: &str, then: impl Fn(bool) + Clone + 'static) {
    let navigator = JsValue::from(window().navigator());
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok();
    let Some(clipboard) = clipboard.and_then(|value| value.dyn_into::<web_sys::Clipboard>().ok()) else {
        then(false);
        return;
    };
    let failed = then.clone();
    let done = Closure::once_into_js(move || then(true));
    let refused = Closure::once_into_js(move || failed(false));
    let promise = JsValue::from(clipboard.write_text(text));
    call(&promise, "then", &[&done, &refused]);
}

/// Focuses the first element inside `root` that matches `selector`.
pub fn focus_within(root: Option<&web_sys::Element>, selector: &str) {
    let found = root.and_then(|root| root.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Fails only for an element that has just left the page.
        drop(element.focus());
    }
}

/// Whether the box that changed is checked, if it has this name.
pub fn box_named(event: &ev::Event, name: &str) -> Option<bool> {
    let target = event.target()?.dyn_into::<web_sys::HtmlInputElement>().ok()?;
    (target.name() == name).then(|| target.checked())
}

/// Whether a box of a name inside `root` is checked.
pub fn any_checked(root: &web_sys::Element, name: &str) -> bool {
    boxes(root, name).any(|found| found.checked())
}

/// Checks every box of a name inside `root`, or none.
pub fn check_all(root: &web_sys::Element, name: &str, checked: bool) {
    boxes(root, name).for_each(|found| found.set_checked(checked));
}

/// How many boxes of the name `one` are checked; the one of the name `all` says whether all are.
pub fn settle_boxes(root: &web_sys::Element, all: &str, one: &str) -> usize {
    let (there, checked) =
        (boxes(root, one).count(), boxes(root, one).filter(|found| found.checked()).count());
    boxes(root, all).for_each(|found| found.set_checked(there > 0 && there == checked));
    checked
}

fn boxes(root: &web_sys::Element, name: &str) -> impl Iterator<Item = web_sys::HtmlInputElement> {
    let found = root.query_selector_all(&format!("input[type=checkbox][name='{name}']")).ok();
    let found = found.into_iter().flat_map(|found| (0..found.length()).filter_map(move |at| found.item(at)));
    found.filter_map(|node| node.dyn_into().ok())
}

/// Focuses `element` if nothing on the page has the focus, e.g. because what had it is gone.
pub fn focus_if_lost(element: &web_sys::HtmlElement) {
    if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
        // Fails only for an element that has just left the page.
        drop(element.focus());
    }
}

/// Scrolls just as far as it takes to see `element`.
pub fn reveal(element: &web_sys::Element) {
    let options = js_sys::Object::new();
    if js_sys::Reflect::set(&options, &"block".into(), &"nearest".into()).is_ok() {
        call(element, "scrollIntoView", &[&options]);
    }
}

/// Leaves for `path` by a full load.
pub fn open(path: &str) {
    // Fails only for an address that does not parse.
    drop(window().location().set_href(path));
}

/// The complete address of a path on this instance.
pub fn address(path: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{path}")
}

/// Whether the focus that leaves an element moves to another one inside the element listening.
pub fn focus_stays_within(event: &ev::FocusEvent) -> bool {
    let root = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    matches!((root, next), (Some(root), Some(next)) if root.contains(Some(&next)))
}

/// Where a pointer is inside the element listening, 0 at its left edge and 1 at its right.
pub fn fraction_x(event: &ev::PointerEvent) -> Option<f64> {
    let target = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let area = target.get_bounding_client_rect();
    (area.width() > 0.0).then(|| ((f64::from(event.client_x()) - area.left()) / area.width()).clamp(0.0, 1.0))
}

/// `object.method(...arguments)`; `None` where the browser has no such method or it throws.
fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let function = js_sys::Reflect::get(object, &method.into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    let list = js_sys::Array::new();
    for argument in arguments {
        list.push(argument);
    }
    function.apply(object, &list).ok()
}
