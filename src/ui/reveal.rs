//! What is shown when it is asked for.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// A heading that opens what is below it. It is a `<details>`, so it works without JavaScript.
///
/// ```ignore
/// <Reveal label="Show the secret"><CodeBlock label="Secret" code=secret/></Reveal>
/// ```
#[component]
pub fn Reveal(
    #[prop(into)] label: String,
    /// Open from the start.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="reveal" open=open>
            <summary><Glyph icon=Icon::ChevronRight/><span>{label}</span></summary>
            <div class="reveal-body">{children()}</div>
        </details>
    }
}
