//! The settings of a project, for its maintainers.

mod audit;
mod danger;
mod general;
mod identity;
mod kept;
mod origins;
mod people;
mod tokens;

pub use audit::{InstanceAudit, ProjectAudit};
pub use general::General;
pub use people::People;
pub use tokens::Tokens;

use crate::{
    access::{ProjectAccess, Role},
    error::AppError,
    ui::*,
};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// Heading and tabs around the pages of `/app/{project}/settings`.
#[component]
pub fn Settings() -> impl IntoView {
    let project = expect_context::<ProjectAccess>();
    if project.role < Role::Maintainer {
        return view! { <Failure error=AppError::Forbidden/> }.into_any();
    }
    let path = use_location().pathname;
    let tabs = move || {
        let tab = |label: &str, end: &str| {
            let href = format!("/app/{}/settings{end}", project.slug);
            let current = path.with(|path| path.trim_end_matches('/') == href);
            Tab { label: label.to_owned(), current, href, ..Tab::default() }
        };
        let tabs = vec![
            tab("General", ""),
            tab("Widget", "/widget"),
            tab("Analytics", "/analytics"),
            tab("People", "/people"),
            tab("API tokens", "/tokens"),
            tab("Audit log", "/audit"),
        ];
        view! { <Tabs label="Settings" tabs=tabs/> }
    };
    view! {
        <PageHeader title="Settings" sentence=project.name.clone()/>
        <div class="stack">
            {tabs}
            <Outlet/>
        </div>
    }
    .into_any()
}

/// The project a form is about.
#[component]
fn ProjectField() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    view! { <input type="hidden" name="project" value=slug/> }
}
