//! Filters of a list, kept in the address: a GET form, and a chip for each filter that is set.

use super::{
    button::{Button, ButtonKind},
    icons::{Glyph, Icon},
    popover::Popover,
};
use leptos::prelude::*;
use leptos_router::{components::Form, params::ParamsMap};

/// A filter that is set, and the address without it (see [`href_without`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub name: String,
    pub value: String,
    pub remove: String,
}

/// The bar above a list: search, chips, "Add filter" with the fields given as children, and
/// actions at the right. It submits by GET to `action`, so it works without JavaScript.
///
/// ```ignore
/// let query = use_query_map();
/// <FilterBar action="/app/tba/feedback" search=query.read().get("q").unwrap_or_default()
///     chips=vec![Chip { name: "Type".into(), value: "Bug".into(), remove: href_without(path, &query.read(), "type") }]>
///     <Select name="type" label="Type" value=kind options=vec![("", "Any"), ("bug", "Bug")]/>
/// </FilterBar>
/// ```
#[component]
pub fn FilterBar(
    /// The list's own address.
    #[prop(into)]
    action: String,
    /// The text searched for now; sent as `q`.
    #[prop(optional, into)]
    search: String,
    #[prop(default = "Search".to_owned(), into)] placeholder: String,
    /// What can be searched for, said while somebody types.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The key that leads to the search, on a page with [`super::Shortcuts`].
    #[prop(optional, into)]
    key: Option<&'static str>,
    chips: Vec<Chip>,
    /// Links and buttons at the right.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The fields behind "Add filter".
    children: Children,
) -> impl IntoView {
    let clear =
        (!chips.is_empty()).then(|| view! { <a class="filter-clear" href=action.clone()>"Clear all"</a> });
    let label = placeholder.clone();
    let described = hint.is_some().then_some("filter-hint");
    view! {
        <Form method="GET" action=action attr:class="filter" attr:role="search">
            <div class="filter-search">
                <Glyph icon=Icon::Search/>
                <input class="input" type="search" name="q" value=search placeholder=placeholder aria-label=label
                    aria-describedby=described aria-keyshortcuts=key/>
                {hint.map(|hint| view! { <p class="filter-hint" id="filter-hint">{hint}</p> })}
            </div>
            <details class="menu filter-menu">
                <summary class="menu-button"><Glyph icon=Icon::Filter/><span>"Add filter"</span></summary>
                <div class="menu-panel filter-fields">
                    {children()}
                    <Button kind=ButtonKind::Primary submit=true>"Apply"</Button>
                </div>
            </details>
            {actions.map(|actions| view! { <div class="filter-actions">{actions.run()}</div> })}
            <ChipList chips=chips/>
            {clear}
        </Form>
    }
}

/// "Add filter" alone, for a page whose chips stand elsewhere: its fields are sent by GET to `action`, hidden ones
/// of what is shown now among them.
///
/// ```ignore
/// <AddFilter action="/app/tba/analytics"><input type="hidden" …/><Select …/></AddFilter>
/// <FilterChips chips=chips clear="/app/tba/analytics"/>
/// ```
#[component]
pub fn AddFilter(#[prop(into)] action: String, children: Children) -> impl IntoView {
    let popover = Popover::new();
    // Captured: the router's form tells nobody above it.
    view! {
        <details class="menu filter-menu" node_ref=popover.root on:keydown=move |event| popover.on_key(&event)
            on:focusout=move |event| popover.on_blur(&event) on:submit:capture=move |_| popover.leave()>
            <summary class="menu-button"><Glyph icon=Icon::Filter/><span>"Add filter"</span></summary>
            <Form method="GET" action=action attr:class="menu-panel filter-fields" attr:aria-label="New filter">
                {children()}
                <Button kind=ButtonKind::Primary submit=true>"Apply"</Button>
            </Form>
        </details>
    }
}

/// The filters that are set, as a row; nothing while none is.
#[component]
pub fn FilterChips(chips: Vec<Chip>, #[prop(into)] clear: String) -> impl IntoView {
    (!chips.is_empty()).then(|| {
        view! {
            <div class="filter" role="group" aria-label="Filters">
                <ChipList chips=chips/>
                <a class="filter-clear" href=clear data-noscroll="">"Clear all"</a>
            </div>
        }
    })
}

#[component]
fn ChipList(chips: Vec<Chip>) -> impl IntoView {
    chips
        .into_iter()
        .map(|chip| {
            let label = format!("Remove filter {}: {}", chip.name, chip.value);
            view! {
                <a class="chip" href=chip.remove data-noscroll="" aria-label=label>
                    <span class="chip-name">{chip.name}</span>
                    <span class="chip-value">{chip.value}</span>
                    <Glyph icon=Icon::Close/>
                </a>
            }
        })
        .collect_view()
}

/// `path` with the query as it is, without `key`. A cursor belongs to the old filters and goes too.
pub fn href_without(path: &str, query: &ParamsMap, key: &str) -> String {
    href(path, query, key, None)
}

/// `path` with the query as it is and `key` set to `value`. A cursor stays only if it is what is set.
pub fn href_with(path: &str, query: &ParamsMap, key: &str, value: &str) -> String {
    href(path, query, key, Some(value))
}

fn href(path: &str, query: &ParamsMap, key: &str, value: Option<&str>) -> String {
    let mut next = ParamsMap::new();
    for (name, old) in query.clone() {
        if name != key && name != "cursor" && !old.is_empty() {
            next.insert(name, old);
        }
    }
    if let Some(value) = value {
        next.insert(key.to_owned(), value.to_owned());
    }
    format!("{path}{}", next.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query() -> ParamsMap {
        [("type", "bug"), ("q", "two words"), ("status", ""), ("cursor", "abc")]
            .into_iter()
            .map(|(key, value)| (key, value.to_owned()))
            .collect()
    }

    #[test]
    fn removing_a_filter_keeps_the_others_and_drops_the_cursor() {
        assert_eq!(href_without("/f", &query(), "type"), "/f?q=two%20words");
    }

    #[test]
    fn setting_a_filter_replaces_it() {
        assert_eq!(href_with("/f", &query(), "type", "idea"), "/f?q=two%20words&type=idea");
        assert_eq!(href_with("/f", &ParamsMap::new(), "cursor", "n"), "/f?cursor=n");
    }
}
