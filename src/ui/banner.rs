//! A message that belongs to the page: the result of a form, a warning about the instance.

use super::{icons::Glyph, tone::Tone};
use leptos::prelude::*;

/// A message with a tone. Errors interrupt a screen reader, the rest waits its turn.
/// Says what happened, what was kept and what to do.
///
/// ```ignore
/// <Banner tone=Tone::Bad title="The deployment was not recorded">"The release name is empty."</Banner>
/// ```
#[component]
pub fn Banner(
    tone: Tone,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", tone.class()) role=if tone == Tone::Bad { "alert" } else { "status" }>
            <Glyph icon=tone.icon()/>
            <div class="banner-body">
                <p class="banner-title">{title}</p>
                {children.map(|children| view! { <div class="banner-text">{children()}</div> })}
            </div>
        </div>
    }
}
