//! What went where, newest first.

use super::DeploymentTable;
use crate::{
    access::ProjectAccess,
    deploys::{
        api::ListDeployments,
        model::{Asked, DeploymentList, Status},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/app/{project}/deployments?environment=&status=&cursor=`.
#[component]
pub fn Deployments() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let path = StoredValue::new(format!("/app/{slug}/deployments"));
    let query = use_query_map();
    let changed = use_live("deploys");
    let list = Query::new(move || {
        changed.track();
        ListDeployments { project: slug.clone(), asked: query.with(asked) }
    });
    let statuses = move || view! { <Statuses path=path.get_value() query=query.get()/> };
    view! {
        <PageHeader
            title="Deployments"
            sentence="What went where, by whose hand, and how it ended"
            actions=move || statuses
        />
        {loaded(
            list,
            move |list| view! { <List list=list path=path.get_value() query=query.get_untracked()/> },
        )}
    }
}

fn asked(query: &ParamsMap) -> Asked {
    let get = |name| query.get(name).unwrap_or_default();
    Asked { environment: get("environment"), status: get("status"), cursor: get("cursor") }
}

/// The picker of a status.
#[component]
fn Statuses(path: String, query: ParamsMap) -> impl IntoView {
    let chosen = query.get("status").and_then(|word| Status::parse(&word));
    let any = href_without(&path, &query, "status");
    let links = Status::ALL.map(|status| {
        let href = href_with(&path, &query, "status", status.as_str());
        view! { <MenuLink href=href current=chosen == Some(status)>{status.label()}</MenuLink> }
    });
    view! {
        <Menu label=chosen.map_or("Any status", Status::label) purpose="Status" icon=Icon::Filter end=true>
            <MenuLink href=any current=chosen.is_none()>"Any status"</MenuLink>
            {links.collect_view()}
        </Menu>
    }
}

#[component]
fn List(list: DeploymentList, path: String, query: ParamsMap) -> impl IntoView {
    let asked = asked(&query);
    if list.items.is_empty() && asked.is_everything() {
        return view! { <Panel><FirstOne base_url=list.base_url/></Panel> }.into_any();
    }
    let older = list.next.as_ref().map(|cursor| href_with(&path, &query, "cursor", cursor));
    let newer = (!asked.cursor.is_empty()).then(|| href_without(&path, &query, "cursor"));
    let tabs = tabs(&list.environments, &asked.environment, &path, &query);
    let slug = expect_context::<ProjectAccess>().slug;
    let shown = match list.items.is_empty() {
        true => view! {
            <Empty icon=Icon::Deploy title="No deployment matches">
                "Nothing was recorded with this environment and status. "<a href=path>"Show all deployments"</a>
            </Empty>
        }
        .into_any(),
        false => view! {
            <DeploymentTable caption="Deployments" slug=slug items=list.items now=list.now/>
        }
        .into_any(),
    };
    view! {
        <div class="stack">
            <Tabs label="Deployments by environment" tabs=tabs/>
            <Panel flush=true>{shown}</Panel>
            <Pagination newer=newer older=older/>
        </div>
    }
    .into_any()
}

fn tabs(environments: &[String], chosen: &str, path: &str, query: &ParamsMap) -> Vec<Tab> {
    let all = Tab {
        label: "All".into(),
        href: href_without(path, query, "environment"),
        count: None,
        current: chosen.is_empty(),
    };
    let each = environments.iter().map(|name| Tab {
        label: name.clone(),
        href: href_with(path, query, "environment", name),
        count: None,
        current: chosen == name,
    });
    std::iter::once(all).chain(each).collect()
}

/// The lines to paste before anything was recorded.
#[component]
fn FirstOne(base_url: String) -> impl IntoView {
    let command = format!(
        "CRESSET_TOKEN=… cresset deploy record --url {base_url} \\\n  --environment production --release web@1.0.0"
    );
    let curl = format!(
        "curl -fsS {base_url}/api/v1/deployments \\\n  -H \"Authorization: Bearer $CRESSET_TOKEN\" \\\n  \
         --json '{{\"environment\":\"production\",\"release\":\"web@1.0.0\"}}'"
    );
    view! {
        <Empty
            icon=Icon::Deploy
            title="No deployment recorded yet"
            code=[("From CI, with the cresset command", command), ("Or with curl alone", curl)]
        >
            "One line at the end of your pipeline is enough. Make a token with the scope deploy:write in the settings of this project; its deployments show up here and as lines on the charts."
        </Empty>
    }
}
