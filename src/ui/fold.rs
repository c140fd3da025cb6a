//! Something that is read now and then: one line that names it, the rest behind that.

use super::icons::{Glyph, Icon};
use leptos::{html, prelude::*};

/// A line that opens what is below it. It is a `<details>`, so it works without JavaScript; whether
/// it is open is kept by the page, which may make it anew.
///
/// ```ignore
/// <Fold open=open head="Show the secret"><CodeBlock label="Secret" code=secret/></Fold>
/// ```
#[component]
pub fn Fold(open: RwSignal<bool>, #[prop(into)] head: String, children: Children) -> impl IntoView {
    let root = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(root.get_untracked().is_some_and(|root| root.open()));
    view! {
        <details class="fold" node_ref=root open=open.get_untracked() on:toggle=toggled>
            <summary class="fold-head"><Glyph icon=Icon::ChevronRight/><span>{head}</span></summary>
            <div class="fold-body">{children()}</div>
        </details>
    }
}
