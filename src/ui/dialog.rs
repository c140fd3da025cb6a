//! A question that must be answered before going on.

use super::{button::Button, button::ButtonKind, icons::Icon};
use leptos::{html, prelude::*};

/// A modal dialog on the browser's own `<dialog>`: it traps the focus, closes on Escape and
/// gives the focus back. What it confirms must also be reachable without JavaScript.
///
/// ```ignore
/// let open = RwSignal::new(false);
/// <Button on:click=move |_| open.set(true)>"Rotate key"</Button>
/// <Dialog id="rotate" open=open title="Rotate the public key"
///     actions=move || view! { <Button kind=ButtonKind::Danger submit=true attr:form="rotate-form">"Rotate"</Button> }>
///     <p>"Pages that carry the old key stop reporting within a second."</p>
/// </Dialog>
/// ```
#[component]
pub fn Dialog(
    /// Unique on the page; the heading's id is made from it.
    #[prop(into)]
    id: String,
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    #[prop(optional, into)] actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = root.get() else { return };
        match (open.get(), dialog.open()) {
            // Fails only if the dialog has just been taken out of the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let heading = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id node_ref=root aria-labelledby=heading on:close=move |_| open.set(false)>
            <div class="dialog-head">
                <h2 id=heading.clone()>{title}</h2>
                <Button kind=ButtonKind::Quiet icon=Icon::Close label="Close" on:click=move |_| open.set(false)/>
            </div>
            <div class="dialog-body">{children()}</div>
            {actions.map(|actions| view! { <div class="dialog-actions">{actions.run()}</div> })}
        </dialog>
    }
}
