//! `/admin/projects`: every project of the instance.

use crate::{
    accounts::{
        api::projects::{CreateProject, UnarchiveProject, all_projects},
        model::{
            settings::{ListedProject, ProjectList},
            slug_of,
        },
    },
    ui::*,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Projects() -> impl IntoView {
    let (create, unarchive) = (ServerAction::<CreateProject>::new(), ServerAction::<UnarchiveProject>::new());
    let facts = Resource::new(move || unarchive.version().get(), |_| all_projects());
    view! {
        <PageHeader title="Projects" sentence="Every product this instance observes"/>
        {loaded(
            move || facts.into_future(),
            move |ProjectList { projects, zones, now }| view! {
                <Grid columns=Columns::Aside>
                    <List projects=projects now=now unarchive=unarchive/>
                    <Create zones=zones create=create/>
                </Grid>
            },
        )}
    }
}

#[component]
fn List(projects: Vec<ListedProject>, now: i64, unarchive: ServerAction<UnarchiveProject>) -> impl IntoView {
    let items =
        projects.into_iter().map(move |project| view! { <One project=project now=now unarchive=unarchive/> });
    view! {
        <Panel title="Projects" flush=true>
            <FormProblem problem=problem(unarchive)/>
            <Items label="Projects">{items.collect_view()}</Items>
        </Panel>
    }
}

#[component]
fn One(project: ListedProject, now: i64, unarchive: ServerAction<UnarchiveProject>) -> impl IntoView {
    let ListedProject { slug, name, time_zone, members, created_at, archived_at } = project;
    let (path, known_as) = (slug.clone(), slug.clone());
    let title = move || match archived_at {
        None => view! { <a href=format!("/app/{path}")>{name.clone()}</a> }.into_any(),
        Some(_) => view! { <span>{name.clone()}</span><Badge>"Archived"</Badge> }.into_any(),
    };
    let meta = move || {
        let since = match archived_at {
            Some(at) => view! { <span>"archived "<Time at=at now=now/></span> }.into_any(),
            None => view! { <span>"made "<Time at=created_at now=now/></span> }.into_any(),
        };
        view! {
            <span>{known_as.clone()}</span>
            <span>{time_zone.clone()}</span>
            <span>{format::count(members, "person", "people")}</span>
            {since}
        }
    };
    let action = match archived_at {
        None => view! { <ButtonLink href=format!("/app/{slug}/settings") kind=ButtonKind::Quiet>"Settings"</ButtonLink> }
            .into_any(),
        Some(_) => view! {
            <ActionForm action=unarchive>
                <input type="hidden" name="project" value=slug/>
                <Button submit=true pending=unarchive.pending()>"Bring back"</Button>
            </ActionForm>
        }
        .into_any(),
    };
    view! { <Item title=title meta=meta>{action}</Item> }
}

#[component]
fn Create(zones: Vec<String>, create: ServerAction<CreateProject>) -> impl IntoView {
    let problem = problem(create);
    // What the server makes of the name when the slug stays empty.
    let made = RwSignal::new(String::new());
    view! {
        <Panel title="New project">
            <ActionForm action=create attr:class="form">
                <FormProblem problem=problem fields=&["name", "slug", "time_zone"]/>
                <TextInput name="name" label="Name" required=true maxlength=100_u32 placeholder="Total Battle Analyzer"
                    error=problem.at("name")
                    on:input=move |event| made.set(slug_of(&event_target_value(&event)))/>
                <TextInput name="slug" label="Slug" maxlength=40_u32 error=problem.at("slug")
                    hint="Its name in addresses. Left empty, it is made from the name." placeholder=made/>
                <TextInput name="time_zone" label="Time zone" value="UTC" required=true suggestions=zones
                    error=problem.at("time_zone")/>
                <FormActions>
                    <Button kind=ButtonKind::Primary submit=true pending=create.pending()>"Create project"</Button>
                </FormActions>
            </ActionForm>
        </Panel>
    }
}
