//! `/admin/projects`: every project of the instance.

use crate::{
    accounts::{
        api::projects::{AllProjects, CreateProject, UnarchiveProject},
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
    let (create, unarchive) = (Call::<CreateProject>::new(), Call::<UnarchiveProject>::new());
    let facts = Query::new(move || {
        unarchive.version().track();
        AllProjects {}
    });
    view! {
        <PageHeader title="Projects" sentence="Every product this instance observes"/>
        {loaded(
            facts,
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
fn List(projects: Vec<ListedProject>, now: i64, unarchive: Call<UnarchiveProject>) -> impl IntoView {
    let items =
        projects.into_iter().map(move |project| view! { <One project=project now=now unarchive=unarchive/> });
    view! {
        <Panel title="Projects" flush=true>
            <FormProblem problem=unarchive.problem()/>
            <Items label="Projects">{items.collect_view()}</Items>
        </Panel>
    }
}

#[component]
fn One(project: ListedProject, now: i64, unarchive: Call<UnarchiveProject>) -> impl IntoView {
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
            <Form to=unarchive>
                <input type="hidden" name="project" value=slug/>
                <Button submit=true pending=unarchive.pending()>"Bring back"</Button>
            </Form>
        }
        .into_any(),
    };
    view! { <Item title=title meta=meta>{action}</Item> }
}

#[component]
fn Create(zones: Vec<String>, create: Call<CreateProject>) -> impl IntoView {
    let problem = create.problem();
    // What the server makes of the name when the slug stays empty.
    let made = RwSignal::new(String::new());
    view! {
        <Panel title="New project">
            <Form to=create class="form">
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
            </Form>
        </Panel>
    }
}
