//! A small box about one place or thing, to stand among its equals.

use leptos::prelude::*;

/// A box with a name; its children are [`CardItem`]s and [`CardNote`]s.
///
/// ```ignore
/// <Card title="production" href=… aside=move || view! { <Status tone=Tone::Good>"Succeeded"</Status> }>
///     <CardItem href=… name="web@2.4.0"><Time at=at now=now/><span>"ada"</span></CardItem>
/// </Card>
/// ```
#[component]
pub fn Card(
    #[prop(into)] title: String,
    /// Where more about it is.
    #[prop(into)]
    href: String,
    /// Its state.
    #[prop(optional, into)]
    aside: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head">
                <h2 class="card-title"><a href=href>{title}</a></h2>
                {aside.map(|aside| aside.run())}
            </div>
            {children()}
        </section>
    }
}

/// The thing a card is about; its children are short facts, one element each.
#[component]
pub fn CardItem(#[prop(into)] href: String, #[prop(into)] name: String, children: Children) -> impl IntoView {
    let title = name.clone();
    view! {
        <div class="card-item">
            <a class="card-name clip" href=href title=title>{name}</a>
            <p class="card-facts">{children()}</p>
        </div>
    }
}

/// A line below, quieter than the item.
#[component]
pub fn CardNote(children: Children) -> impl IntoView {
    view! { <p class="card-note">{children()}</p> }
}
