//! Single keys that do something: what a key does is said by the element it presses or focuses, in
//! its `aria-keyshortcuts`. They can be switched off (WCAG 2.1.4) and never act while somebody types.

use super::{document, focus_within, window};
use leptos::ev;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement};

const STORED: &str = "cresset-single-keys";
const OFF: &str = "off";
const FIELDS: &str = "textarea, select, input:not([type=checkbox]), [contenteditable], dialog";
const LINE: &str = ".feed-item";
const LINK: &str = "a.feed-link";

thread_local! {
    /// What was chosen on this page, where the browser keeps nothing.
    static CHOSEN: Cell<Option<bool>> = const { Cell::new(None) };
    /// The line that had the focus last: its address and how many were before it.
    static LAST: RefCell<Option<(String, usize)>> = const { RefCell::new(None) };
}

/// Begins with a list: where the focus was in another one says nothing.
pub fn begin() {
    LAST.set(None);
}

/// Whether single keys do anything, as the person chose on this device. Storage may be blocked.
pub fn single_keys() -> bool {
    let stored = || window().local_storage().ok().flatten()?.get_item(STORED).ok().flatten();
    CHOSEN.get().unwrap_or_else(|| stored().as_deref() != Some(OFF))
}

/// Switches them on or off, for this device if it can be kept.
pub fn set_single_keys(on: bool) {
    CHOSEN.set(Some(on));
    if let Ok(Some(storage)) = window().local_storage() {
        let kept = if on { storage.remove_item(STORED) } else { storage.set_item(STORED, OFF) };
        // Full or forbidden: it holds for this page.
        drop(kept);
    }
}

/// A key pressed with the focus in a list: moves to another line or checks its box.
pub fn in_list(event: &ev::KeyboardEvent) {
    if may_act(event) && list_key(&event.key()) {
        event.prevent_default();
    }
}

/// A key pressed anywhere on a page that has shortcuts.
pub fn on_page(event: &ev::KeyboardEvent) {
    if may_act(event) && (list_key(&event.key()) || press(&event.key())) {
        event.prevent_default();
    }
}

/// The switch comes first: who has switched them off is not even listened to.
fn may_act(event: &ev::KeyboardEvent) -> bool {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if !single_keys() || modified || event.default_prevented() {
        return false;
    }
    let typing = active().is_some_and(|active| matches!(active.closest(FIELDS), Ok(Some(_))));
    !typing && all("dialog[open]").next().is_none()
}

fn list_key(key: &str) -> bool {
    match key {
        "j" => walk(true),
        "k" => walk(false),
        "x" => {
            let open = || all(LINK).find(|link| link.has_attribute("aria-current"))?.closest(LINE).ok()?;
            line().or_else(open).is_some_and(|line| check(&line))
        }
        _ => false,
    }
}

/// To the next or the previous line; from elsewhere to where the focus was last, or to what is open.
fn walk(forward: bool) -> bool {
    let links: Vec<Element> = match line().and_then(|line| line.parent_element()) {
        Some(list) => inside(&list, LINK).collect(),
        None => {
            let lists = all(".feed").filter(is_shown).take(1);
            lists.flat_map(|list| inside(&list, LINK).collect::<Vec<_>>()).collect()
        }
    };
    let focused = line().and_then(|line| inside(&line, LINK).next());
    let at = |wanted: &dyn Fn(&Element) -> bool| links.iter().position(wanted);
    let known = LAST.with_borrow(|last| last.clone());
    let here = match (focused, known) {
        (Some(focused), _) => at(&|link| *link == focused),
        (None, Some((href, _))) => at(&|link| link.get_attribute("href").as_deref() == Some(&href)),
        (None, None) => at(&|link| link.has_attribute("aria-current")),
    };
    let next = match here {
        Some(here) if forward => here + 1,
        Some(here) => here.saturating_sub(1),
        // The line that had the focus is gone: another one stands in its place.
        None => LAST.with_borrow(|last| last.as_ref().map_or(0, |(_, before)| *before)),
    };
    let next = next.min(links.len().saturating_sub(1));
    let Some(link) = links.get(next) else { return false };
    focus(link);
    if let Some(line) = line() {
        remember(&line);
    }
    true
}

fn remember(line: &Element) {
    let href = inside(line, LINK).next().and_then(|link| link.get_attribute("href"));
    let before = std::iter::successors(line.previous_element_sibling(), Element::previous_element_sibling);
    LAST.set(href.map(|href| (href, before.count())));
}

/// Presses the box of a line, if it has one.
fn check(line: &Element) -> bool {
    let found = inside(line, "input[type=checkbox]").next();
    found.is_some_and(|found| click(&found))
}

/// What a key names, in the order of the page: so what is chosen in a list comes before what is open
/// beside it. A line that has the focus and is not the one that is open is chosen first.
fn press(key: &str) -> bool {
    if let Some(line) = line().filter(|line| is_meant(line, key)) {
        remember(&line);
        check(&line);
    }
    let Some(found) = named(key).find(|found| is_shown(&button_of(found))) else { return false };
    match found.tag_name().as_str() {
        "SUMMARY" => {
            let Some(menu) = found.parent_element() else { return false };
            if let Some(details) = menu.dyn_ref::<HtmlDetailsElement>() {
                details.set_open(true);
            }
            focus_within(Some(&menu), "button, a, input");
            true
        }
        "INPUT" => focus(&found),
        _ => click(&found),
    }
}

fn is_meant(line: &Element, key: &str) -> bool {
    let list = line.closest(".pick-list").ok().flatten();
    let Some(list) = list else { return false };
    let is_open = inside(line, LINK).any(|link| link.has_attribute("aria-current"));
    let any_checked = inside(&list, "input[type=checkbox]:checked").next().is_some();
    let can = named(key).any(|found| list.contains(Some(&found)));
    !is_open && !any_checked && can
}

/// What has the key among its shortcuts.
fn named(key: &str) -> impl Iterator<Item = Element> {
    let key = key.to_owned();
    all("[aria-keyshortcuts]").filter(move |found| {
        let keys = found.get_attribute("aria-keyshortcuts").unwrap_or_default();
        keys.split(' ').any(|named| named == key)
    })
}

/// What is in a closed menu can be pressed if the menu can be.
fn button_of(element: &Element) -> Element {
    element.closest("details.menu").ok().flatten().unwrap_or_else(|| element.clone())
}

fn is_shown(element: &Element) -> bool {
    element.get_client_rects().length() > 0
}

/// The line of a list that has the focus.
fn line() -> Option<Element> {
    active()?.closest(LINE).ok()?
}

fn active() -> Option<Element> {
    document().active_element()
}

fn click(element: &Element) -> bool {
    let element = element.dyn_ref::<HtmlElement>();
    element.map(HtmlElement::click).is_some()
}

fn focus(element: &Element) -> bool {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
    element.dyn_ref::<HtmlElement>().is_some_and(|element| element.focus().is_ok())
}

fn all(selector: &str) -> impl Iterator<Item = Element> + use<> {
    found(document().query_selector_all(selector).ok())
}

fn inside(root: &Element, selector: &str) -> impl Iterator<Item = Element> + use<> {
    found(root.query_selector_all(selector).ok())
}

fn found(list: Option<web_sys::NodeList>) -> impl Iterator<Item = Element> {
    let nodes = list.into_iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.item(at)));
    nodes.filter_map(|node| node.dyn_into().ok())
}
