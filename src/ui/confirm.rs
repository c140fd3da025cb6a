//! A button that asks before it does something that cannot be undone.

use super::{
    button::ButtonKind,
    icons::{Glyph, Icon},
    popover::Popover,
};
use leptos::prelude::*;

/// A question behind a button. It is a `<details>`, so it works without JavaScript; live, it
/// closes on Escape and when the focus leaves it. The children hold the form with the button
/// that does it.
///
/// ```ignore
/// <Confirm label="Revoke" about="the token CI" title="Revoke this token">
///     <p>"Scripts that use it are refused from now on."</p>
///     <Form to=revoke>
///         <input type="hidden" name="id" value=id/>
///         <Button kind=ButtonKind::Danger submit=true>"Revoke token"</Button>
///     </Form>
/// </Confirm>
/// ```
#[component]
pub fn Confirm(
    /// The word on the button.
    #[prop(into)]
    label: String,
    /// What it is done to, where several such buttons are on the page; for screen readers.
    #[prop(optional, into)]
    about: Option<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    /// The question.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let popover = Popover::new();
    view! {
        <details class="confirm" node_ref=popover.root
            on:keydown=move |event| popover.on_key(&event) on:focusout=move |event| popover.on_blur(&event)>
            <summary class=kind.class()>
                {icon.map(|icon| view! { <Glyph icon=icon/> })}
                <span>{label}</span>
                {about.map(|about| view! { <span class="visually-hidden">" "{about}</span> })}
            </summary>
            <div class="confirm-panel" tabindex="-1">
                <p class="confirm-title">{title}</p>
                {children()}
            </div>
        </details>
    }
}
