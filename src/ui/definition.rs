//! Facts about one thing: term and value.

use leptos::prelude::*;

/// A list of [`Definition`]s, terms on the left.
///
/// ```ignore
/// <Definitions>
///     <Definition term="Commit"><code>"a1b2c3d"</code></Definition>
///     <Definition term="Started"><Time at=started/></Definition>
/// </Definitions>
/// ```
#[component]
pub fn Definitions(children: Children) -> impl IntoView {
    view! { <dl class="definitions">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Definition(#[prop(into)] term: String, children: Children) -> impl IntoView {
    view! { <div class="definition"><dt>{term}</dt><dd>{children()}</dd></div> }
}
