//! A line of a page that says the most important of another, and leads there.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// The words `said`, and a small shape beside them.
///
/// ```ignore
/// <Glance href=href said="182 entries in 30 days"><Sparkline …/></Glance>
/// ```
#[component]
pub fn Glance(#[prop(into)] href: String, #[prop(into)] said: String, children: Children) -> impl IntoView {
    view! {
        <a class="glance" href=href>
            <span>{said}</span>
            {children()}
            <Glyph icon=Icon::ChevronRight/>
        </a>
    }
}
