//! How far something has come.

use leptos::prelude::*;

/// A progress bar: determinate while `done` of `total` is known, else moving.
///
/// ```ignore
/// <Progress label="Importing entries" done=imported total=400/>
/// ```
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(optional, into)] done: Signal<u64>,
    /// Absent or 0: not known.
    #[prop(optional, into)]
    total: Signal<u64>,
) -> impl IntoView {
    let known = move || total.get() > 0;
    let share = move || known().then(|| format!("{} of {}", done.get(), total.get()));
    view! {
        <div class="progress">
            <div class="progress-head">
                <span>{label.clone()}</span>
                <span class="muted">{share}</span>
            </div>
            <progress
                class="progress-bar"
                aria-label=label
                value=move || known().then(|| done.get().to_string())
                max=move || known().then(|| total.get().to_string())
            ></progress>
        </div>
    }
}

/// A place holder of a few lines while data is on its way. Screen readers hear `label`.
///
/// ```ignore
/// <Suspense fallback=|| view! { <Skeleton label="Loading entries" lines=6/> }>…</Suspense>
/// ```
#[component]
pub fn Skeleton(#[prop(into)] label: String, #[prop(default = 3)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
}
