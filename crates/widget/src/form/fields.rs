//! The parts of the form, top to bottom.

use leptos::prelude::*;

use super::Shared;
use crate::model::{CONTENT_MAX, EMAIL_MAX, FeedbackType, HONEYPOT_FIELD};
use crate::state::{Field, Phase, State};
use crate::texts::Texts;

/// What stands in the way. Always there, since a live region that appears with its text is not read out.
pub fn summary(shared: Shared) -> impl IntoView {
    let text = move || {
        shared.state.with(|state| match state.message(Field::Form) {
            Some(message) => Some(message.to_owned()),
            None => (!state.problems.is_empty()).then(|| shared.texts.check.to_owned()),
        })
    };
    view! { <div class="cf-alert" role="alert">{text}</div> }
}

/// The choice of the type: a radio group that looks like one control.
pub fn kind(shared: Shared) -> impl IntoView {
    let choices = FeedbackType::ALL.map(|kind| choice(shared, kind));
    view! {
        <fieldset class="cf-kind">
            <legend>{shared.texts.kind}</legend>
            <div class="cf-choices">{choices}</div>
        </fieldset>
    }
}

fn choice(shared: Shared, kind: FeedbackType) -> impl IntoView {
    let chosen = shared.state.with_untracked(|state| state.kind == kind);
    view! {
        <label>
            <input
                type="radio"
                name="feedback_type"
                value=kind.as_str()
                checked=chosen
                prop:checked=move || shared.state.with(|state| state.kind == kind)
                on:change=move |_| shared.state.update(|state| state.choose(kind))
            />
            <span>{Texts::per_kind(shared.texts.kinds, kind)}</span>
        </label>
    }
}

/// The text.
pub fn content(shared: Shared) -> impl IntoView {
    let Shared { state, texts, .. } = shared;
    let by_kind = move |texts| move || Texts::per_kind(texts, state.with(|state| state.kind));
    // Without wasm the browser stops at the limit; with it the text is kept and the counter tells.
    let limit = move || state.with(|state| (!state.live).then_some(CONTENT_MAX as i32));
    view! {
        <div class="cf-field">
            <label for=shared.id("content")>{by_kind(texts.content)}</label>
            <p class="cf-hint" id=shared.id("content-hint")>{by_kind(texts.hint)}</p>
            <textarea
                id=shared.id("content")
                name="content"
                rows="5"
                dir="auto"
                required
                maxlength=limit
                aria-describedby=described(shared, "content")
                aria-invalid=invalid(shared, Field::Content)
                prop:value=move || state.with(|state| state.content.clone())
                on:input=move |event| state.update(|state| state.write(event_target_value(&event)))
            ></textarea>
            <p class="cf-count">{move || state.with(|state| state.counter(texts))}</p>
            {problem(shared, "content", Field::Content)}
        </div>
    }
}

/// The address, if the person wants an answer.
pub fn email(shared: Shared) -> impl IntoView {
    let Shared { state, texts, .. } = shared;
    let first = state.with_untracked(|state| state.email.clone());
    view! {
        <div class="cf-field">
            <label for=shared.id("email")>
                {texts.email} " " <span class="cf-optional">{texts.optional}</span>
            </label>
            <p class="cf-hint" id=shared.id("email-hint")>{texts.email_hint}</p>
            <input
                id=shared.id("email")
                type="email"
                name="email"
                autocomplete="email"
                maxlength=EMAIL_MAX as i32
                aria-describedby=described(shared, "email")
                aria-invalid=invalid(shared, Field::Email)
                value=first
                prop:value=move || state.with(|state| state.email.clone())
                on:input=move |event| state.update(|state| state.address(event_target_value(&event)))
            />
            {problem(shared, "email", Field::Email)}
        </div>
    }
}

/// What the browser sends without anyone typing it, and the field only scripts fill.
pub fn unseen(shared: Shared) -> impl IntoView {
    let hidden = shared.setup.with_value(|setup| {
        [("page", &setup.page), ("id", &setup.entry_id), ("key", &setup.key), ("issued", &setup.issued)]
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone() /> })
    });
    view! {
        {hidden}
        <div class="cf-away" aria-hidden="true">
            <label for=shared.id("more")>{shared.texts.honeypot}</label>
            <input id=shared.id("more") name=HONEYPOT_FIELD tabindex="-1" autocomplete="off" />
        </div>
    }
}

/// The button. It keeps the focus while sending, so it is never really disabled.
pub fn send(shared: Shared) -> impl IntoView {
    let Shared { state, texts, .. } = shared;
    let failed = |state: &State| state.message(Field::Form).is_some();
    let label = move || {
        state.with(|state| match state.phase {
            Phase::Editing if failed(state) => texts.again,
            Phase::Editing => texts.send,
            Phase::Sending | Phase::Sent => texts.sending,
        })
    };
    let busy = move || state.with(|state| (state.phase == Phase::Sending).then_some("true"));
    view! {
        <div class="cf-actions">
            <button type="submit" class="cf-button cf-primary" aria-disabled=busy>{label}</button>
        </div>
    }
}

fn invalid(shared: Shared, field: Field) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync {
    move || shared.state.with(|state| state.message(field).map(|_| "true"))
}

/// The ids of the hint and of the message, which is empty while there is none.
fn described(shared: Shared, name: &str) -> String {
    let id = shared.id(name);
    [id.as_str(), "-hint ", id.as_str(), "-problem"].concat()
}

fn problem(shared: Shared, name: &str, field: Field) -> impl IntoView + use<> {
    let id = shared.id(name) + "-problem";
    view! { <p class="cf-problem" id=id>{move || shared.message(field)}</p> }
}
