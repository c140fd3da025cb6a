//! Text to paste somewhere else.

use super::{
    browser,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// A block of code with a button that copies it. The button appears once it can work.
///
/// ```ignore
/// <CodeBlock label="Script tag" code=snippet/>
/// ```
#[component]
pub fn CodeBlock(
    /// What it is; names the block and the button.
    #[prop(into)]
    label: String,
    #[prop(into)] code: String,
) -> impl IntoView {
    let text = StoredValue::new(code.clone());
    let name = format!("Copy {}", lower_first(&label));
    view! {
        <figure class="code">
            <figcaption class="code-label">{label.clone()}</figcaption>
            <pre class="code-text" tabindex="0" role="region" aria-label=label><code>{code}</code></pre>
            <CopyButton text=Signal::derive(move || text.get_value()) name=name/>
        </figure>
    }
}

/// A button that copies `text` and says so.
///
/// ```ignore
/// <CopyButton text=public_key name="Copy public key"/>
/// ```
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    #[prop(into)] name: String,
    /// What the button says, where the place does not say what is copied.
    #[prop(default = "Copy")]
    label: &'static str,
) -> impl IntoView {
    let ready = RwSignal::new(false);
    let copied = RwSignal::new(None::<bool>);
    Effect::new(move |_| ready.set(true));
    let word = move || match copied.get() {
        None => label,
        Some(true) => "Copied",
        Some(false) => "Select and copy by hand",
    };
    let copy = move |_| {
        browser::copy(&text.get_untracked(), move |done| {
            copied.set(Some(done));
            browser::after_ms(2_500, move || copied.set(None));
        });
    };
    view! {
        <span class="copy" hidden=move || !ready.get()>
            <button class="button quiet" type="button" aria-label=name on:click=copy>
                {move || view! { <Glyph icon=if copied.get() == Some(true) { Icon::Check } else { Icon::Copy }/> }}
                <span>{word}</span>
            </button>
            <span class="visually-hidden" role="status">{move || copied.get().map(|_| word())}</span>
        </span>
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
