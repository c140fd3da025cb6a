//! A page as others have them, as plain as can be: what is put on pages is tried on it.

use leptos::prelude::*;

/// The body of it; the children are its first paragraphs.
#[component]
pub fn SamplePage(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let lines = (0..3).map(|_| view! { <div class="sample-block" aria-hidden="true"></div> });
    view! {
        <main class="sample" aria-label="Sample page">
            <h1>{title}</h1>
            {children()}
            {lines.collect_view()}
        </main>
    }
}

/// A button that is the page's own.
#[component]
pub fn SampleButton(
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: Option<String>,
) -> impl IntoView {
    let class = format!("button {}", class.unwrap_or_default());
    view! { <p><button type="button" id=id class=class>"Your own button"</button></p> }
}
