//! The frame of the console: rail, content, and the bar that replaces the rail on a phone.

use super::{
    failure::Framed,
    icons::{BrandMark, Glyph, Icon},
};
use leptos::{context::Provider, prelude::*};
use leptos_router::hooks::use_location;

/// The console's frame. The rail is 216 px wide, shrinks to icons below 1100 px and becomes
/// a bar at the bottom below 640 px. Every page inside starts with a [`super::PageHeader`].
///
/// ```ignore
/// <Shell
///     home="/app/tba"
///     switcher=move || view! { <Menu label="Total Battle Analyzer"> … </Menu> }
///     nav=move || view! {
///         <NavItem href="/app/tba" icon=Icon::Overview label="Overview" exact=true/>
///         <NavItem href="/app/tba/feedback" icon=Icon::Feedback label="Feedback" count=open/>
///     }
///     foot=move || view! { <Menu label="Ada" icon=Icon::User> … </Menu> }
/// >
///     <Outlet/>
/// </Shell>
/// ```
#[component]
pub fn Shell(
    /// Where the brand mark leads.
    #[prop(into)]
    home: String,
    /// The project switcher, at the top of the rail.
    #[prop(into)]
    switcher: ViewFn,
    /// The [`NavItem`]s, most used first: a phone shows about five of them.
    #[prop(into)]
    nav: ViewFn,
    /// The account menu, at the foot of the rail.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    // The router scrolls to a fragment; only the browser itself moves the focus there.
    view! {
        <div class="shell">
            <a class="skip-link" href="#content" rel="external">"Skip to content"</a>
            <div class="shell-rail">
                <header class="shell-top">
                    <a class="shell-home" href=home aria-label="Cresset, start page"><BrandMark/></a>
                    <div class="shell-switcher">{switcher.run()}</div>
                </header>
                <nav class="shell-nav" aria-label="Main">
                    <ul class="shell-list">{nav.run()}</ul>
                </nav>
                {foot.map(|foot| view! { <nav class="shell-foot" aria-label="Account">{foot.run()}</nav> })}
            </div>
            <main class="shell-content" id="content" tabindex="-1">
                <Provider value=Framed>{children()}</Provider>
            </main>
        </div>
    }
}

/// One entry of the main navigation. It marks itself as current from the address: the page
/// itself and everything below it, or with `exact` the page alone.
///
/// ```ignore
/// <NavItem href="/app/tba/feedback" icon=Icon::Feedback label="Feedback" count=Signal::derive(open)/>
/// ```
#[component]
pub fn NavItem(
    #[prop(into)] href: String,
    icon: Icon,
    #[prop(into)] label: String,
    /// Something that waits, shown when it is above zero.
    #[prop(optional, into)]
    count: Option<Signal<u64>>,
    /// Only this very address counts as current.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    let path = use_location().pathname;
    let target = href.clone();
    let current = Memo::new(move |_| path.with(|path| is_current(path, &target, exact)));
    view! {
        <li>
            <a class="nav-item" href=href title=label aria-current=move || current.get().then_some("page")>
                <Glyph icon=icon/>
                <span class="nav-label">{label.clone()}</span>
                {count.map(|count| view! { <NavCount count=count/> })}
            </a>
        </li>
    }
}

#[component]
fn NavCount(count: Signal<u64>) -> impl IntoView {
    let text = move || match count.get() {
        0 => String::new(),
        n if n > 999 => "999+".to_owned(),
        n => n.to_string(),
    };
    view! { <span class="nav-count">{text}</span> }
}

/// A lasting remark about the whole instance, for the foot of the rail; its icon alone where there
/// is no room.
#[component]
pub fn RailNote(icon: Icon, #[prop(into)] text: String) -> impl IntoView {
    let title = text.clone();
    view! {
        <aside class="rail-note" title=title aria-label="About this instance">
            <Glyph icon=icon/>
            <span>{text}</span>
        </aside>
    }
}

/// A heading between groups of navigation entries, hidden when the rail shows icons only.
#[component]
pub fn NavHeading(#[prop(into)] label: String) -> impl IntoView {
    view! { <li class="nav-heading">{label}</li> }
}

fn is_current(path: &str, target: &str, exact: bool) -> bool {
    let (path, target) = (path.trim_end_matches('/'), target.trim_end_matches('/'));
    match path.strip_prefix(target) {
        Some("") => true,
        Some(rest) => !exact && rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_current;

    #[test]
    fn an_entry_is_current_on_its_page_and_below() {
        assert!(is_current("/app/tba/feedback", "/app/tba/feedback", false));
        assert!(is_current("/app/tba/feedback/", "/app/tba/feedback", true));
        assert!(is_current("/app/tba/feedback/7", "/app/tba/feedback", false));
        assert!(!is_current("/app/tba/feedback/7", "/app/tba/feedback", true));
        assert!(!is_current("/app/tba/feedbacks", "/app/tba/feedback", false));
        assert!(!is_current("/app/tba", "/app/tba/feedback", false));
    }
}
