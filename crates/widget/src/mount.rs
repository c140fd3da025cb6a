//! What the bundle offers to plain JavaScript: a dialog in a shadow root, and taking over a
//! server-rendered form. Nothing here panics; what fails is thrown to the caller, who has a fallback.

mod config;
mod focus;

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use leptos::mount::mount_to_renderer;
use leptos::prelude::{Owner, Update};
use leptos::tachys::renderer::Rndr;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CssStyleSheet, Element, HtmlDialogElement, HtmlElement, HtmlFormElement, ShadowRoot};

use crate::around::around;
use crate::form::{Shared, WRAPPER, body, files};
use crate::html::{El, el};
use crate::model::FeedbackType;
use crate::queue::{self, runner};
use crate::setup::FormSetup;
use crate::state::{Phase, State};
use crate::texts::Texts;
use crate::{CSS, browser, files as attached, transport};
use config::Language;

/// The control for files.
const CHOOSER: &str = "[type=file]";

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
/// members `base` (our address), `key`, `theme`, `position`, `env`, `release`, `user`, `userSig`, `email`, `context` (JSON),
/// `type`, `content`, `pictures` (see loader/pictures.js), and `texts` with a `lang` and a `dir` for a language that is not
/// English.
#[wasm_bindgen]
pub fn open(host: &HtmlElement, config: &JsValue) -> Result<(), JsValue> {
    let setup = config::setup(config);
    if find(host).is_none() {
        mount_dialog(host, setup.clone(), config)?;
    }
    let (dialog, shared) = find(host).ok_or(JsValue::NULL)?;
    refresh(shared, setup, !dialog.open());
    if !dialog.open() {
        focus::remember();
        dialog.show_modal()?;
    }
    browser::focus_first(&dialog, "textarea");
    Ok(())
}

/// Sends what waits for the project of a `config` with the members `base` and `key`.
#[wasm_bindgen]
pub fn resume(config: &JsValue) {
    if let Some(key) = browser::text(config, "key") {
        runner::now(&config::endpoint(config), &key);
    }
}

/// Sends an entry without the form: `entry` has the members `content`, `feedback_type`, `rating` and `email`, all texts.
/// It waits in the queue like any other. An error says why it cannot be sent.
#[wasm_bindgen]
pub fn send(config: &JsValue, entry: &JsValue) -> Result<(), JsValue> {
    let mut setup = config::setup(config);
    setup.begin_with(|name| browser::text(entry, name));
    let mut state = State::new(setup, 0);
    state.along.restore(&state.setup.key);
    state.along.values = around(&state.setup);
    let Some(entry) = state.submit(&Texts::EN, browser::now(), browser::new_id) else {
        return Err(JsValue::from_str(state.problems.first().map_or("", |problem| &problem.message)));
    };
    let body = transport::body(&state.setup, &entry, None);
    spawn_local(async move {
        let FormSetup { endpoint, key, .. } = state.setup;
        if queue::put(&key, &entry.id, &body, None).await {
            runner::now(&endpoint, &key);
        } else {
            // Nothing may be stored here: there is one attempt.
            transport::send(&endpoint, &JsValue::from_str(&body)).await;
        }
    });
    Ok(())
}

/// Closes the dialog of a host element. What is typed stays for the next time.
#[wasm_bindgen]
pub fn close(host: &HtmlElement) {
    if let Some((dialog, _)) = find(host) {
        dialog.close();
    }
}

/// Puts the live form in the place of a server-rendered one, keeping what is typed, said and focused. `pictures` as in
/// the `config` of a dialog.
#[wasm_bindgen]
pub fn takeover(form: &HtmlFormElement, pictures: JsValue) -> Result<(), JsValue> {
    attached::know(pictures);
    let old = form.closest(".cresset-feedback")?.ok_or(JsValue::NULL)?;
    let setup = config::of_form(form, &old);
    let focus = focus::inside(&old);
    let (new, shared) =
        alive(setup, &JsValue::NULL, |shared, wrapper| wrapper.children(body(shared, false)))?;
    let chooser = form.query_selector(CHOOSER)?;
    old.replace_with_with_node_1(&new)?;
    if let (Some(old), Some(control)) = (chooser, new.query_selector(CHOOSER)?) {
        // The person may be choosing files just now, and those belong to the control they began with.
        control.replace_with_with_node_1(&old)?;
        if files::add(shared, &browser::member(&old, "files"), new.clone()) {
            browser::clear(&old);
        }
    }
    if let Some((id, selection)) = focus {
        focus::restore(&new, &id, selection);
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
fn refresh(shared: Shared, setup: FormSetup, opens: bool) {
    let now = browser::now();
    shared.state.update(|state| {
        state.start_over(now);
        if opens {
            state.opened = now;
        }
        if state.phase == Phase::Editing && state.content.is_empty() {
            prefill(state, &setup);
        }
        state.along.values = around(&setup);
        state.setup = setup;
    });
}

fn prefill(state: &mut State, setup: &FormSetup) {
    if setup.kind != FeedbackType::default() {
        state.choose(setup.kind);
    }
    if !setup.content.is_empty() {
        state.write(setup.content.clone());
    }
    if state.email == state.setup.email {
        state.email.clone_from(&setup.email);
    }
}

fn mount_dialog(host: &HtmlElement, setup: FormSetup, config: &JsValue) -> Result<(), JsValue> {
    let root = host.shadow_root().ok_or(JsValue::NULL)?;
    adopt_styles(&root)?;
    attached::know(browser::member(config, "pictures"));
    let position = browser::text(config, "position").unwrap_or_default();
    let (place, shared) = alive(setup, config, |shared, wrapper| {
        wrapper.attr("data-position", position).child(dialog(shared))
    })?;
    root.append_child(&place)?;
    let dialog = place.first_element_child().ok_or(JsValue::NULL)?.unchecked_into();
    INSTANCES.with_borrow_mut(|list| list.push(Instance { host: host.clone(), dialog, shared }));
    Ok(())
}

fn dialog(shared: Shared) -> El {
    let close = el("button", &[("type", "button"), ("class", "cf-close")])
        .attr("aria-label", shared.texts.close)
        .on("click", |event| browser::close_dialog(&event));
    let head = el("div", &[("class", "cf-head")])
        .child(el("h2", &[]).attr("id", shared.id("title")).text(shared.texts.title))
        .child(close);
    // A click beside it closes it, in browsers that know the attribute.
    let dialog = el("dialog", &[("class", "cf-dialog"), ("closedby", "any")])
        .attr("aria-labelledby", shared.id("title"))
        .on("close", |_| focus::give_back())
        .child(head)
        .children(body(shared, true));
    files::receive(shared, dialog)
}

/// A form that lives as long as the page, in the element every rule of the style sheet lies under.
fn alive(
    setup: FormSetup,
    config: &JsValue,
    fill: impl FnOnce(Shared, El) -> El + 'static,
) -> Result<(Element, Shared), JsValue> {
    let Language { texts, name, direction } = config::language(config);
    // The page around it may be in another language, and run the other way.
    let wrapper = el("div", &[("class", WRAPPER)])
        .attr("lang", name)
        .attr("dir", direction)
        .attr("data-theme", setup.theme.as_str());
    let nowhere = Rndr::create_element("div", None);
    let owner = Owner::new();
    let shared = owner.with(|| {
        let shared = Shared::new(setup, texts);
        mount_to_renderer(&nowhere, move || fill(shared, wrapper)).forget();
        shared
    });
    std::mem::forget(owner);
    Ok((nowhere.first_element_child().ok_or(JsValue::NULL)?, shared))
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
