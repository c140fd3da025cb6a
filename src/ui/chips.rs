//! Links in a row, each to the same list seen another way.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// One link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChipLink {
    pub label: String,
    pub href: String,
    /// What is special about it, as a shape and in words.
    pub mark: Option<(Icon, String)>,
    pub current: bool,
}

/// Links that wrap where there is no room: for few of a kind, whose names people gave.
///
/// ```ignore
/// <ChipLinks label="Saved views" links=vec![
///     ChipLink { label: "My bugs".into(), href: "feedback?type=bug".into(), mark: None, current: true },
/// ]/>
/// ```
#[component]
pub fn ChipLinks(#[prop(into)] label: String, links: Vec<ChipLink>) -> impl IntoView {
    let link = |link: ChipLink| {
        let mark = link.mark.map(|(icon, words)| {
            view! { <Glyph icon=icon/><span class="visually-hidden">{format!(", {words}")}</span> }
        });
        view! {
            <li>
                <a class="chip" href=link.href data-noscroll="" aria-current=link.current.then_some("true")>
                    <span class="chip-value">{link.label}</span>
                    {mark}
                </a>
            </li>
        }
    };
    view! { <nav aria-label=label><ul class="chip-links">{links.into_iter().map(link).collect_view()}</ul></nav> }
}
