//! Tabs by type and the filter bar: both are links and a GET form, so the
//! address always says what is shown.

use crate::{
    feedback::model::{FeedbackType, Inbox, Person, Status},
    ui::*,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// How many entries there are of each type; choosing one shows only those.
#[component]
pub fn TypeTabs(
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    page: RwSignal<Inbox>,
) -> impl IntoView {
    let tabs = move || {
        let (home, query) = (home.get_value(), query.get_value());
        let (counts, more) = page.with(|page| (page.counts, if page.at_least { "+" } else { "" }));
        let chosen = query.get("type");
        let all = Tab {
            label: "All".to_owned(),
            href: href_without(&home, &query, "type"),
            count: Some(format::thousands(counts.total) + more),
            current: chosen.is_none(),
        };
        let of = |kind: FeedbackType| Tab {
            label: kind.label().to_owned(),
            href: href_with(&home, &query, "type", kind.as_str()),
            count: Some(format::thousands(counts.of(kind)) + more),
            current: chosen.as_deref() == Some(kind.as_str()),
        };
        std::iter::once(all).chain(FeedbackType::ALL.map(of)).collect::<Vec<_>>()
    };
    view! { {move || view! { <Tabs label="Entries by type" tabs=tabs()/> }} }
}

/// Text, status, tag, assignee and dates.
#[component]
pub fn Filters(
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    /// Everybody an entry can be given to.
    people: Vec<Person>,
    /// Every tag of the project.
    tags: Vec<String>,
) -> impl IntoView {
    let (home, query) = (home.get_value(), query.get_value());
    let value = |name: &str| query.get(name).unwrap_or_default();
    let (text, status, from, to) = (value("q"), value("status"), value("from"), value("to"));
    let (tag, who, rating) = (value("tag"), value("assignee"), value("rating"));
    let chips = chips(&home, &query, &people);
    let fixed = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody")]
        .map(|(id, name)| (id.to_owned(), name.to_owned()));
    let people = fixed
        .into_iter()
        .chain(people.into_iter().map(|person| (person.id, person.name)))
        .collect::<Vec<_>>();
    let statuses = Status::ALL.map(|status| (status.as_str(), status.label()));
    let options: Vec<_> = std::iter::once(("", "Any but spam")).chain(statuses).collect();
    let ratings = [("", "Any"), ("5", "5, best"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1, worst")];
    let kind = query.get("type").map(|kind| view! { <input type="hidden" name="type" value=kind/> });
    view! {
        <FilterBar
            action=home
            search=text
            hint="Words, \"a phrase\", or the beginning of a word: march*"
            key="/"
            chips=chips
        >
            {kind}
            <Select name="status" label="Status" value=status options=options/>
            <Select name="assignee" label="Assignee" value=who options=people/>
            <Select name="rating" label="Rating" value=rating options=ratings.to_vec()/>
            <TextInput name="tag" label="Tag" value=tag suggestions=tags/>
            <TextInput name="from" label="From" kind="date" value=from hint="Days are in UTC; both ends count"/>
            <TextInput name="to" label="To" kind="date" value=to/>
        </FilterBar>
    }
}

fn chips(home: &str, query: &ParamsMap, people: &[Person]) -> Vec<Chip> {
    let name = |value: String| match value.as_str() {
        "me" => "Me".to_owned(),
        "nobody" => "Nobody".to_owned(),
        id => people.iter().find(|person| person.id == id).map_or(value, |person| person.name.clone()),
    };
    let status = |value: String| Status::parse(&value).map_or(value, |status| status.label().to_owned());
    let chip = |key: &str, name: &str, value: String| Chip {
        name: name.to_owned(),
        value,
        remove: href_without(home, query, key),
    };
    let of = |key, name| query.get(key).map(|value| chip(key, name, value));
    let chips = [
        query.get("status").map(|value| chip("status", "Status", status(value))),
        query.get("assignee").map(|value| chip("assignee", "Assignee", name(value))),
        of("rating", "Rating"),
        of("tag", "Tag"),
        of("from", "From"),
        of("to", "To"),
        of("q", "Text"),
    ];
    chips.into_iter().flatten().collect()
}
