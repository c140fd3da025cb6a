//! The browser's side of the form: what is typed, where the focus goes, chance.
//!
//! Compiled for every target, since the component names it; called in a browser only.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::model::{PAGE_MAX, uuid_v7};
use crate::setup::FormSetup;

/// Unix milliseconds.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// A UUIDv7 of this moment. `crypto.randomUUID` is missing on http pages, `getRandomValues` is not.
pub fn new_id() -> String {
    let mut random = [0; 10];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    uuid_v7(now(), random)
}

/// The address of the page, cut to what is stored.
pub fn page() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.chars().take(PAGE_MAX).collect()
}

/// A member, undefined if there is none.
#[inline(never)]
pub fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// What a method answers; none if there is no such method, or it throws. Of what is used in one place this is smaller
/// than a binding each.
pub fn call(object: &JsValue, method: &str, given: &[&JsValue]) -> Option<JsValue> {
    let method = member(object, method);
    let all: Array = given.iter().copied().collect();
    method.is_function().then(|| method.unchecked_into::<Function>().apply(object, &all).ok())?
}

/// What a promise comes to, unless it fails.
pub async fn wait(promise: Option<JsValue>) -> Option<JsValue> {
    JsFuture::from(Promise::resolve(&promise?)).await.ok()
}

/// The items of a list, none of what is no list.
pub fn list(value: &JsValue) -> Array {
    if value.is_object() { Array::from(value) } else { Array::new() }
}

/// A member that is a text and not empty.
#[inline(never)]
pub fn text(object: &JsValue, member: &str) -> Option<String> {
    self::member(object, member).as_string().filter(|text| !text.is_empty())
}

/// Tells the page that the server has an entry, with its answer (the loader's `on` listens).
pub fn announce(entry: &JsValue) {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("cresset-sent")) {
        let _ = Reflect::set(&event, &JsValue::from_str("entry"), entry);
        let _ = window.dispatch_event(&event);
    }
}

/// The element an event is about.
pub fn target(event: &Event) -> Option<Element> {
    Some(event.target()?.unchecked_into())
}

/// What is typed into the control an event is about.
pub fn value(event: &Event) -> String {
    target(event).and_then(|control| text(&control, "value")).unwrap_or_default()
}

/// Empties a control.
pub fn clear(control: &JsValue) {
    let _ = Reflect::set(control, &JsValue::from_str("value"), &JsValue::from_str(""));
}

/// Whether the box an event is about is ticked.
pub fn is_checked(event: &Event) -> bool {
    target(event).is_some_and(|control| control.unchecked_into::<HtmlInputElement>().checked())
}

/// The nearest element around an event that a selector fits.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    target(event)?.closest(selector).ok()?
}

/// Closes the dialog around an event.
pub fn close_dialog(event: &Event) {
    if let Some(dialog) = closest(event, "dialog") {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}

/// The value of a named control, unless it is empty. Of radio buttons that is the chosen one's.
pub fn field(form: &HtmlFormElement, name: &str) -> Option<String> {
    text(form.elements().named_item(name)?.as_ref(), "value")
}

/// Focuses the first element of a selector.
pub fn focus_first(within: &Element, selector: &str) {
    if let Ok(Some(element)) = within.query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Waits until the document shows what was changed: effects run in a microtask.
pub async fn drawn() {
    let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
}

/// The setup with what the person already typed into the server-rendered form.
pub fn with_typed_values(mut setup: FormSetup) -> FormSetup {
    let document = web_sys::window().and_then(|window| window.document());
    let area = document.and_then(|document| document.get_element_by_id(&setup.id("content")));
    if let Some(form) = area.and_then(|area| area.closest("form").ok()?) {
        setup.begin_with(|name| field(form.unchecked_ref(), name));
    }
    setup
}
