//! What waits for somebody, in one line.

use super::{icons::Glyph, status::Status, tone::Tone};
use leptos::prelude::*;

/// One thing that waits, and where it is dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub tone: Tone,
    /// With its number: `2 new bugs`.
    pub text: String,
    pub href: String,
}

/// The first thing to read on a page: everything that waits, or that nothing does.
///
/// ```ignore
/// <Attention needs=vec![Need { tone: Tone::Bad, text: "2 new bugs".into(), href }] none="Nothing needs you"/>
/// ```
#[component]
pub fn Attention(needs: Vec<Need>, #[prop(into)] none: String) -> impl IntoView {
    if needs.is_empty() {
        return view! { <p class="attention"><Status tone=Tone::Good>{none}</Status></p> }.into_any();
    }
    let need = |Need { tone, text, href }| {
        view! {
            <li>
                <a class=format!("attention-need {}", tone.class()) href=href>
                    <Glyph icon=tone.icon()/>
                    <span>{text}</span>
                </a>
            </li>
        }
    };
    view! {
        <section class="attention" aria-label="Needs you">
            <span class="attention-title" aria-hidden="true">"Needs you"</span>
            <ul class="attention-list">{needs.into_iter().map(need).collect_view()}</ul>
        </section>
    }
    .into_any()
}
