//! The frames of the console: around the pages of a project, and around those of the instance.

use crate::{
    access::ProjectAccess,
    accounts::{
        api::{account::Me, session::SignOut},
        model::Identity,
    },
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
    // Only another project makes the frame again: with it, the page inside is made again too.
    // A memo that was tracked but never read would count as changed at its first reading.
    let account = Query::new(move || {
        let _project = slug.get();
        Me {}
    });
    loaded(account, move |me: Identity| {
        let Some(project) = open(&slug.read_untracked(), &me) else {
            return view! { <Failure error=AppError::NotFound/> }.into_any();
        };
        let me = follow_names(me);
        provide_context(project.clone());
        let at = format!("/app/{}", project.slug);
        let nav = move || {
            view! {
                <NavItem href=at.clone() icon=Icon::Overview label="Overview" exact=true/>
                <NavItem href=format!("{at}/feedback") icon=Icon::Feedback label="Feedback"/>
                <NavItem href=format!("{at}/analytics") icon=Icon::Chart label="Analytics"/>
                <NavItem href=format!("{at}/deployments") icon=Icon::Deploy label="Deployments"/>
                <NavItem href=format!("{at}/settings") icon=Icon::Settings label="Settings"/>
            }
        };
        view! { <Frame me=me.into() current=Some(project.slug) nav=nav/> }.into_any()
    })
}

/// The names of projects as they are now: somebody may change them meanwhile.
fn follow_names(first: Identity) -> RwSignal<Identity> {
    let me_now = RwSignal::new(first);
    let renamed = use_live("project");
    let ask = Call::<Me>::new();
    Effect::new(move |before: Option<()>| {
        renamed.track();
        if before.is_some() {
            ask.send(&Me {});
        }
    });
    Effect::new(move |_| {
        if let Some(newer) = ask.answer() {
            me_now.set(newer);
        }
    });
    me_now
}

/// The project of that name, if it is open to the person.
fn open(slug: &str, me: &Identity) -> Option<ProjectAccess> {
    me.projects.iter().find(|project| project.slug == slug).cloned()
}

/// The frame of pages that belong to no project: the own account, the instance.
#[component]
pub fn Instance() -> impl IntoView {
    let account = Query::new(|| Me {});
    loaded(account, |me: Identity| {
        let is_admin = me.is_admin;
        let nav = move || {
            let admin = is_admin.then(|| {
                view! {
                    <NavItem href="/admin/projects" icon=Icon::Project label="Projects"/>
                    <NavItem href="/admin/users" icon=Icon::People label="People"/>
                    <NavItem href="/admin/audit" icon=Icon::List label="Audit log"/>
                }
            });
            view! {
                {admin}
                <NavItem href="/account" icon=Icon::User label="Your account"/>
            }
        };
        view! { <Frame me=Signal::stored(me) current=None nav=nav/> }
    })
}

#[component]
fn Frame(
    me: Signal<Identity>,
    /// The slug of the project around whose pages it stands.
    current: Option<String>,
    #[prop(into)] nav: ViewFn,
) -> impl IntoView {
    let home = current.as_ref().map_or("/".to_owned(), |slug| format!("/app/{slug}"));
    let switcher = move || {
        let current = current.clone();
        move || view! { <Switcher me=me.get() current=current.clone()/> }
    };
    view! {
        <Shell
            home=home
            switcher=switcher
            nav=nav
            foot=move || {
                let person = me.get_untracked();
                view! {
                    {person.demo.then(|| view! { <RailNote icon=Icon::Info text="Demonstration with made-up data"/> })}
                    <AccountMenu me=person/>
                }
            }
        >
            <Outlet/>
        </Shell>
    }
}

#[component]
fn Switcher(me: Identity, current: Option<String>) -> impl IntoView {
    let name = me.projects.iter().find(|project| current.as_ref() == Some(&project.slug));
    let name = name.map_or("This instance".to_owned(), |project| project.name.clone());
    let links = me.projects.into_iter().map(move |project| {
        let here = current.as_ref() == Some(&project.slug);
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
    let sign_out = Call::<SignOut>::new();
    view! {
        <Menu label=me.name icon=Icon::User purpose="Account" wide=true>
            <MenuLink href="/account" icon=Icon::Lock>"Your account"</MenuLink>
            {admin}
            <Form to=sign_out>
                <MenuButton icon=Icon::SignOut submit=true>"Sign out"</MenuButton>
            </Form>
        </Menu>
    }
}
