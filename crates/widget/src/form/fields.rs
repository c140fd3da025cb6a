//! The parts of the form, top to bottom.

use super::{LIVE, Shared, sends};
use crate::browser;
use crate::html::{El, Words, el};
use crate::model::{CONTENT_MAX, FeedbackType, HONEYPOT_FIELD, RATINGS};
use crate::state::{Field, Phase, State};
use crate::texts::Texts;

/// What stands in the way. Always there, since a live region that appears with its text is not read out.
pub fn summary(shared: Shared) -> El {
    let text = move |state: &State| match said(state, Field::Form) {
        None => (!state.problems.is_empty()).then(|| shared.texts.check.into()),
        message => message,
    };
    el("div", &[("class", "cf-alert"), ("role", "alert")]).say(shared.see(text))
}

/// The choice of the type: a radio group that looks like one control.
pub fn kind(shared: Shared) -> El {
    let choices = FeedbackType::ALL.map(|kind| {
        let chosen = move |state: &State| state.kind == kind;
        let radio = radio(shared, "feedback_type", kind.as_str(), chosen)
            .on("change", move |_| shared.edit(|state| state.choose(kind)));
        choice(radio, Texts::per_kind(shared.texts.kinds, kind))
    });
    el("fieldset", &[("class", "cf-kind")])
        .child(el("legend", &[]).text(shared.texts.kind))
        .child(el("div", &[("class", "cf-choices")]).children(choices))
}

/// How much the person likes it; the style shows it for general feedback only, with and without wasm.
pub fn rating(shared: Shared) -> El {
    let choices = (0..).zip(RATINGS).skip(1).map(|(rating, text)| {
        let chosen = move |state: &State| state.rating == rating;
        let radio = radio(shared, "rating", text, chosen)
            .on("change", move |_| shared.edit(|state| state.rate(rating)));
        choice(radio, text)
    });
    let legend = el("legend", &[])
        .text(shared.texts.rating)
        .text(" ")
        .child(el("span", &[("class", "cf-optional")]).text(shared.texts.rating_hint));
    el("fieldset", &[("class", "cf-kind cf-rating")])
        .child(legend)
        .child(el("div", &[("class", "cf-choices")]).children(choices))
}

fn radio(
    shared: Shared,
    name: &'static str,
    value: &'static str,
    chosen: impl Fn(&State) -> bool + Copy + Send + Sync + 'static,
) -> El {
    let checked = move |state: &State| chosen(state).then(|| "checked".into());
    let radio = el("input", &[("type", "radio")])
        .attr("name", name)
        .attr("value", value)
        .prop("checked", shared.see(checked));
    if !LIVE && shared.now(chosen) { radio.attr("checked", "") } else { radio }
}

fn choice(radio: El, name: &'static str) -> El {
    el("label", &[]).child(radio).child(el("span", &[]).text(name))
}

/// The text.
pub fn content(shared: Shared) -> El {
    let texts = shared.texts;
    let by_kind = move |texts| shared.see(move |state| Some(Texts::per_kind(texts, state.kind).into()));
    let mut area = el("textarea", &[("name", "content"), ("rows", "5"), ("dir", "auto"), ("required", "")])
        .prop("value", shared.see(|state| Some(state.content.clone().into())))
        .on("input", move |event| shared.edit(|state| state.write(browser::value(&event))));
    if !LIVE {
        // Here the browser stops at the limit; with wasm the text is kept and the counter tells.
        area = area.attr("maxlength", CONTENT_MAX.to_string());
    }
    let count = shared.see(move |state| state.counter(texts).map(Words::from));
    let label = el("label", &[]).say(by_kind(texts.content));
    field(shared, Field::Content, label, el("p", HINT).say(by_kind(texts.hint)), area)
        .child(el("p", &[("class", "cf-count")]).say(count))
        .child(problem(shared, Field::Content))
}

/// The address, if the person wants an answer.
pub fn email(shared: Shared) -> El {
    let texts = shared.texts;
    // EMAIL_MAX, as text.
    let input =
        el("input", &[("type", "email"), ("name", "email"), ("autocomplete", "email"), ("maxlength", "320")])
            .prop("value", shared.see(|state| Some(state.email.clone().into())))
            .on("input", move |event| shared.edit(|state| state.address(browser::value(&event))));
    let label = el("label", &[])
        .text(texts.email)
        .text(" ")
        .child(el("span", &[("class", "cf-optional")]).text(texts.optional));
    field(shared, Field::Email, label, el("p", HINT).text(texts.email_hint), input)
        .child(problem(shared, Field::Email))
}

/// What the browser sends without anyone typing it, and the field only scripts fill.
pub fn unseen(shared: Shared) -> Vec<El> {
    let trap = shared.id("more");
    let honeypot = el("div", &[("class", "cf-away"), ("aria-hidden", "true")])
        .child(el("label", &[]).attr("for", trap.clone()).text(shared.texts.honeypot))
        .child(
            el("input", &[("name", HONEYPOT_FIELD), ("tabindex", "-1"), ("autocomplete", "off")])
                .attr("id", trap),
        );
    let mut all = vec![honeypot];
    if !LIVE {
        shared.now(|State { setup, .. }| {
            let values = [
                ("page", &setup.page),
                ("id", &setup.entry_id),
                ("key", &setup.key),
                ("issued", &setup.issued),
            ];
            all.extend(values.map(|(name, value)| {
                el("input", &[("type", "hidden")]).attr("name", name).attr("value", value.clone())
            }));
        });
    }
    all
}

/// The button. It keeps the focus while sending, so it is never really disabled.
pub fn send(shared: Shared) -> El {
    let texts = shared.texts;
    let label = move |state: &State| {
        Some(match state.phase {
            Phase::Editing if state.message(Field::Form).is_some() => texts.again.into(),
            Phase::Editing => texts.send.into(),
            _ => texts.sending.into(),
        })
    };
    let busy = |state: &State| sends(state).then(|| "true".into());
    let button = el("button", &[("type", "submit"), ("class", "cf-button cf-primary")])
        .bind("aria-disabled", shared.see(busy))
        .say(shared.see(label));
    el("div", &[("class", "cf-actions")]).child(button)
}

pub(super) const HINT: &[(&str, &str)] = &[("class", "cf-hint")];

/// A control with its label and its hint.
fn field(shared: Shared, field: Field, label: El, hint: El, control: El) -> El {
    let id = shared.id(field.name());
    let [hint_id, problem_id] = ["-hint", "-problem"].map(|end| [&id, end].concat());
    let control = control
        .attr("id", id.clone())
        .attr("aria-describedby", [&hint_id, " ", &problem_id].concat())
        .bind("aria-invalid", shared.see(move |state| state.message(field).map(|_| "true".into())));
    el("div", &[("class", "cf-field")])
        .child(label.attr("for", id))
        .child(hint.attr("id", hint_id))
        .child(control)
}

/// What is wrong with a control; empty while nothing is.
pub(super) fn problem(shared: Shared, field: Field) -> El {
    let id = shared.id(field.name()) + "-problem";
    el("p", &[("class", "cf-problem")]).attr("id", id).say(shared.see(move |state| said(state, field)))
}

pub(super) fn said(state: &State, field: Field) -> Option<Words> {
    state.message(field).map(|message| message.to_owned().into())
}
