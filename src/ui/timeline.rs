//! What happened to one thing, moment by moment.

use super::{
    icons::{Glyph, Icon},
    time::Time,
    tone::Tone,
};
use leptos::prelude::*;

/// A list of [`Moment`]s in the order they happened.
///
/// ```ignore
/// <Timeline label="Changes of status, oldest first">
///     <Moment tone=Tone::Good at=step.at now=now by=step.actor note=step.reason>"Succeeded"</Moment>
/// </Timeline>
/// ```
#[component]
pub fn Timeline(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ol class="timeline" aria-label=label>{children()}</ol> }
}

/// One moment; its children say what happened.
#[component]
pub fn Moment(
    tone: Tone,
    /// A shape that says more than the tone's own.
    #[prop(optional_no_strip)]
    icon: Option<Icon>,
    /// It is still going on.
    #[prop(optional)]
    active: bool,
    /// Unix milliseconds.
    at: i64,
    /// The server's clock when it made the page. Without it the time of day is told: for a list of
    /// one hour.
    #[prop(optional, into)]
    now: Option<i64>,
    /// What the list is about: the others are before or after it.
    #[prop(optional)]
    here: bool,
    /// Who did it, unless the children say it.
    #[prop(optional, into)]
    by: String,
    /// Why, or what was said.
    #[prop(optional_no_strip, into)]
    note: Option<String>,
    children: Children,
) -> impl IntoView {
    let by = (!by.is_empty()).then(|| format!("{by}, "));
    let when = match now {
        Some(now) => view! { <Time at=at now=now/> },
        None => view! { <Time at=at clock=true/> },
    };
    view! {
        <li class=format!("moment status {}", tone.class()) class:active=active aria-current=here.then_some("true")>
            <Glyph icon=icon.unwrap_or(tone.icon())/>
            <div class="moment-body">
                <p class="moment-title">{children()}</p>
                {note.map(|note| view! { <p class="moment-note">{note}</p> })}
                <p class="muted">{by}{when}</p>
            </div>
        </li>
    }
}
