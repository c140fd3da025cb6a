//! A list, and beside it the one thing that is open.

use super::browser;
use leptos::{html, prelude::*};

/// A browser takes the focus from what is hidden only some time later.
const REST_MS: u32 = 150;

/// Two panes on wide screens, each scrolling by itself; on a phone the open thing covers the list. While
/// nothing is open the list has all the room.
///
/// ```ignore
/// <Split open=Signal::derive(move || !id.get().is_empty())
///     shown=Signal::derive(move || query.read().to_query_string())
///     list=move || view! { <PageHeader title="Feedback"/> <Feed …/> }
///     detail=|| view! { <Outlet/> }/>
/// ```
#[component]
pub fn Split(
    #[prop(into)] open: Signal<bool>,
    /// What the list shows: another list is read from its beginning.
    #[prop(into)]
    shown: Signal<String>,
    #[prop(into)] list: ViewFn,
    #[prop(into)] detail: ViewFn,
) -> impl IntoView {
    let pane = NodeRef::<html::Div>::new();
    let list_pane = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<String>| {
        let shown = shown.get();
        if let Some(pane) = list_pane.get_untracked().filter(|_| before.is_some_and(|before| before != shown))
        {
            pane.set_scroll_top(0);
        }
        shown
    });
    // On a phone the link that was pressed is hidden now, and its focus with it.
    Effect::new(move |was: Option<bool>| {
        let open = open.get();
        if open && was == Some(false) {
            browser::after_ms(REST_MS, move || {
                if let Some(pane) = pane.get_untracked() {
                    browser::focus_if_lost(&pane);
                }
            });
        }
        open
    });
    view! {
        <div class="split" class:open=open>
            <div class="split-list" node_ref=list_pane>{list.run()}</div>
            <div class="split-detail" tabindex="-1" node_ref=pane>{detail.run()}</div>
        </div>
    }
}
