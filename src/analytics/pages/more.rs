//! Where the page leads beside itself.

use crate::{
    access::{ProjectAccess, Role},
    ui::*,
};
use leptos::prelude::*;

/// Pages and files that are opened now and then.
#[component]
pub fn More(slug: StoredValue<String>) -> impl IntoView {
    let home = format!("/app/{}", slug.get_value());
    let may_set = expect_context::<ProjectAccess>().role >= Role::Maintainer;
    let settings = may_set.then(|| {
        view! { <MenuLink href=format!("{home}/settings/analytics") icon=Icon::Settings>"Goals and privacy"</MenuLink> }
    });
    view! {
        <Menu label="More" end=true>
            <MenuLink href=format!("{home}/analytics/filtered") icon=Icon::Filter>"Filtered traffic"</MenuLink>
            <MenuLink href=format!("{home}/events.ndjson") icon=Icon::Download download=true>"All events, as JSON lines"</MenuLink>
            {settings}
        </Menu>
    }
}
