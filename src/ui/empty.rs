//! What a page says while there is nothing to show.

use super::{
    code::CodeBlock,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// What there is to paste: a label and a text each.
#[derive(Clone, Debug, Default)]
pub struct Lines(Vec<(&'static str, String)>);

impl From<(&'static str, String)> for Lines {
    fn from(line: (&'static str, String)) -> Self {
        Lines(vec![line])
    }
}

impl<const N: usize> From<[(&'static str, String); N]> for Lines {
    fn from(lines: [(&'static str, String); N]) -> Self {
        Lines(lines.into())
    }
}

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
    /// Label and text of the line to paste; or several lines that do the same.
    #[prop(optional, into)]
    code: Lines,
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
            {code.0.into_iter().map(|(label, code)| view! { <CodeBlock label=label code=code/> }).collect_view()}
            {action.map(|action| view! { <div class="empty-action">{action.run()}</div> })}
        </div>
    }
}
