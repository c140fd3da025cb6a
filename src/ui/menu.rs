//! A list of places and actions behind a button.

use super::{
    icons::{Glyph, Icon},
    popover::Popover,
};
use leptos::prelude::*;

/// A menu. It is a `<details>`, so it opens without JavaScript; live, it closes on Escape, when
/// the focus leaves it, and when something in it is chosen.
///
/// ```ignore
/// <Menu label="Total Battle Analyzer" wide=true>
///     <MenuLink href="/app/tba" current=true>"Total Battle Analyzer"</MenuLink>
///     <MenuLink href="/admin/projects" icon=Icon::Plus>"Add a project"</MenuLink>
/// </Menu>
/// ```
#[component]
pub fn Menu(
    /// The word on the button.
    #[prop(into)]
    label: String,
    #[prop(optional, into)] icon: Option<Icon>,
    /// What the button is for, when its word alone does not say it ("Project").
    #[prop(optional, into)]
    purpose: Option<String>,
    /// Fills the width it is given: switchers.
    #[prop(optional)]
    wide: bool,
    /// Opens to the left, for menus at the right edge.
    #[prop(optional)]
    end: bool,
    /// The key that opens it, on a page with [`super::Shortcuts`].
    #[prop(optional, into)]
    key: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let popover = Popover::new();
    view! {
        <details class="menu" class:wide=wide class:end=end node_ref=popover.root
            on:keydown=move |event| popover.on_key(&event) on:focusout=move |event| popover.on_blur(&event)>
            <summary class="menu-button" aria-keyshortcuts=key>
                {icon.map(|icon| view! { <Glyph icon=icon/> })}
                {purpose.map(|purpose| view! { <span class="visually-hidden">{purpose}": "</span> })}
                <span class="menu-label">{label}</span>
                <Glyph icon=Icon::ChevronDown/>
            </summary>
            <div class="menu-panel" tabindex="-1" on:click=move |_| popover.leave()>{children()}</div>
        </details>
    }
}

/// A place in a menu.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional, into)] icon: Option<Icon>,
    /// The reader is there now.
    #[prop(optional)]
    current: bool,
    /// The server answers with something that is not a page: leave it to the browser.
    #[prop(optional)]
    download: bool,
    children: Children,
) -> impl IntoView {
    let icon = icon.or(current.then_some(Icon::Check));
    let rel = download.then_some("external");
    view! {
        <a class="menu-item" href=href download=download rel=rel aria-current=current.then_some("true")>
            {icon.map(|icon| view! { <Glyph icon=icon/> })}
            <span>{children()}</span>
        </a>
    }
}

/// An action in a menu: the submit button of the form around it, or a handler by `on:click`.
#[component]
pub fn MenuButton(
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional)] submit: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button class="menu-item" type=if submit { "submit" } else { "button" }>
            {icon.map(|icon| view! { <Glyph icon=icon/> })}
            <span>{children()}</span>
        </button>
    }
}
