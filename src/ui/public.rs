//! The frame of pages outside the console: sign-in, setup, invitation, public feedback.

use super::{failure::Framed, icons::BrandMark};
use leptos::{context::Provider, prelude::*};
use leptos_meta::Title;

/// A narrow centred card under the brand mark, with larger text and targets than the console.
///
/// ```ignore
/// <PublicPage title="Sign in" lead="to Cresset at cresset.example.com">
///     <Form to=sign_in>…</Form>
/// </PublicPage>
/// ```
#[component]
pub fn PublicPage(
    #[prop(into)] title: String,
    /// One sentence below the title.
    #[prop(optional, into)]
    lead: Option<String>,
    /// A wider card, for pages that end on a block to paste.
    #[prop(optional)]
    wide: bool,
    /// One line below the card.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <div class="public" class:wide=wide>
            <main class="public-card" id="content">
                <div class="public-head">
                    <BrandMark/>
                    <h1>{title}</h1>
                    {lead.map(|lead| view! { <p class="public-lead">{lead}</p> })}
                </div>
                <div class="public-body"><Provider value=Framed>{children()}</Provider></div>
            </main>
            {foot.map(|foot| view! { <footer class="public-foot">{foot.run()}</footer> })}
        </div>
    }
}
