//! What stands in the place of the form once the entry has left it.

use leptos::prelude::Update;
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

use super::{Shared, form_of, sends};
use crate::browser;
use crate::html::{El, Words, el};
use crate::state::{Phase, State};

/// Thanks, or that the entry waits and how to hurry it. Its buttons stay the same while one becomes the other.
pub fn receipt(shared: Shared, in_dialog: bool) -> El {
    let texts = shared.texts;
    let by_phase = move |sent: &'static str, queued: &'static str| {
        shared.see(move |state| Some(if state.phase == Phase::Sent { sent } else { queued }.into()))
    };
    let close =
        button("cf-button cf-primary").text(texts.close).on("click", |event| browser::close_dialog(&event));
    let another = button("cf-button").text(texts.another).on("click", move |event| another(shared, &event));
    let link = el("a", &[("class", "cf-button"), ("target", "_blank"), ("rel", "noopener")])
        .bind("href", shared.see(|state| state.link.clone().map(Words::from)))
        .bind("hidden", shared.see(|state| state.link.is_none().then(Words::default)))
        .text(texts.follow);
    let actions = el("div", &[("class", "cf-actions")])
        .child(retry(shared))
        .child(link)
        .child(another)
        .children(in_dialog.then_some(close));
    el("div", &[("class", "cf-receipt")])
        .child(
            el("p", &[])
                .bind("class", by_phase("cf-sent", "cf-queued"))
                .say(by_phase(texts.sent, texts.queued)),
        )
        .child(el("p", &[("class", "cf-hint")]).say(by_phase(texts.sent_more, texts.queued_more)))
        .child(actions)
}

/// The button that hurries an entry that waits.
fn retry(shared: Shared) -> El {
    let texts = shared.texts;
    let label = move |state: &State| Some(if sends(state) { texts.sending } else { texts.again }.into());
    button("cf-button")
        .bind("hidden", shared.see(|state| (state.phase == Phase::Sent).then(Words::default)))
        .bind("aria-disabled", shared.see(|state| sends(state).then(|| "true".into())))
        .on("click", move |event| shared.retry(&event))
        .say(shared.see(label))
}

fn button(class: &'static str) -> El {
    el("button", &[("type", "button")]).attr("class", class)
}

/// Begins a second entry.
fn another(shared: Shared, event: &Event) {
    let form = form_of(event);
    shared.state.update(|state| state.start_over(browser::now()));
    spawn_local(async move {
        browser::drawn().await;
        if let Some(form) = form {
            browser::focus_first(&form, "textarea");
        }
    });
}
