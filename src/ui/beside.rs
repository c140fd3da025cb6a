//! One thing, and beside it what belongs to it.

use leptos::prelude::*;

/// The detail of a [`super::Split`] in two: the thing itself, and where the window is wide enough
/// for three panes another pane that scrolls by itself. Elsewhere that comes below.
///
/// ```ignore
/// <Beside label="Timeline" side=move || view! { <Timeline …/> }>
///     <PageHeader title="Bug #12"/>
/// </Beside>
/// ```
#[component]
pub fn Beside(
    /// Names the other pane for screen readers.
    #[prop(into)]
    label: String,
    #[prop(into)] side: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="beside">
            <div class="beside-main">{children()}</div>
            // It may hold nothing to focus, and must scroll by keyboard all the same.
            <section class="beside-side" aria-label=label tabindex="0">{side.run()}</section>
        </div>
    }
}
