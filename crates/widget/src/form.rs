//! The form itself: a real `<form method="post">` that wasm takes over once it runs.

mod fields;

use leptos::ev::SubmitEvent;
use leptos::html::{Div, Form};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use crate::browser;
use crate::model::{FeedbackType, HONEYPOT_FIELD};
use crate::state::{Field, Phase, Problem, State};
use crate::texts::Texts;
use crate::transport;

/// Which colours the form has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system prefers.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The value of `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of an attribute's value; anything unknown is [`Theme::Auto`].
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// What the surrounding product says about itself and its user; sent along, never shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Environment name, absent for production.
    pub environment: Option<String>,
    /// Release, e.g. `web@2.4.0`.
    pub release: Option<String>,
    /// The product's own id of its user.
    pub user_id: Option<String>,
}

/// Everything a form is made of besides its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSetup {
    /// Where the browser posts the form when no wasm runs.
    pub action: String,
    /// Absolute or relative address of `/api/feedback`, where wasm posts it.
    pub endpoint: String,
    /// Public key of the project.
    pub key: String,
    /// The page the feedback is about. Empty: the address at the time of sending.
    pub page: String,
    /// A UUIDv7 made by the server, or empty: then wasm makes one.
    pub entry_id: String,
    /// The server's signed issue time; only the form without wasm sends it.
    pub issued: String,
    /// Starts every id of the form, so that several forms can stand on one page.
    pub id_prefix: String,
    /// Which colours.
    pub theme: Theme,
    /// The type chosen at first.
    pub kind: FeedbackType,
    /// Text to begin with. Set by wasm only: Leptos does not escape a text area's children, so it
    /// is not in server HTML.
    pub content: String,
    /// Address to begin with.
    pub email: String,
    /// Why the server refused what was posted before.
    pub error: Option<Problem>,
    /// Sent along by wasm.
    pub context: Context,
}

/// What the parts of one form share.
#[derive(Clone, Copy)]
pub(crate) struct Shared {
    pub state: RwSignal<State>,
    pub setup: StoredValue<FormSetup>,
    pub texts: &'static Texts,
    form: NodeRef<Form>,
    receipt: NodeRef<Div>,
    /// Unix milliseconds at which the person could begin to write.
    opened: StoredValue<f64>,
}

impl Shared {
    pub(crate) fn new(setup: FormSetup, texts: &'static Texts) -> Self {
        let mut state =
            State::new(setup.kind, setup.content.clone(), setup.email.clone(), setup.entry_id.clone());
        state.problems.extend(setup.error.clone());
        Self {
            state: RwSignal::new(state),
            setup: StoredValue::new(setup),
            texts,
            form: NodeRef::new(),
            receipt: NodeRef::new(),
            opened: StoredValue::new(0.0),
        }
    }

    pub(crate) fn id(self, name: &str) -> String {
        self.setup.with_value(|setup| [setup.id_prefix.as_str(), name].join("-"))
    }

    pub(crate) fn message(self, field: Field) -> Option<String> {
        self.state.with(|state| state.message(field).map(str::to_owned))
    }

    /// Starts the clock that tells a person from a script.
    pub(crate) fn opened_now(self) {
        self.opened.set_value(js_sys::Date::now());
    }

    fn submit(self, event: SubmitEvent) {
        event.prevent_default();
        let entry = self.state.try_update(|state| state.submit(self.texts, browser::new_id)).flatten();
        let Some(entry) = entry else {
            return self.focus_on();
        };
        let trap = self.form.get_untracked().and_then(|form| browser::field(&form, HONEYPOT_FIELD));
        let elapsed = js_sys::Date::now() - self.opened.get_value();
        spawn_local(async move {
            let setup = self.setup.get_value();
            let outcome = transport::send(&setup, &entry, elapsed, trap).await;
            self.state.update(|state| state.answered(outcome, self.texts));
            self.focus_on();
        });
    }

    /// Moves the focus to the first wrong field, or from the button that is gone to the receipt's. A failure that
    /// concerns no field leaves it on the button, which now says "Try again".
    fn focus_on(self) {
        spawn_local(async move {
            tick().await;
            if self.state.with_untracked(|state| state.phase == Phase::Sent) {
                if let Some(receipt) = self.receipt.get_untracked() {
                    browser::focus_first(&receipt, "button:last-child");
                }
            } else if let Some(form) = self.form.get_untracked() {
                browser::focus_first(&form, "[aria-invalid=true]");
            }
        });
    }
}

/// The form on a page of ours, in its own wrapper. `on_close` adds a button to the receipt.
#[component]
pub fn FeedbackForm(
    /// Addresses, identity, first values.
    setup: FormSetup,
    /// The language.
    #[prop(default = &Texts::EN)]
    texts: &'static Texts,
    /// Called when the person is done.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
) -> impl IntoView {
    let theme = setup.theme.as_str();
    let setup = if cfg!(feature = "hydrate") { browser::with_typed_values(setup) } else { setup };
    let shared = Shared::new(setup, texts);
    view! {
        <div class="cresset-feedback" data-theme=theme>
            {body(shared, on_close)}
        </div>
    }
}

/// The form and its receipt, without a wrapper.
pub(crate) fn body(shared: Shared, on_close: Option<Callback<()>>) -> impl IntoView {
    let Shared { state, texts, .. } = shared;
    // Effects run in the browser only, after the form stands: from here the browser's own checks rest.
    Effect::new(move |_| {
        shared.opened_now();
        state.update(|state| state.live = true);
    });
    let sent = move || state.with(|state| state.phase == Phase::Sent);
    let sending = move || state.with(|state| (state.phase == Phase::Sending).then_some(texts.sending));
    view! {
        {form(shared, sent)}
        <div role="status" node_ref=shared.receipt>
            <p class="cf-live">{sending}</p>
            {move || sent().then(|| receipt(shared, on_close))}
        </div>
    }
}

fn form(shared: Shared, sent: impl Fn() -> bool + Copy + Send + Sync + 'static) -> impl IntoView {
    let live = move || shared.state.with(|state| state.live);
    let (action, endpoint) = shared.setup.with_value(|setup| (setup.action.clone(), setup.endpoint.clone()));
    view! {
        <form
            class="cf-form"
            method="post"
            action=action
            data-endpoint=endpoint
            novalidate=live
            hidden=sent
            node_ref=shared.form
            on:submit=move |event| shared.submit(event)
        >
            {fields::summary(shared)}
            {fields::kind(shared)}
            {fields::content(shared)}
            {fields::email(shared)}
            {fields::unseen(shared)}
            {fields::send(shared)}
        </form>
    }
}

fn receipt(shared: Shared, on_close: Option<Callback<()>>) -> impl IntoView {
    let texts = shared.texts;
    let another = move |_| {
        shared.state.update(State::start_over);
        shared.opened_now();
        spawn_local(async move {
            tick().await;
            if let Some(form) = shared.form.get_untracked() {
                browser::focus_first(&form, "textarea");
            }
        });
    };
    view! {
        <div class="cf-receipt">
        <p class="cf-sent">{texts.sent}</p>
        <p class="cf-hint">{texts.sent_more}</p>
        <div class="cf-actions">
            <button type="button" class="cf-button" on:click=another>{texts.another}</button>
            {on_close.map(|done| view! {
                <button type="button" class="cf-button cf-primary" on:click=move |_| done.run(())>
                    {texts.close}
                </button>
            })}
        </div>
        </div>
    }
}
