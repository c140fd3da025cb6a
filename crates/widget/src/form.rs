//! The form itself: a real `<form method="post">` that wasm takes over once it runs.

mod fields;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event};

use crate::browser;
use crate::html::{El, Words, el};
use crate::model::HONEYPOT_FIELD;
use crate::setup::FormSetup;
use crate::state::{Phase, State};
use crate::texts::Texts;
use crate::transport;

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

impl Shared {
    pub(crate) fn new(setup: FormSetup, texts: &'static Texts) -> Self {
        let opened = if LIVE { browser::now() } else { 0 };
        Self { state: RwSignal::new(State::new(setup, opened)), texts }
    }

    pub(crate) fn id(self, name: &str) -> String {
        self.state.with_untracked(|state| state.setup.id(name))
    }

    /// What follows the state.
    fn see<T>(self, read: impl Fn(&State) -> T + Send + Sync) -> impl Fn() -> T + Send + Sync {
        move || self.state.with(&read)
    }

    fn now<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    fn change(self, change: impl FnOnce(&mut State)) {
        self.state.update(change);
    }

    fn submit(self, event: &Event) {
        event.prevent_default();
        let Some(form) = browser::target(event) else { return };
        let submit = |state: &mut State| {
            let entry = state.submit(self.texts, browser::now(), browser::new_id)?;
            Some((
                transport::body(&state.setup, &entry, browser::field(form.unchecked_ref(), HONEYPOT_FIELD)),
                state.setup.endpoint.clone(),
            ))
        };
        let sent = self.state.try_update(submit).flatten();
        spawn_local(async move {
            if let Some((body, endpoint)) = sent {
                let outcome = transport::send(&endpoint, &body).await;
                self.state.update(|state| state.answered(outcome, self.texts));
            }
            self.focus_on(&form).await;
        });
    }

    /// Moves the focus to the first wrong field, or from the button that is gone to the receipt's. A failure that
    /// concerns no field leaves it on the button, which now says "Try again".
    async fn focus_on(self, form: &Element) {
        browser::drawn().await;
        if self.state.with_untracked(|state| state.phase == Phase::Sent) {
            if let Some(receipt) = form.next_element_sibling() {
                browser::focus_first(&receipt, "button:last-child");
            }
        } else {
            browser::focus_first(form, "[aria-invalid=true]");
        }
    }
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
    let texts = shared.texts;
    let sending = shared.see(|state| (state.phase == Phase::Sending).then(|| texts.sending.into()));
    let sent = shared.see(|state| (state.phase == Phase::Sent).into());
    let receipt = move |sent: usize| if sent > 0 { vec![receipt(shared, in_dialog)] } else { vec![] };
    let status = el("div", &[("role", "status")])
        .child(el("p", &[("class", "cf-live")]).say(sending))
        .choose(sent, receipt);
    [form(shared), status]
}

fn form(shared: Shared) -> El {
    let checks: &[_] = if LIVE {
        &[("class", "cf-form"), ("method", "post"), ("novalidate", "")]
    } else {
        &[("class", "cf-form"), ("method", "post")]
    };
    let (action, endpoint) = shared.now(|state| (state.setup.action.clone(), state.setup.endpoint.clone()));
    el("form", checks)
        .attr("action", action)
        .attr("data-endpoint", endpoint)
        .bind("hidden", shared.see(|state| (state.phase == Phase::Sent).then(Words::default)))
        .on("submit", move |event| shared.submit(&event))
        .child(fields::summary(shared))
        .child(fields::kind(shared))
        .child(fields::content(shared))
        .child(fields::email(shared))
        .children(fields::unseen(shared))
        .child(fields::send(shared))
}

fn receipt(shared: Shared, in_dialog: bool) -> El {
    let texts = shared.texts;
    let another = move |event: Event| {
        let form =
            browser::closest(&event, "[role=status]").and_then(|status| status.previous_element_sibling());
        shared.state.update(|state| state.start_over(browser::now()));
        spawn_local(async move {
            browser::drawn().await;
            if let Some(form) = form {
                browser::focus_first(&form, "textarea");
            }
        });
    };
    let close = el("button", &[("type", "button"), ("class", "cf-button cf-primary")])
        .text(texts.close)
        .on("click", |event| browser::close_dialog(&event));
    let another =
        el("button", &[("type", "button"), ("class", "cf-button")]).text(texts.another).on("click", another);
    el("div", &[("class", "cf-receipt")])
        .child(el("p", &[("class", "cf-sent")]).text(texts.sent))
        .child(el("p", &[("class", "cf-hint")]).text(texts.sent_more))
        .child(el("div", &[("class", "cf-actions")]).child(another).children(in_dialog.then_some(close)))
}
