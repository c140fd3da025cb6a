//! One of a few, side by side.

use leptos::prelude::*;

/// Radio buttons that look like one control: for what is switched to and fro. They belong to the form of this id,
/// wherever they stand.
///
/// ```ignore
/// <Segments name="width" legend="Width" form="sizes" value="" options=vec![("", "Desktop"), ("phone", "Phone")]/>
/// ```
#[component]
pub fn Segments(
    name: &'static str,
    /// For screen readers; the words must explain themselves.
    legend: &'static str,
    form: &'static str,
    /// The value chosen at the start.
    value: String,
    /// Value and word.
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let segments = options.into_iter().map(|(key, word)| {
        view! {
            <label class="segment">
                <input class="segment-input" type="radio" name=name value=key form=form checked=key == value/>
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">{legend}</legend>
            {segments.collect_view()}
        </fieldset>
    }
}
