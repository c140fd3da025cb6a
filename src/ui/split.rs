//! A list, and beside it the one thing that is open.

use super::browser;
use leptos::{html, prelude::*};

/// Two panes on wide screens, each scrolling by itself; on a phone the open thing covers the list. While
/// nothing is open the list has all the room.
///
/// ```ignore
/// <Split open=Signal::derive(move || !id.get().is_empty())
///     list=move || view! { <PageHeader title="Feedback"/> <Feed …/> }
///     detail=|| view! { <Outlet/> }/>
/// ```
#[component]
pub fn Split(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] list: ViewFn,
    #[prop(into)] detail: ViewFn,
) -> impl IntoView {
    let pane = NodeRef::<html::Div>::new();
    // On a phone the link that was pressed is hidden now, and its focus with it.
    Effect::new(move |was: Option<bool>| {
        let open = open.get();
        if open && was == Some(false) {
            browser::after_ms(0, move || {
                if let Some(pane) = pane.get_untracked() {
                    browser::focus_if_lost(&pane);
                }
            });
        }
        open
    });
    view! {
        <div class="split" class:open=open>
            <div class="split-list">{list.run()}</div>
            <div class="split-detail" tabindex="-1" node_ref=pane>{detail.run()}</div>
        </div>
    }
}
