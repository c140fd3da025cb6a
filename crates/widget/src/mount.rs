//! What the bundle offers to plain JavaScript: a dialog in a shadow root, and taking over a
//! server-rendered form. Nothing here panics; what fails is thrown to the caller, who has a fallback.

mod config;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleSheet, Element, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlTextAreaElement, ShadowRoot,
};

use crate::form::{FormSetup, Shared, body};
use crate::model::FeedbackType;
use crate::state::{Phase, State};
use crate::texts::Texts;
use crate::{CSS, browser};

/// The class every rule of the style sheet lies under.
const WRAPPER: &str = "cresset-feedback";

/// One mounted dialog.
struct Instance {
    host: HtmlElement,
    dialog: HtmlDialogElement,
    shared: Shared,
}

thread_local! {
    static INSTANCES: RefCell<Vec<Instance>> = const { RefCell::new(Vec::new()) };
}

/// Opens the dialog of a host element that has an open shadow root, mounting it the first time. `config` has the
/// members `endpoint`, `action`, `key`, `theme`, `position`, `env`, `release`, `user`, `type`, `content`, `onclose`.
#[wasm_bindgen]
pub fn open(host: &HtmlElement, config: &JsValue) -> Result<(), JsValue> {
    let setup = config::setup(config);
    if find(host).is_none() {
        mount_dialog(host, setup.clone(), config)?;
    }
    let (dialog, shared) = find(host).ok_or(JsValue::NULL)?;
    refresh(shared, setup);
    if !dialog.open() {
        dialog.show_modal()?;
        shared.opened_now();
    }
    browser::focus_first(&dialog, "textarea");
    Ok(())
}

/// Closes the dialog of a host element. What is typed stays for the next time.
#[wasm_bindgen]
pub fn close(host: &HtmlElement) {
    if let Some((dialog, _)) = find(host) {
        dialog.close();
    }
}

/// Puts the live form in the place of a server-rendered one, keeping what is typed, said and focused.
/// `config` may have `onclose`, which adds a button to the receipt.
#[wasm_bindgen]
pub fn takeover(form: &HtmlFormElement, config: &JsValue) -> Result<(), JsValue> {
    let old = form.closest(".cresset-feedback")?.ok_or(JsValue::NULL)?;
    let setup = config::of_form(form, &old);
    let focus = focused(&old);
    let new = wrapper(&setup)?;
    old.replace_with_with_node_1(&new)?;
    let done = config::on_close(config);
    mount_to(new.clone(), move || {
        let done = done.map(callback);
        body(Shared::new(setup, &Texts::EN), done)
    })
    .forget();
    if let Some((id, selection)) = focus {
        restore_focus(&new, &id, selection);
    }
    Ok(())
}

fn find(host: &HtmlElement) -> Option<(HtmlDialogElement, Shared)> {
    INSTANCES.with_borrow(|instances| {
        let found = instances.iter().find(|instance| instance.host == *host)?;
        Some((found.dialog.clone(), found.shared))
    })
}

/// A later opening may come from another page view or another user, and after a receipt begins anew.
fn refresh(shared: Shared, setup: FormSetup) {
    shared.state.update(|state| {
        state.start_over();
        if state.phase == Phase::Editing && state.content.is_empty() {
            prefill(state, &setup);
        }
    });
    shared.setup.set_value(setup);
}

fn prefill(state: &mut State, setup: &FormSetup) {
    if setup.kind != FeedbackType::default() {
        state.choose(setup.kind);
    }
    if !setup.content.is_empty() {
        state.write(setup.content.clone());
    }
}

fn mount_dialog(host: &HtmlElement, setup: FormSetup, config: &JsValue) -> Result<(), JsValue> {
    let root = host.shadow_root().ok_or(JsValue::NULL)?;
    adopt_styles(&root)?;
    let place = wrapper(&setup)?;
    if let Some(position) = config::text(config, "position") {
        place.set_attribute("data-position", &position)?;
    }
    root.append_child(&place)?;
    let shared = Rc::new(Cell::new(None));
    let (made, closed) = (shared.clone(), config::on_close(config));
    mount_to(place.clone(), move || {
        let shared = Shared::new(setup, &Texts::EN);
        made.set(Some(shared));
        dialog(shared, closed)
    })
    .forget();
    let dialog = place.query_selector("dialog")?.ok_or(JsValue::NULL)?;
    // A click beside it closes it, in browsers that know the attribute.
    dialog.set_attribute("closedby", "any")?;
    let dialog = dialog.unchecked_into();
    if let Some(shared) = shared.get() {
        INSTANCES.with_borrow_mut(|list| list.push(Instance { host: host.clone(), dialog, shared }));
    }
    Ok(())
}

fn dialog(shared: Shared, closed: Option<Function>) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    let on_close = move |_| {
        if let Some(closed) = &closed {
            let _ = closed.call0(&JsValue::NULL);
        }
    };

    view! {
        <dialog
            class="cf-dialog"
            aria-labelledby=shared.id("title")
            node_ref=node
            on:close=on_close
        >
            <div class="cf-head">
                <h2 id=shared.id("title")>{shared.texts.title}</h2>
                <button
                    type="button"
                    class="cf-close"
                    aria-label=shared.texts.close
                    on:click=move |_| close()
                ></button>
            </div>
            {body(shared, Some(Callback::new(move |()| close())))}
        </dialog>
    }
}

/// The element every rule of the style sheet lies under.
fn wrapper(setup: &FormSetup) -> Result<HtmlElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let element = document.create_element("div")?;
    element.set_class_name(WRAPPER);
    element.set_attribute("data-theme", setup.theme.as_str())?;
    // The page around it may be in another language, and run the other way.
    element.set_attribute("lang", "en")?;
    element.set_attribute("dir", "ltr")?;
    Ok(element.unchecked_into())
}

/// A constructed style sheet needs no permission of the page's `style-src`.
fn adopt_styles(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(CSS)?;
    let name = JsValue::from_str("adoptedStyleSheets");
    let sheets = Array::from(&Reflect::get(root, &name)?);
    sheets.push(&sheet);
    Reflect::set(root, &name, &sheets)?;
    Ok(())
}

fn callback(function: Function) -> Callback<()> {
    let function = StoredValue::new_local(function);
    Callback::new(move |()| {
        let _ = function.with_value(|function| function.call0(&JsValue::NULL));
    })
}

/// The id of the focused control inside an element, and the selection if it is the text area.
fn focused(inside: &Element) -> Option<(String, Option<(u32, u32)>)> {
    let active = inside.owner_document()?.active_element()?;
    if !inside.contains(Some(&active)) {
        return None;
    }
    let selection = active
        .dyn_ref::<HtmlTextAreaElement>()
        .and_then(|area| Some((area.selection_start().ok()??, area.selection_end().ok()??)));
    Some((active.id(), selection))
}

fn restore_focus(inside: &Element, id: &str, selection: Option<(u32, u32)>) {
    let Some(element) = inside.owner_document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    if let (Some(area), Some((start, end))) = (element.dyn_ref::<HtmlTextAreaElement>(), selection) {
        let _ = area.set_selection_range(start, end);
    }
    let _ = element.unchecked_into::<HtmlElement>().focus();
}
