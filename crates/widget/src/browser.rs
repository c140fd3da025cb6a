//! The browser's side of the form: what is typed, where the focus goes, chance.
//!
//! Compiled for every target, since the component names it; called in a browser only.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, RadioNodeList};

use crate::form::FormSetup;
use crate::model::{FeedbackType, PAGE_MAX, uuid_v7};

/// A UUIDv7 of this moment. `crypto.randomUUID` is missing on http pages, `getRandomValues` is not.
pub fn new_id() -> String {
    let mut random = [0; 10];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    uuid_v7(js_sys::Date::now() as u64, random)
}

/// The address of the page, cut to what is stored.
pub fn page() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.chars().take(PAGE_MAX).collect()
}

/// The value of a named control, unless it is empty.
pub fn field(form: &HtmlFormElement, name: &str) -> Option<String> {
    let control = form.elements().named_item(name)?;
    let value = if let Some(radios) = control.dyn_ref::<RadioNodeList>() {
        radios.value()
    } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        area.value()
    } else {
        control.dyn_into::<HtmlInputElement>().ok()?.value()
    };
    (!value.is_empty()).then_some(value)
}

/// Focuses the first element of a selector.
pub fn focus_first(within: &Element, selector: &str) {
    if let Ok(Some(element)) = within.query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// The setup with what the person already typed into the server-rendered form: setting the text
/// area's value while hydrating would erase it.
pub fn with_typed_values(mut setup: FormSetup) -> FormSetup {
    let id = [setup.id_prefix.as_str(), "content"].join("-");
    let area = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(&id))
        .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(form) = area.and_then(|area| area.form()) {
        read_typed_values(&form, &mut setup);
    }
    setup
}

/// Copies what is typed and chosen in a form.
pub fn read_typed_values(form: &HtmlFormElement, setup: &mut FormSetup) {
    setup.content = field(form, "content").unwrap_or_default();
    setup.email = field(form, "email").unwrap_or_default();
    setup.kind = field(form, "feedback_type").and_then(|name| FeedbackType::parse(&name)).unwrap_or_default();
}
