//! Short confirmations that float above the page and leave by themselves.

use super::{
    browser,
    button::{Button, ButtonKind},
    icons::{Glyph, Icon},
    tone::Tone,
};
use leptos::prelude::*;

const SHOWN_MS: u32 = 6_000;

#[derive(Clone)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
}

/// The handle with which pages say something in passing. What must not be missed is a [`super::Banner`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// Shows `text` for six seconds. Call it from handlers and effects, never while rendering.
    ///
    /// ```ignore
    /// use_toasts().show(Tone::Good, "Marked as done");
    /// ```
    pub fn show(self, tone: Tone, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| list.push(Toast { id, tone, text: text.into() }));
        browser::after_ms(SHOWN_MS, move || self.dismiss(id));
    }

    fn dismiss(self, id: u64) {
        // The page may be gone by the time the timer fires.
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// The handle provided by the [`ToastRegion`] around the page.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// The place where toasts appear; once, around all pages.
///
/// ```ignore
/// <ToastRegion><Router>…</Router></ToastRegion>
/// ```
#[component]
pub fn ToastRegion(children: Children) -> impl IntoView {
    let toasts = Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    view! {
        {children()}
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class=format!("toast {}", toast.tone.class())>
                    <Glyph icon=toast.tone.icon()/>
                    <span class="toast-text">{toast.text.clone()}</span>
                    <Button kind=ButtonKind::Quiet icon=Icon::Close label="Dismiss"
                        on:click=move |_| toasts.dismiss(toast.id)/>
                </div>
            </For>
        </div>
    }
}
