//! The form itself: a real `<form method="post">` that wasm takes over once it runs.

mod along;
mod fields;
pub(crate) mod files;
mod receipt;

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event};

use crate::along::Part;
use crate::around::around;
use crate::html::{El, Words, el};
use crate::model::HONEYPOT_FIELD;
use crate::queue::{self, runner};
use crate::setup::FormSetup;
use crate::state::{Outcome, Phase, State};
use crate::texts::Texts;
use crate::{browser, draft, files as attached, transport};

/// Whether wasm runs this form. In server HTML it does not, and the browser's own checks apply.
const LIVE: bool = cfg!(any(feature = "csr", feature = "hydrate"));

/// The class every rule of the style sheet lies under.
pub(crate) const WRAPPER: &str = "cresset-feedback";

/// What the parts of one form share.
#[derive(Clone, Copy)]
pub(crate) struct Shared {
    pub state: RwSignal<State>,
    pub texts: &'static Texts,
}

thread_local! {
    /// The forms of this page, for what is heard about an entry after its form stopped waiting.
    static FORMS: RefCell<Vec<Shared>> = const { RefCell::new(Vec::new()) };
}

/// Tells the forms that an entry of the queue was answered for good.
pub(crate) fn settle(id: &str, outcome: &Outcome) {
    let forms = FORMS.with_borrow(Clone::clone);
    forms.into_iter().for_each(|form| form.state.update(|state| state.settled(id, outcome, form.texts)));
}

impl Shared {
    pub(crate) fn new(mut setup: FormSetup, texts: &'static Texts) -> Self {
        if !LIVE {
            return Self { state: RwSignal::new(State::new(setup, 0)), texts };
        }
        let known = setup.email.clone();
        draft::restore(&mut setup);
        let mut state = State::new(setup, browser::now());
        // An address of the draft was typed, whatever is known of the person.
        state.setup.email = known;
        state.along.restore(&state.setup.key);
        state.along.values = around(&state.setup);
        if !state.is_empty() {
            // Perhaps typed before wasm ran.
            state.named(browser::new_id);
            draft::keep(&state);
        }
        let shared = Self { state: RwSignal::new(state), texts };
        FORMS.with_borrow_mut(|forms| forms.push(shared));
        shared
    }

    pub(crate) fn id(self, name: &str) -> String {
        self.now(|state| state.setup.id(name))
    }

    /// What follows the state.
    fn see<T>(self, read: impl Fn(&State) -> T + Send + Sync) -> impl Fn() -> T + Send + Sync {
        move || self.state.with(&read)
    }

    fn now<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// The person changed something.
    fn edit(self, change: impl FnOnce(&mut State)) {
        self.state.update(|state| {
            change(state);
            state.named(browser::new_id);
            draft::keep(state);
        });
    }

    /// The person chose whether to tell something.
    fn tell(self, part: Part, told: bool) {
        self.edit(|state| {
            state.tell(part, told);
            state.along.keep(&state.setup.key);
        });
    }

    fn submit(self, event: &Event) {
        event.prevent_default();
        let Some(form) = browser::target(event) else { return };
        let trap = browser::field(form.unchecked_ref(), HONEYPOT_FIELD);
        let submit = |state: &mut State| {
            let entry = state.submit(self.texts, browser::now(), browser::new_id)?;
            Some(transport::body(&state.setup, &entry, trap))
        };
        let body = self.state.try_update(submit).flatten();
        self.attempt(body, form);
    }

    fn retry(self, event: &Event) {
        let Some(form) = form_of(event) else { return };
        if !self.state.try_update(State::retry).unwrap_or_default() {
            return;
        }
        let body = self.now(|state| queue::get(&state.setup.key, state.id()));
        if body.is_none() {
            // Another tab has sent it.
            self.state.update(|state| state.answered(Outcome::Stored(None), false, self.texts));
        }
        self.attempt(body, form);
    }

    /// Sends what there is to send, then moves the focus: to the first wrong field, or from the button that is gone
    /// to the receipt's. A failure that concerns no field leaves it on the button, which now says "Try again".
    fn attempt(self, body: Option<String>, form: Element) {
        spawn_local(async move {
            if let Some(body) = body {
                self.send(&body).await;
            }
            browser::drawn().await;
            match form.next_element_sibling() {
                Some(receipt) if form.has_attribute("hidden") => {
                    browser::focus_first(&receipt, "button:last-child")
                }
                _ => browser::focus_first(&form, "[aria-invalid=true],[data-bad] button"),
            }
        });
    }

    /// Sends an entry, which waits in the queue meanwhile: the page may be closed at any moment.
    async fn send(self, body: &str) {
        let (endpoint, key, id) =
            self.now(|state| (state.setup.endpoint.clone(), state.setup.key.clone(), state.id().to_owned()));
        let files = self.now(|state| state.files.clone());
        let whole = if files.is_empty() { None } else { attached::with_entry(body, &files) };
        let kept = queue::put(&key, &id, body, whole.as_ref()).await;
        if kept {
            draft::clear(&key);
        }
        let body = whole.map_or_else(|| JsValue::from_str(body), JsValue::from);
        let outcome = transport::send(&endpoint, &body).await;
        match outcome {
            Outcome::Busy { seconds } if kept => runner::later(&endpoint, &key, seconds),
            Outcome::Unreachable if kept => runner::later(&endpoint, &key, None),
            _ => queue::remove(&key, &id),
        }
        self.state.update(|state| {
            state.answered(outcome, kept, self.texts);
            if state.phase == Phase::Editing {
                draft::keep(state);
            }
        });
    }
}

/// The form above the receipt an event comes from.
fn form_of(event: &Event) -> Option<Element> {
    browser::closest(event, "[role=status]")?.previous_element_sibling()
}

/// The form on a page of ours, in its own wrapper.
#[component]
pub fn FeedbackForm(
    /// Addresses, identity, first values.
    setup: FormSetup,
    /// The language.
    #[prop(default = &Texts::EN)]
    texts: &'static Texts,
) -> impl IntoView {
    let theme = setup.theme.as_str();
    let setup = if LIVE { browser::with_typed_values(setup) } else { setup };
    el("div", &[("class", WRAPPER)])
        .attr("data-theme", theme)
        .children(body(Shared::new(setup, texts), false))
}

/// The form and its receipt, without a wrapper.
pub(crate) fn body(shared: Shared, in_dialog: bool) -> [El; 2] {
    let sending = move |state: &State| sends(state).then(|| shared.texts.sending.into());
    let receipt =
        move |sent: usize| if sent > 0 { vec![receipt::receipt(shared, in_dialog)] } else { vec![] };
    let status = el("div", &[("role", "status")])
        .child(el("p", &[("class", "cf-live")]).say(shared.see(sending)))
        .choose(shared.see(|state| is_off(state).into()), receipt);
    let form = form(shared);
    // In a dialog all of it takes files.
    [if in_dialog || !LIVE { form } else { files::receive(shared, form) }, status]
}

/// Whether a request is under way that the person waits for.
fn sends(state: &State) -> bool {
    matches!(state.phase, Phase::Sending | Phase::Retrying)
}

/// Whether the entry has left the form.
fn is_off(state: &State) -> bool {
    !matches!(state.phase, Phase::Editing | Phase::Sending)
}

fn form(shared: Shared) -> El {
    let checks: &[_] = if LIVE {
        &[("class", "cf-form"), ("method", "post"), ("novalidate", "")]
    } else {
        // As a plain form it carries files only so.
        &[("class", "cf-form"), ("method", "post"), ("enctype", "multipart/form-data")]
    };
    let (action, endpoint) = shared.now(|state| (state.setup.action.clone(), state.setup.endpoint.clone()));
    el("form", checks)
        .attr("action", action)
        .attr("data-endpoint", endpoint)
        .bind("hidden", shared.see(|state| is_off(state).then(Words::default)))
        .on("submit", move |event| shared.submit(&event))
        .child(fields::summary(shared))
        .child(fields::kind(shared))
        .child(fields::content(shared))
        .child(fields::rating(shared))
        .child(files::files(shared))
        .child(fields::email(shared))
        .children(LIVE.then(|| along::along(shared)))
        .children(fields::unseen(shared))
        .child(fields::send(shared))
}
