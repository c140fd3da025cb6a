//! Forms that post to a server function: with wasm by fetch, without it by the browser.
//!
//! Either way the answer is the [`Call`](super::Call)'s: without wasm the server sends the reader
//! back with the error in the address, where the call finds it, and with what was typed in a
//! cookie (`server::typed`). The fields travel as they are, so nothing here depends on the
//! function: Leptos' `ActionForm` compiles each of them once more, at 12 KB a form.

use super::{banner::Banner, browser, call::AnyCall, status::Status, tone::Tone};
use crate::error::AppError;
use leptos::{ev::SubmitEvent, prelude::*};

/// A form that is sent `to` its function; without wasm the browser sends it there.
#[component]
pub fn Form(
    #[prop(into)] to: AnyCall,
    #[prop(optional)] class: Option<&'static str>,
    /// For controls that stand elsewhere.
    #[prop(optional)]
    id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=to.path class=class id=id on:submit=move |event| submit(to, event)>{children()}</form>
    }
}

/// What cannot be read is left to the browser.
fn submit(call: AnyCall, event: SubmitEvent) {
    if event.default_prevented() {
        return;
    }
    if let Some(fields) = browser::fields(&event) {
        event.prevent_default();
        call.post("application/x-www-form-urlencoded", fields);
    }
}

/// The error a form came back with, if it did.
#[derive(Clone, Copy)]
pub struct Problem {
    error: Memo<Option<AppError>>,
    saved: Memo<bool>,
    typed: StoredValue<Vec<(String, String)>>,
}

/// What a form that failed says about one field.
#[derive(Clone, Default)]
pub struct FieldProblem {
    pub error: Signal<Option<String>>,
    /// What was typed before, when the form was sent without JavaScript.
    pub typed: Option<String>,
}

impl Problem {
    pub(super) fn new(path: &str, error: Memo<Option<AppError>>, saved: Memo<bool>) -> Self {
        // Only attributes are made of it, and hydration takes those as they are.
        #[cfg(feature = "ssr")]
        let typed = crate::server::typed::take(path);
        #[cfg(not(feature = "ssr"))]
        let typed = Vec::new();
        #[cfg(not(feature = "ssr"))]
        let _ = path;
        Self { error, saved, typed: StoredValue::new(typed) }
    }

    /// What it says about one field.
    pub fn at(self, name: &'static str) -> FieldProblem {
        let error = Signal::derive(move || match self.error.get() {
            Some(AppError::Invalid { field, message, .. }) if field == name => Some(message),
            _ => None,
        });
        let of_name = |(field, value): &(String, String)| (field == name).then(|| value.clone());
        let typed = self.typed.with_value(|typed| typed.iter().find_map(of_name));
        FieldProblem { error, typed }
    }

    /// What it says about none of `fields`.
    fn beside(self, fields: &[&str]) -> Option<AppError> {
        let named = |error: &AppError| match error {
            AppError::Invalid { field, .. } => fields.contains(&field.as_str()),
            _ => false,
        };
        self.error.get().filter(|error| !named(error))
    }
}

/// Says what is wrong with the form as a whole; what is wrong with one of `fields` stands there.
#[component]
pub fn FormProblem(
    problem: Problem,
    #[prop(default = &[])] fields: &'static [&'static str],
) -> impl IntoView {
    move || {
        problem.beside(fields).map(|error| {
            view! { <Banner tone=Tone::Bad title="This was not saved">{error.to_string()}</Banner> }
        })
    }
}

/// Says beside the button that the form was accepted, where nothing else on the page shows it.
#[component]
pub fn FormSaved(problem: Problem) -> impl IntoView {
    view! {
        <span role="status">
            {move || problem.saved.get().then(|| view! { <Status tone=Tone::Good>"Saved"</Status> })}
        </span>
    }
}
