//! What a person wrote.

use leptos::prelude::*;

/// A text as it was written: a text node, its line breaks kept.
///
/// ```ignore
/// <Words text=entry.content/>
/// ```
#[component]
pub fn Words(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="words">{text}</p> }
}
