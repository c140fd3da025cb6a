//! Tabs by type and the filter bar: both are links and a GET form, so the
//! address always says what is shown.

use crate::{
    feedback::model::{Choices, FeedbackType, Inbox, Person, Status},
    ui::*,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The filters behind a line.
const MORE: [&str; 4] = ["page", "release", "environment", "browser"];
/// What telemetry of an environment is stored under that the project does not have.
const OTHER: &str = "(other)";
/// Filters in the order of their chips.
const CHIPS: [(&str, &str); 11] = [
    ("status", "Status"),
    ("assignee", "Assignee"),
    ("tag", "Tag"),
    ("page", "Page"),
    ("release", "Release"),
    ("environment", "Environment"),
    ("browser", "Browser"),
    ("rating", "Rating"),
    ("from", "From"),
    ("to", "To"),
    ("q", "Text"),
];

/// How many entries there are of each type; choosing one shows only those.
#[component]
pub fn TypeTabs(
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    page: RwSignal<Inbox>,
) -> impl IntoView {
    let tabs = move || {
        let (home, query) = (home.get_value(), query.get_value());
        let (counts, more) = page.with(|page| (page.counts, page.plus(page.counts.total)));
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

/// Text, what the team says of entries, and dates; the rest behind a line.
#[component]
pub fn Filters(home: StoredValue<String>, query: StoredValue<ParamsMap>, choices: Choices) -> impl IntoView {
    let home = home.get_value();
    let value = move |name: &str| query.with_value(|query| query.get(name)).unwrap_or_default();
    let Choices { people, tags, releases, browsers, environments } = choices;
    let chips = query.with_value(|query| chips(&home, query, &people));
    let fixed = [("me", "Me"), ("nobody", "Nobody")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    let people =
        any("Anybody", fixed.into_iter().chain(people.into_iter().map(|person| (person.id, person.name))));
    let statuses = Status::ALL.map(|status| (status.as_str().to_owned(), status.label().to_owned()));
    let ratings = [("5", "5, best"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1, worst")];
    let ratings = ratings.map(|(value, name)| (value.to_owned(), name.to_owned()));
    let kind = Some(value("type"))
        .filter(|kind| !kind.is_empty())
        .map(|kind| view! { <input type="hidden" name="type" value=kind/> });
    view! {
        <FilterBar
            action=home
            search=value("q")
            hint="Words, \"a phrase\", or the beginning of a word: march*"
            key="/"
            chips=chips
        >
            {kind}
            <Select name="status" label="Status" value=value("status") options=any("Any but spam", statuses)/>
            <Select name="assignee" label="Assignee" value=value("assignee") options=people/>
            <TextInput name="tag" label="Tag" value=value("tag") suggestions=tags/>
            <Select name="rating" label="Rating" value=value("rating") options=any("Any", ratings)/>
            <TextInput name="from" label="From" kind="date" value=value("from") hint="Days are in UTC; both ends count"/>
            <TextInput name="to" label="To" kind="date" value=value("to")/>
            <MoreFilters query=query releases=releases browsers=browsers environments=environments/>
        </FilterBar>
    }
}

/// Where entries came from.
#[component]
fn MoreFilters(
    query: StoredValue<ParamsMap>,
    releases: Vec<String>,
    browsers: Vec<String>,
    environments: Vec<String>,
) -> impl IntoView {
    let value = move |name: &str| query.with_value(|query| query.get(name)).unwrap_or_default();
    let open = RwSignal::new(MORE.iter().any(|name| !value(name).is_empty()));
    let environments = named(environments.into_iter().chain([OTHER.to_owned()]), &value("environment"));
    let browsers = named(browsers, &value("browser"));
    view! {
        <Fold open=open head="More filters">
            <TextInput name="page" label="Page" value=value("page") hint="/chests, or /chests/* for all below it"/>
            <TextInput name="release" label="Release" value=value("release") suggestions=releases/>
            <Select name="environment" label="Environment" value=value("environment") options=any("Any", environments)/>
            <Select name="browser" label="Browser" value=value("browser") options=any("Any", browsers)/>
        </Fold>
    }
}

/// Choices after the one that selects everything.
fn any(word: &str, choices: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), word.to_owned())).chain(choices).collect()
}

/// Values that are their own names, and what is chosen though it is none of them.
fn named(values: impl IntoIterator<Item = String>, chosen: &str) -> Vec<(String, String)> {
    let mut values: Vec<String> = values.into_iter().collect();
    if !chosen.is_empty() && !values.iter().any(|value| value == chosen) {
        values.push(chosen.to_owned());
    }
    values.into_iter().map(|value| (value.clone(), value)).collect()
}

fn chips(home: &str, query: &ParamsMap, people: &[Person]) -> Vec<Chip> {
    let name = |value: String| match value.as_str() {
        "me" => "Me".to_owned(),
        "nobody" => "Nobody".to_owned(),
        id => people.iter().find(|person| person.id == id).map_or(value, |person| person.name.clone()),
    };
    let status = |value: String| Status::parse(&value).map_or(value, |status| status.label().to_owned());
    let chip = |(key, label): (&str, &str)| {
        let value = query.get(key)?;
        let value = match key {
            "status" => status(value),
            "assignee" => name(value),
            _ => value,
        };
        Some(Chip { name: label.to_owned(), value, remove: href_without(home, query, key) })
    };
    CHIPS.into_iter().filter_map(chip).collect()
}
