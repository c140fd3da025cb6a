//! Forms that post to a server function: with wasm by an action, without it by the browser.
//!
//! Either way the answer is the action's value: without wasm the server sends the reader back
//! with the error in the address, where the action finds it, and with what was typed in a cookie
//! (`server::typed`).

use super::{banner::Banner, status::Status, tone::Tone};
use crate::error::AppError;
use leptos::{prelude::*, server_fn::ServerFn};

/// Why the form was not accepted, until it is sent again.
///
/// ```ignore
/// let action = ServerAction::<Rename>::new();
/// let problem = problem(action);
/// <ActionForm action=action attr:class="form">
///     <FormProblem problem=problem fields=&["name"]/>
///     <TextInput name="name" label="Name" error=problem.at("name")/>
/// </ActionForm>
/// ```
pub fn problem<S>(action: ServerAction<S>) -> Problem
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let value = action.value();
    let error = Memo::new(move |_| {
        value.with(|value| value.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
    });
    let saved = Memo::new(move |_| value.with(|value| value.as_ref().is_some_and(Result::is_ok)));
    // Only attributes are made of it, and hydration takes those as they are.
    #[cfg(feature = "ssr")]
    let typed = crate::server::typed::take(S::PATH);
    #[cfg(not(feature = "ssr"))]
    let typed = Vec::new();
    Problem { error, saved, typed: StoredValue::new(typed) }
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
