//! What is made of the document.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Element, Event, HtmlElement, Node, ShadowRoot, Window};

pub fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or(JsValue::NULL)
}

pub fn document() -> Result<Document, JsValue> {
    window()?.document().ok_or(JsValue::NULL)
}

/// An element with its attributes; the attribute `text` is what stands in it.
pub fn el(tag: &str, attributes: &[(&str, &str)]) -> Result<HtmlElement, JsValue> {
    let element = document()?.create_element(tag)?;
    for (name, value) in attributes {
        match *name {
            "text" => element.set_text_content(Some(value)),
            name => element.set_attribute(name, value)?,
        }
    }
    Ok(element.unchecked_into())
}

/// Puts elements into another, in this order.
pub fn fill(parent: &Element, children: &[&HtmlElement]) -> Result<(), JsValue> {
    children.iter().try_for_each(|child| parent.append_child(child).map(drop))
}

/// The nearest element around what an event happened to.
pub fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// The first element of a selector.
pub fn find(within: &Element, selector: &str) -> Option<HtmlElement> {
    within.query_selector(selector).ok()??.dyn_into().ok()
}

/// Focuses the first element of a selector.
pub fn focus(within: &Element, selector: &str) {
    if let Some(element) = find(within, selector) {
        let _ = element.focus();
    }
}

/// The host of the shadow tree an element lies in.
pub fn host(element: &Element) -> Option<Element> {
    Some(element.get_root_node().dyn_into::<ShadowRoot>().ok()?.host())
}

/// Gives the document or shadow tree of an element a style sheet, once. A constructed one needs no leave of the page's
/// `style-src`.
pub fn adopt(element: &Element, css: &str) -> Result<(), JsValue> {
    thread_local! {
        static DONE: std::cell::RefCell<Vec<Node>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let root = element.get_root_node();
    if DONE.with_borrow(|done| done.contains(&root)) {
        return Ok(());
    }
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(css)?;
    let name = JsValue::from_str("adoptedStyleSheets");
    let sheets = js_sys::Array::from(&js_sys::Reflect::get(&root, &name)?);
    sheets.push(&sheet);
    js_sys::Reflect::set(&root, &name, &sheets)?;
    DONE.with_borrow_mut(|done| done.push(root));
    Ok(())
}
