//! Where the focus was, and where it goes back to.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

thread_local! {
    /// The element that had the focus when the dialog opened, and what lay around it.
    static BEFORE: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
}

/// Remembers the focused element of the page.
pub fn remember() {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    let around = std::iter::successors(active, |element| element.parent_element());
    BEFORE.with_borrow_mut(|before| *before = around.collect());
}

/// After the dialog is closed: the browser has given the focus back, unless that element is gone. Then what lies
/// nearest around its place gets it.
pub fn give_back() {
    let before = BEFORE.take();
    if before.first().is_some_and(|element| element.is_connected()) {
        return;
    }
    for element in before {
        if element.is_connected() {
            focus(&element);
            if element.owner_document().and_then(|document| document.active_element()) == Some(element) {
                return;
            }
        }
    }
}

/// The id of the focused control inside an element, and the selection if it is the text area.
pub fn inside(place: &Element) -> Option<(String, Option<(u32, u32)>)> {
    let active = place.owner_document()?.active_element()?;
    if !place.contains(Some(&active)) {
        return None;
    }
    let selection = active
        .dyn_ref::<HtmlTextAreaElement>()
        .and_then(|area| Some((area.selection_start().ok()??, area.selection_end().ok()??)));
    Some((active.id(), selection))
}

/// Focuses the control of an id and selects what was selected.
pub fn restore(place: &Element, id: &str, selection: Option<(u32, u32)>) {
    let Some(element) = place.owner_document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    if let (Some(area), Some((start, end))) = (element.dyn_ref::<HtmlTextAreaElement>(), selection) {
        let _ = area.set_selection_range(start, end);
    }
    focus(&element);
}

fn focus(element: &Element) {
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}
