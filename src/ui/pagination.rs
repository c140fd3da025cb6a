//! Steps through a list that is too long for one page.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// Cursor-based steps: there are no page numbers because the list grows while it is read.
///
/// ```ignore
/// <Pagination summary="50 of 1,204 entries" newer=first_page older=href_with("/app/tba/feedback", &query, "cursor", &next)/>
/// ```
#[component]
pub fn Pagination(
    /// What is shown of how much.
    #[prop(optional, into)]
    summary: Option<String>,
    /// Towards the beginning of the list.
    #[prop(optional_no_strip, into)]
    newer: Option<String>,
    /// Towards its end.
    #[prop(optional_no_strip, into)]
    older: Option<String>,
) -> impl IntoView {
    view! {
        <nav class="pagination" aria-label="Pages">
            <span class="muted">{summary}</span>
            <span class="pagination-steps">
                {newer.map(|href| view! {
                    <a class="button" href=href rel="prev"><Glyph icon=Icon::ChevronLeft/><span>"Newer"</span></a>
                })}
                {older.map(|href| view! {
                    <a class="button" href=href rel="next"><span>"Older"</span><Glyph icon=Icon::ChevronRight/></a>
                })}
            </span>
        </nav>
    }
}
