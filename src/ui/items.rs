//! A list of things that are acted on: people, tokens, entries of a log.

use leptos::prelude::*;

/// A list of [`Item`]s. Use a table where columns are compared.
///
/// ```ignore
/// <Items label="People">
///     <Item title=view! { "Ada" } meta=view! { "ada@example.org" }>
///         <Button kind=ButtonKind::Quiet>"Remove"</Button>
///     </Item>
/// </Items>
/// ```
#[component]
pub fn Items(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ul class="items" aria-label=label>{children()}</ul> }
}

/// One thing: what it is called, what is known of it, and at the right what can be done.
#[component]
pub fn Item(
    #[prop(into)] title: ViewFn,
    /// The title is a sentence with emphasis of its own.
    #[prop(optional)]
    plain: bool,
    /// Facts in small print, one child each.
    #[prop(optional, into)]
    meta: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="item">
            <div class="item-main">
                <p class="item-title" class:plain=plain>{title.run()}</p>
                {meta.map(|meta| view! { <p class="item-meta">{meta.run()}</p> })}
            </div>
            {children.map(|children| view! { <div class="item-actions">{children()}</div> })}
        </li>
    }
}
