//! What a page says while there is nothing to show.

use super::{
    code::CodeBlock,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// What this place is, what to do next, and the line to paste.
///
/// ```ignore
/// <Empty icon=Icon::Deploy title="No deployment recorded yet"
///     code=("Record one from CI", "cresset deploy record --environment production --release web@2.4.0")>
///     "Every deployment shows up here and as a line on the charts. Record the first one from your pipeline."
/// </Empty>
/// ```
#[component]
pub fn Empty(
    icon: Icon,
    #[prop(into)] title: String,
    /// Label and text of the line to paste.
    #[prop(optional, into)]
    code: Option<(&'static str, String)>,
    /// A button for those who would rather press one.
    #[prop(optional, into)]
    action: Option<ViewFn>,
    /// What it is and what to do.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-icon"><Glyph icon=icon/></div>
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{children()}</p>
            {code.map(|(label, code)| view! { <CodeBlock label=label code=code/> })}
            {action.map(|action| view! { <div class="empty-action">{action.run()}</div> })}
        </div>
    }
}
