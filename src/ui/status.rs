//! A state as icon and word.

use super::{
    icons::{Glyph, Icon},
    tone::Tone,
};
use leptos::prelude::*;

/// The state of something: a shape, a colour and always the word.
///
/// ```ignore
/// <Status tone=Tone::Good>"Succeeded"</Status>
/// ```
#[component]
pub fn Status(
    tone: Tone,
    /// Work that is under way: the icon pulses (not under reduced motion).
    #[prop(optional)]
    active: bool,
    /// A shape that says more than the tone's own.
    #[prop(optional, into)]
    icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("status {}", tone.class()) class:active=active>
            <Glyph icon=icon.unwrap_or(tone.icon())/>
            <span>{children()}</span>
        </span>
    }
}
