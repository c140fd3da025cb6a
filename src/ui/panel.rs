//! A box with a heading: the unit a page is composed of.

use leptos::prelude::*;

/// A titled box. With `flush` its content reaches the edges, which tables and lists want.
///
/// ```ignore
/// <Panel title="Latest entries" flush=true
///     actions=move || view! { <a href="feedback">"All feedback"</a> }>
///     <Table …>…</Table>
/// </Panel>
/// ```
#[component]
pub fn Panel(
    /// The heading; a panel without one must be explained by its surroundings.
    #[prop(optional, into)]
    title: Option<String>,
    /// One line below the heading.
    #[prop(optional, into)]
    note: Option<String>,
    /// Links and quiet buttons at the right of the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// No padding around the content.
    #[prop(optional)]
    flush: bool,
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || actions.is_some()).then(|| {
        view! {
            <div class="panel-head">
                <div class="panel-titles">
                    {title.map(|title| view! { <h2>{title}</h2> })}
                    {note.map(|note| view! { <p class="panel-note">{note}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="panel-actions">{actions.run()}</div> })}
            </div>
        }
    });
    view! {
        <section class="panel">
            {head}
            <div class="panel-body" class:flush=flush>{children()}</div>
        </section>
    }
}

/// What a panel says in place of its content: why there is none and what brings some.
///
/// ```ignore
/// <PanelEmpty>"Add utm_campaign=… to links that you share, and what they bring is here."</PanelEmpty>
/// ```
#[component]
pub fn PanelEmpty(children: Children) -> impl IntoView {
    view! { <p class="panel-empty">{children()}</p> }
}
