//! The frame around the pages of a project: navigation, switcher, account menu, live stream.

use crate::{
    access::ProjectAccess,
    accounts::{api::account::me, model::Identity},
    error::AppError,
    ui::*,
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame of `/app/{project}/…`. Pages inside find their project by
/// `expect_context::<ProjectAccess>()`.
#[component]
pub fn Console() -> impl IntoView {
    let slug = param("project");
    provide_live(Signal::derive(move || Some(format!("/app/{}/live", slug.get()))));
    let account = Resource::new(move || slug.get(), |slug| async move { open(slug, me().await?) });
    loaded(
        move || account.into_future(),
        |(me, project)| {
            provide_context(project.clone());
            view! { <Frame me=me project=project/> }
        },
    )
}

/// The project of that name, if it is open to the person.
fn open(slug: String, me: Identity) -> Result<(Identity, ProjectAccess), AppError> {
    let project = me.projects.iter().find(|project| project.slug == slug).cloned();
    project.map(|project| (me, project)).ok_or(AppError::NotFound)
}

#[component]
fn Frame(me: Identity, project: ProjectAccess) -> impl IntoView {
    let home = format!("/app/{}", project.slug);
    let at = home.clone();
    let nav = move || {
        view! {
            <NavItem href=at.clone() icon=Icon::Overview label="Overview" exact=true/>
            <NavItem href=format!("{at}/feedback") icon=Icon::Feedback label="Feedback"/>
            <NavItem href=format!("{at}/deployments") icon=Icon::Deploy label="Deployments"/>
            <NavItem href=format!("{at}/settings") icon=Icon::Settings label="Settings"/>
        }
    };
    let (switch, person) = (me.clone(), me);
    view! {
        <Shell
            home=home
            switcher=move || view! { <Switcher me=switch.clone() current=project.slug.clone()/> }
            nav=nav
            foot=move || view! { <AccountMenu me=person.clone()/> }
        >
            <Outlet/>
        </Shell>
    }
}

#[component]
fn Switcher(me: Identity, current: String) -> impl IntoView {
    let name = me.projects.iter().find(|project| project.slug == current);
    let name = name.map(|project| project.name.clone()).unwrap_or_default();
    let links = me.projects.into_iter().map(move |project| {
        let here = project.slug == current;
        view! { <MenuLink href=format!("/app/{}", project.slug) current=here>{project.name}</MenuLink> }
    });
    let admin = me.is_admin.then(|| {
        view! { <MenuLink href="/admin/projects" icon=Icon::Project>"All projects"</MenuLink> }
    });
    view! {
        <Menu label=name purpose="Project" wide=true>
            {links.collect_view()}
            {admin}
        </Menu>
    }
}

#[component]
fn AccountMenu(me: Identity) -> impl IntoView {
    let admin = me.is_admin.then(|| {
        view! {
            <MenuLink href="/admin/users" icon=Icon::People>"People"</MenuLink>
            <MenuLink href="/admin/audit" icon=Icon::List>"Audit log"</MenuLink>
        }
    });
    view! {
        <Menu label=me.name icon=Icon::User purpose="Account" wide=true>
            <MenuLink href="/account" icon=Icon::Lock>"Password and sessions"</MenuLink>
            {admin}
        </Menu>
    }
}
