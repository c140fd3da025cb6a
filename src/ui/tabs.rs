//! Views of one thing, each with its own address.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    /// How much is behind it.
    pub count: Option<String>,
    pub current: bool,
}

/// Tabs are links: they can be bookmarked and work without JavaScript. The page stays where it is scrolled to.
///
/// ```ignore
/// <Tabs label="Feedback by type" tabs=vec![
///     Tab { label: "All".into(), href: "feedback".into(), count: Some("22".into()), current: true },
/// ]/>
/// ```
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <li>
                    <a class="tab" href=tab.href data-noscroll="" aria-current=tab.current.then_some("page")>
                        <span>{tab.label}</span>
                        {tab.count.map(|count| view! { <span class="tab-count">{count}</span> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul class="tabs-list">{tabs}</ul></nav> }
}
