//! A page inside a page, to try something on.

use leptos::prelude::*;

/// A frame that shows one of our own pages. It is made anew for another page, which leaves no step behind in the
/// reader's history; how it is dressed changes without loading it again.
///
/// ```ignore
/// <Preview title="Sample page" source=source scheme=scheme phone=phone/>
/// ```
#[component]
pub fn Preview(
    /// What the frame shows, for screen readers.
    title: &'static str,
    #[prop(into)] source: Signal<String>,
    /// `light`, `dark`, or what the reader's device has.
    #[prop(into)]
    scheme: Signal<String>,
    /// As wide as a phone.
    #[prop(into)]
    phone: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="preview" class:phone=phone class:light=move || scheme.get() == "light" class:dark=move || scheme.get() == "dark">
            {move || view! { <iframe class="preview-frame" src=source.get() title=title></iframe> }}
        </div>
    }
}
