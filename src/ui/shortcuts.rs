//! Single keys of a page, the sheet that lists them, and the switch that turns them off.

use super::{
    browser,
    button::{Button, ButtonKind},
    dialog::Dialog,
    icons::Icon,
};
use leptos::{ev, prelude::*};

/// The button that opens the sheet, as `?` does. A key presses or focuses what names it in its
/// `aria-keyshortcuts`, on the page and while it is shown; j, k and x belong to the first [`super::Feed`].
///
/// ```ignore
/// <Shortcuts keys=vec![("/", "Search"), ("?", "Show this list")]/>
/// ```
#[component]
pub fn Shortcuts(
    /// Each key and what it does.
    keys: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let (open, on, live) = (RwSignal::new(false), RwSignal::new(true), RwSignal::new(false));
    Effect::new(move |_| {
        live.set(true);
        browser::keys::begin();
        on.set(browser::keys::single_keys());
        let listening = window_event_listener(ev::keydown, |event| browser::keys::on_page(&event));
        on_cleanup(move || listening.remove());
    });
    let switch = move |event: ev::Event| {
        on.set(event_target_checked(&event));
        browser::keys::set_single_keys(on.get_untracked());
    };
    let rows = keys.into_iter().map(|(key, does)| {
        view! { <div class="shortcut"><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }
    });
    view! {
        <span class="shortcuts" class:waiting=move || !live.get()>
            <Button kind=ButtonKind::Quiet icon=Icon::Keyboard label="Keyboard shortcuts"
                attr:aria-keyshortcuts="?" on:click=move |_| open.set(true)/>
        </span>
        <Dialog id="shortcuts" open=open title="Keyboard shortcuts">
            <dl class="shortcut-list">{rows.collect_view()}</dl>
            <div class="check">
                <input class="check-box" type="checkbox" id="single-keys" aria-describedby="single-keys-hint"
                    prop:checked=move || on.get() on:change=switch/>
                <label class="check-label" for="single-keys">"Single keys do something"</label>
                <p class="field-hint" id="single-keys-hint">
                    "Kept on this device. Switch it off if you speak to your computer or press keys by mistake."
                </p>
            </div>
        </Dialog>
    }
}
