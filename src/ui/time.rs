//! Instants for readers: UTC from the server, the reader's own zone once the page is live.

use super::{browser, calendar};
use leptos::prelude::*;

/// An instant. The server writes UTC (or, given `now`, how long ago); after hydration the exact
/// time is in the reader's zone and the distance keeps counting. The exact time is in the title
/// and in the text for screen readers.
///
/// ```ignore
/// <Time at=deployment.finished_ms now=page.now_ms/>   // "3 h ago"
/// <Time at=token.expires_ms/>                         // "24 Nov 2026, 17:05 UTC"
/// ```
#[component]
pub fn Time(
    /// Unix milliseconds.
    at: i64,
    /// The server's clock when it made the page, unix milliseconds, from the page's data: never
    /// read while rendering, so that both sides render the same. Shows the distance to it.
    #[prop(optional, into)]
    now: Option<i64>,
    /// Shows the time of day alone, where the day is plain from the surroundings.
    #[prop(optional)]
    clock: bool,
) -> impl IntoView {
    let offset = RwSignal::new(0);
    let elapsed = RwSignal::new(0);
    Effect::new(move |_| offset.set(browser::zone_offset_minutes(at)));
    if now.is_some() {
        let opened = StoredValue::new(None::<i64>);
        Effect::new(move |_| {
            browser::half_minutes().track();
            let clock = browser::now_ms();
            let start = opened.get_value().unwrap_or(clock);
            opened.set_value(Some(start));
            elapsed.set(clock - start);
        });
    }
    let exact = Memo::new(move |_| calendar::stamp(at, offset.get()));
    let shown = move || match now {
        Some(now) => calendar::distance(at, now + elapsed.get(), offset.get()),
        None if clock => {
            format!("{} {}", calendar::clock(at, offset.get()), calendar::zone(offset.get()))
        }
        None => exact.get(),
    };
    view! {
        <time class="time" datetime=calendar::iso(at) title=move || exact.get()>
            <span>{shown}</span>
            {now.map(|_| view! { <span class="visually-hidden">{move || format!(", {}", exact.get())}</span> })}
        </time>
    }
}
