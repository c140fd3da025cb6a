//! The inbox: the list, and beside it the entry that is open.

use super::{
    asked,
    bulk::{self, Bulk, BulkActions, WhatWasDone},
    filters::{Filters, TypeTabs},
    lines::{Lines, entries},
    trend::Glimpse,
    views::{Keeping, Views},
};
use crate::{
    access::ProjectAccess,
    feedback::{api::GetInbox, model::Inbox as Page},
    ui::*,
};
use leptos::prelude::*;
use leptos_router::{
    components::Outlet,
    hooks::{use_location, use_query_map},
    params::ParamsMap,
};

/// `/app/{project}/feedback?…` with the filters of [`FILTERS`](crate::feedback::model::FILTERS) and, with an
/// entry open, `/app/{project}/feedback/{id}` with the same filters.
#[component]
pub fn Inbox() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let home = StoredValue::new(format!("/app/{}/feedback", slug.get_value()));
    let query = use_query_map();
    let query = Memo::new(move |_| query.with(asked::filters));
    let path = use_location().pathname;
    let open = Memo::new(move |_| {
        path.with(|path| {
            path.strip_prefix(&home.get_value()).unwrap_or_default().trim_matches('/').to_owned()
        })
    });
    let page = Query::new(move || GetInbox { project: slug.get_value(), asked: asked::pairs(query.get()) });
    let list = move || {
        loaded(page, move |first| {
            view! { <List slug=slug home=home query=query.get_untracked() first=first open=open/> }
        })
    };
    view! {
        <Split
            open=Signal::derive(move || !open.with(String::is_empty))
            shown=Signal::derive(move || query.with(ParamsMap::to_query_string))
            list=list
            detail=|| view! { <Outlet/> }
        />
    }
}

/// The list for one set of filters. What arrives joins it without touching
/// the lines that are there already.
#[component]
fn List(
    slug: StoredValue<String>,
    home: StoredValue<String>,
    query: ParamsMap,
    first: Page,
    open: Memo<String>,
) -> impl IntoView {
    let choices = first.choices.clone();
    let bulk = Bulk::new(first.done.clone());
    let page = RwSignal::new(first);
    let keeping = Keeping::new();
    let (changed, kept) = (bulk.version(), keeping.version());
    let done = Signal::derive(move || changed.get() + kept.get());
    let live = follow(slug, query.clone(), page, done);
    // The line of days is about all entries, whatever is listed below it.
    let whole = (&query).into_iter().all(|(name, _)| name == "cursor");
    let query = StoredValue::new(query);
    let empty = Memo::new(move |_| page.with(|page| page.entries.is_empty()));
    let export = query.with_value(|query| href_without(&asked::csv(&slug.get_value()), query, "cursor"));
    let content = move || match empty.get() {
        true => {
            view! { <Nothing home=home snippet=page.with_untracked(|page| page.snippet.clone()) slug=slug/> }
                .into_any()
        }
        false => {
            let lines = move || view! { <Lines page=page home=home query=query open=open fresh=live.any may=bulk.may/> };
            match bulk.may {
                true => view! { <Choosing bulk=bulk slug=slug page=page>{lines()}</Choosing> }.into_any(),
                false => lines().into_any(),
            }
        }
    };
    view! {
        <PageHeader
            title="Feedback"
            sentence=Signal::derive(move || page.with(sentence))
            actions=move || {
                let export = export.clone();
                let link = move || view! { <ButtonLink href=export.clone() icon=Icon::Download download=true>"Export CSV"</ButtonLink> };
                view! {
                    {move || (!empty.get()).then(link.clone())}
                    <Shortcuts keys=shortcuts(bulk.may)/>
                }
            }
        />
        <TypeTabs home=home query=query page=page/>
        <Filters home=home query=query choices=choices/>
        <Views slug=slug home=home query=query page=page keeping=keeping/>
        {whole.then(|| view! { <Glimpse page=page href=format!("/app/{}/feedback-by-day", slug.get_value())/> })}
        <p class="visually-hidden" role="status">{move || live.news.get()}</p>
        <WhatWasDone bulk=bulk slug=slug/>
        {content}
    }
}

/// The lines below what can be done with those that are chosen.
#[component]
fn Choosing(
    bulk: Bulk,
    slug: StoredValue<String>,
    page: RwSignal<Page>,
    children: Children,
) -> impl IntoView {
    let (people, tags) = page.with_untracked(|page| (page.choices.people.clone(), page.choices.tags.clone()));
    let actions =
        move || view! { <BulkActions bulk=bulk slug=slug people=people.clone() tags=tags.clone()/> };
    view! {
        <PickList label="Select all on this page" form=bulk::FORM done=bulk.changes() actions=actions>
            {children()}
        </PickList>
    }
}

/// What single keys do here, for those who triage and for others.
fn shortcuts(may_triage: bool) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("j", "Next entry", false),
        ("k", "Previous entry", false),
        ("Enter", "Open the entry", false),
        ("x", "Select the entry", true),
        ("e", "Mark as done", true),
        ("s", "Set the status", true),
        ("a", "Assign", true),
        ("l", "Add a tag", true),
        ("m", "Merge the open entry", true),
        ("#", "Mark as spam", true),
        ("/", "Search", false),
        ("?", "Show this list", false),
    ];
    all.into_iter()
        .filter(|(_, _, triages)| may_triage || !triages)
        .map(|(key, does, _)| (key, does))
        .collect()
}

fn sentence(page: &Page) -> String {
    let (entries, more) = (entries(page), page.plus(page.total));
    match page.waiting {
        _ if page.total == 0 => String::new(),
        0 => entries,
        waiting => format!("{entries}, {}{more} new", format::thousands(waiting)),
    }
}

/// What came in since the page was opened.
#[derive(Clone, Copy)]
struct Live {
    /// For screen readers.
    news: RwSignal<String>,
    /// Lines made from now on were not there at the start.
    any: RwSignal<bool>,
}

/// Keep `page` as the server has it; `done` changes when the reader changed something.
fn follow(slug: StoredValue<String>, query: ParamsMap, page: RwSignal<Page>, done: Signal<usize>) -> Live {
    let live = Live { news: RwSignal::new(String::new()), any: RwSignal::new(false) };
    let changed = use_live("feedback");
    let is_first_page = query.get("cursor").is_none();
    let refresh = Call::<GetInbox>::new();
    Effect::new(move |seen: Option<(u64, usize)>| {
        let now = (changed.get(), done.get());
        if seen.is_some_and(|seen| seen != now) {
            refresh.send(&GetInbox { project: slug.get_value(), asked: asked::pairs(query.clone()) });
        }
        now
    });
    Effect::new(move |_| {
        // A failed refresh leaves what is there; the next change tries again.
        let Some(next) = refresh.answer() else { return };
        // An answer that was overtaken by a later one is of no use.
        if next.now < page.with_untracked(|page| page.now) {
            return;
        }
        if is_first_page && let Some(news) = page.with_untracked(|old| news(old, &next)) {
            live.news.set(news);
        }
        live.any.set(true);
        page.set(next);
    });
    live
}

/// What a screen reader says about the entries that joined.
fn news(old: &Page, next: &Page) -> Option<String> {
    let newest = old.entries.first().map_or(0, |brief| brief.number);
    let mut joined = next.entries.iter().filter(|brief| brief.number > newest);
    let (first, others) = (joined.next()?, joined.count());
    Some(match others {
        0 => format!("New entry: {}", first.excerpt),
        others => format!("{} new entries", others + 1),
    })
}

/// Nothing came yet, or nothing fits.
#[component]
fn Nothing(home: StoredValue<String>, snippet: Option<String>, slug: StoredValue<String>) -> impl IntoView {
    match snippet {
        Some(snippet) => view! {
            <Empty
                icon=Icon::Feedback
                title="No feedback yet"
                code=("Paste this before </head>", snippet)
                action=move || view! { <ButtonLink href=format!("/f/{}", slug.get_value()) download=false>"Open the public page"</ButtonLink> }
            >
                "What people tell you through the widget, the public page or the API is here the moment they send it."
            </Empty>
        }
        .into_any(),
        None => view! {
            <Empty
                icon=Icon::Search
                title="No entry fits these filters"
                action=move || view! { <ButtonLink href=home.get_value()>"Clear the filters"</ButtonLink> }
            >
                "Spam is shown only when the status filter asks for it."
            </Empty>
        }
        .into_any(),
    }
}
