//! The head of a page and the grid below it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// A part of the address named in the table of pages, e.g. `project`; empty when it is not there.
pub fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// Title, one sentence of state, actions on the right. Sets the document's title too.
///
/// ```ignore
/// <PageHeader title="Feedback" sentence="12 new entries since yesterday"
///     actions=move || view! { <ButtonLink href="feedback.csv" icon=Icon::Download>"Export"</ButtonLink> }/>
/// ```
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    /// What an admin wants to know before reading anything else.
    #[prop(optional, into)]
    sentence: Signal<String>,
    /// Buttons and pickers.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// A link back to the list this page belongs to: its address and its name.
    #[prop(optional, into)]
    back: Option<(String, String)>,
) -> impl IntoView {
    // In a closure, because a view that is made again in place keeps what a closure made only if it
    // is the same: leptos_meta forgets to take a title back that was replaced in place.
    // The server writes the document's title last, when the signal may be gone already.
    let heading = move || {
        let first = title.get_untracked();
        let text = move || title.try_get().unwrap_or_else(|| first.clone());
        view! { <Title text=text/>{move || title.get()} }
    };
    view! {
        <header class="page-header">
            <div class="page-head">
                {back.map(|(href, name)| view! { <a class="page-back" href=href>{name}</a> })}
                <h1>{heading}</h1>
                <p class="page-sentence">{move || sentence.get()}</p>
            </div>
            {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
        </header>
    }
}

/// How many panels stand side by side where there is room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// As many as fit, each at least 240 px wide: cards and stats.
    #[default]
    Auto,
    /// As many as fit, each at least 200 px wide: small charts.
    Many,
    /// As many as fit, each at least 136 px wide: numbers that are read together.
    Numbers,
    /// Two of equal width.
    Two,
    /// A wide one and a narrow one beside it.
    Aside,
}

impl Columns {
    const fn class(self) -> &'static str {
        match self {
            Columns::Auto => "grid grid-auto",
            Columns::Many => "grid grid-many",
            Columns::Numbers => "grid grid-numbers",
            Columns::Two => "grid grid-two",
            Columns::Aside => "grid grid-aside",
        }
    }
}

/// Panels side by side; one under the other where they would get too narrow.
///
/// ```ignore
/// <Grid columns=Columns::Two><Panel title="Pages">…</Panel><Panel title="Sources">…</Panel></Grid>
/// ```
#[component]
pub fn Grid(#[prop(optional)] columns: Columns, children: Children) -> impl IntoView {
    view! { <div class=columns.class()>{children()}</div> }
}
