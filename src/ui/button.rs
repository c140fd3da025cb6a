//! Buttons, and links that look like buttons. The label is a verb.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// How much a button asks for attention. One primary action to a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Default,
    /// No border until the pointer is over it: actions inside rows and headings.
    Quiet,
    Danger,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button primary",
            ButtonKind::Default => "button",
            ButtonKind::Quiet => "button quiet",
            ButtonKind::Danger => "button danger",
        }
    }
}

/// A button. It submits its form only with `submit=true`. Handlers and further attributes are
/// written on it as on an element: `on:click=…`, `attr:name="status"`, `attr:value="done"`.
///
/// ```ignore
/// <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Record a deployment"</Button>
/// <Button kind=ButtonKind::Quiet icon=Icon::Close label="Close" on:click=close/>
/// ```
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] icon: Option<Icon>,
    /// The accessible name of a button that shows only its icon.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The action is under way: not pressable, and says so.
    #[prop(optional, into)]
    pending: Signal<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let bare = children.is_none();
    view! {
        <button
            class=kind.class()
            class:bare=bare
            type=if submit { "submit" } else { "button" }
            title=label.clone()
            aria-label=label
            disabled=move || disabled.get() || pending.get()
            aria-busy=move || pending.get().then_some("true")
        >
            {icon.map(|icon| view! { <Glyph icon=icon/> })}
            {children.map(|children| view! { <span>{children()}</span> })}
        </button>
    }
}

/// A link in the shape of a button: for going somewhere, also to a download.
///
/// ```ignore
/// <ButtonLink href="/app/tba/feedback.csv" icon=Icon::Download>"Export CSV"</ButtonLink>
/// ```
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    /// The server answers with something that is not a page: leave it to the browser.
    #[prop(optional)]
    download: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href download=download rel=download.then_some("external")>
            {icon.map(|icon| view! { <Glyph icon=icon/> })}
            <span>{children()}</span>
        </a>
    }
}
