//! Something that is read now and then: one line that says the most important, the rest behind it.

use super::icons::{Glyph, Icon};
use leptos::{html, prelude::*};

/// A line that opens what is below it. It is a `<details>`, so it works without JavaScript; whether
/// it is open is kept by the page, which may make it anew.
///
/// ```ignore
/// <Fold open=open head=move || view! { "Last 30 days" }><Chart …/></Fold>
/// ```
#[component]
pub fn Fold(open: RwSignal<bool>, #[prop(into)] head: ViewFn, children: Children) -> impl IntoView {
    let root = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(root.get_untracked().is_some_and(|root| root.open()));
    view! {
        <details class="fold" node_ref=root open=open.get_untracked() on:toggle=toggled>
            <summary class="fold-head"><Glyph icon=Icon::ChevronRight/>{head.run()}</summary>
            <div class="fold-body">{children()}</div>
        </details>
    }
}
