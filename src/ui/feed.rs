//! A list to read through: one thing a line where there is room, two lines where there is not.

use super::{browser, time::Time};
use leptos::{ev, html, prelude::*};

/// A list of [`FeedItem`]s. While the focus is in it, j and k move it to the next and the previous
/// item, x checks the item's box if it has one, and Enter opens. On a page with [`super::Shortcuts`] they do so anywhere.
///
/// ```ignore
/// <Feed label="Entries, newest first">
///     <For each=entries key=|entry| entry.id.clone() let:entry>
///         <FeedItem href=… lead=… state=… at=entry.created_at now=now notes=vec![entry.page]>{entry.excerpt}</FeedItem>
///     </For>
/// </Feed>
/// ```
#[component]
pub fn Feed(#[prop(into)] label: String, children: Children) -> impl IntoView {
    let on_key = |event: ev::KeyboardEvent| browser::keys::in_list(&event);
    view! { <ol class="feed" aria-label=label on:keydown=on_key>{children()}</ol> }
}

/// One item; its children are its title, cut to one line.
#[component]
pub fn FeedItem(
    #[prop(into)] href: String,
    /// What it is: before the title.
    #[prop(into)]
    lead: ViewFn,
    /// Short facts; where there is no room, the first ones stay.
    notes: Vec<String>,
    /// Who it is from: before the last fact.
    #[prop(optional_no_strip, into)]
    who: Option<ViewFn>,
    /// Where it stands.
    #[prop(into)]
    state: ViewFn,
    /// Unix milliseconds.
    at: i64,
    /// The server's clock when it made the page.
    now: i64,
    /// Nobody has looked at it yet.
    #[prop(optional)]
    unread: bool,
    /// It came while the page was open.
    #[prop(optional)]
    fresh: bool,
    /// It is the one that is open.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// What it is chosen by, before its link.
    #[prop(optional_no_strip, into)]
    start: Option<ViewFn>,
    /// What can be done with it, beside its link.
    #[prop(optional_no_strip, into)]
    end: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let link = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(link) = link.get().filter(|_| current.get_untracked()) {
            browser::reveal(&link);
        }
    });
    let last = notes.len().saturating_sub(1);
    let note = |(at, note): (usize, String)| {
        let who = who.as_ref().filter(|_| at == last).map(ViewFn::run);
        view! { <span class="feed-note">{who}{note}</span> }
    };
    let notes = notes.into_iter().enumerate().map(note).collect_view();
    view! {
        <li class="feed-item" class:unread=unread class:fresh=fresh>
            {start.map(|start| start.run())}
            <a class="feed-link" href=href node_ref=link aria-current=move || current.get().then_some("true")>
                <span class="feed-lead">{lead.run()}</span>
                <span class="feed-title">{children()}</span>
                <span class="feed-notes">{notes}</span>
                <span class="feed-state">{state.run()}</span>
                <span class="feed-time"><Time at=at now=now/></span>
            </a>
            {end.map(|end| view! { <div class="feed-end">{end.run()}</div> })}
        </li>
    }
}
