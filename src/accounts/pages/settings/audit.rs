//! `/app/{project}/settings/audit` and `/admin/audit`: who changed what.

use crate::{
    access::ProjectAccess,
    accounts::{
        api::audit::{InstanceAudit, ProjectAudit},
        model::audit::{ACTIONS, AuditEntry, AuditPage, AuditQuery, Detail, label, sentence},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// The log of a project.
#[component]
pub fn ProjectAudit() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let (query, path) = (use_query_map(), format!("/app/{slug}/settings/audit"));
    let changed = use_live("settings");
    let page = Query::new(move || {
        changed.track();
        ProjectAudit { project: slug.clone(), query: asked(&query.read()) }
    });
    view! {
        <Title text="Audit log"/>
        {loaded(page, move |page| view! { <Log page=page path=path.clone() whole=false/> })}
    }
}

/// The log of the instance.
#[component]
pub fn InstanceAudit() -> impl IntoView {
    let query = use_query_map();
    let page = Query::new(move || InstanceAudit { query: asked(&query.read()) });
    view! {
        <PageHeader title="Audit log" sentence="Every change of state, of all projects and of the instance"/>
        {loaded(page, |page| view! { <Log page=page path="/admin/audit".to_owned() whole=true/> })}
    }
}

fn asked(query: &ParamsMap) -> AuditQuery {
    let get = |key: &str| query.get(key).unwrap_or_default();
    AuditQuery {
        action: get("action"),
        actor: get("actor"),
        from: get("from"),
        to: get("to"),
        q: get("q"),
        cursor: get("cursor"),
    }
}

#[component]
fn Log(
    page: AuditPage,
    path: String,
    /// Says which project each entry is about.
    whole: bool,
) -> impl IntoView {
    let query = use_query_map();
    let query = query.get_untracked();
    let AuditPage { entries, next, actors, now } = page;
    let newer = (!asked(&query).cursor.is_empty()).then(|| href_without(&path, &query, "cursor"));
    let older = next.map(|cursor| href_with(&path, &query, "cursor", &cursor));
    let steps = (newer.is_some() || older.is_some()).then(|| view! { <Pagination newer=newer older=older/> });
    let list = if entries.is_empty() {
        view! {
            <Empty icon=Icon::List title="No entry fits">
                "Every change of state is noted here with who made it. Remove a filter to see more."
            </Empty>
        }
        .into_any()
    } else {
        let items = entries.into_iter().map(move |entry| view! { <Entry entry=entry now=now whole=whole/> });
        view! { <Items label="Audit log">{items.collect_view()}</Items> }.into_any()
    };
    view! {
        <Panel flush=true>
            <Filters path=path query=query actors=actors/>
            {list}
            {steps}
        </Panel>
    }
}

#[component]
fn Filters(path: String, query: ParamsMap, actors: Vec<String>) -> impl IntoView {
    let wanted = asked(&query);
    let words = |action: &str| {
        let known = ACTIONS.iter().find(|(name, _)| *name == action);
        known.map_or_else(|| action.to_owned(), |(_, text)| label(text))
    };
    let chip = |name: &str, key: &str, value: String| {
        (!value.is_empty()).then(|| Chip {
            name: name.to_owned(),
            value,
            remove: href_without(&path, &query, key),
        })
    };
    let action = if wanted.action.is_empty() { String::new() } else { words(&wanted.action) };
    let chips = [
        chip("Change", "action", action),
        chip("Person", "actor", wanted.actor.clone()),
        chip("From", "from", wanted.from.clone()),
        chip("To", "to", wanted.to.clone()),
        chip("Contains", "q", wanted.q.clone()),
    ];
    let any = [(String::new(), "Any".to_owned())];
    let actions =
        any.clone().into_iter().chain(ACTIONS.iter().map(|(name, text)| (name.to_string(), label(text))));
    let people = any.into_iter().chain(actors.into_iter().map(|actor| (actor.clone(), actor)));
    let (actions, people): (Vec<_>, Vec<_>) = (actions.collect(), people.collect());
    let chips: Vec<_> = chips.into_iter().flatten().collect();
    view! {
        <FilterBar action=path search=wanted.q placeholder="Search the log" chips=chips>
            <Select name="action" label="Change" value=wanted.action options=actions/>
            <Select name="actor" label="Person" value=wanted.actor options=people/>
            <TextInput name="from" label="From" kind="date" value=wanted.from/>
            <TextInput name="to" label="To" kind="date" value=wanted.to/>
        </FilterBar>
    }
}

#[component]
fn Entry(entry: AuditEntry, now: i64, whole: bool) -> impl IntoView {
    let AuditEntry { at, actor, action, project, target, details, .. } = entry;
    let project = project.filter(|_| whole);
    let title = move || {
        let (before, after) = sentence(&action);
        let target = after.map(|after| view! { <strong>{target.clone()}</strong>{after.to_owned()} });
        view! { <span><strong>{actor.clone()}</strong>" "{before.to_owned()}{target}</span> }
    };
    let meta = move || {
        let project = project.clone().map(|slug| view! { <span>"in "{slug}</span> });
        let details = details.iter().map(|detail| view! { <span>{line(detail)}</span> });
        view! { {project}{details.collect_view()} }
    };
    view! { <Item title=title plain=true meta=meta><span class="muted"><Time at=at now=now/></span></Item> }
}

/// `Name: A → B`.
fn line(detail: &Detail) -> String {
    match &detail.from {
        Some(from) => format!("{}: {from} → {}", detail.name, detail.to),
        None => format!("{}: {}", detail.name, detail.to),
    }
}
