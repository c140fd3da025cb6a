//! Where the page leads beside itself.

use crate::ui::*;
use leptos::prelude::*;

/// Pages that are opened now and then.
#[component]
pub fn More(slug: StoredValue<String>) -> impl IntoView {
    let filtered = format!("/app/{}/analytics/filtered", slug.get_value());
    view! {
        <Menu label="More" end=true>
            <MenuLink href=filtered icon=Icon::Filter>"Filtered traffic"</MenuLink>
        </Menu>
    }
}
