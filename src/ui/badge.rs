//! A short label on a tint: a type, a role, a count.

use super::{
    icons::{Glyph, Icon},
    tone::Tone,
};
use leptos::prelude::*;

/// A label beside something. Use [`super::Status`] for a state.
///
/// ```ignore
/// <Badge tone=Tone::Bad icon=Icon::Bug>"Bug"</Badge>
/// ```
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {icon.map(|icon| view! { <Glyph icon=icon/> })}
            <span>{children()}</span>
        </span>
    }
}
