//! Entries that may say the same as the one that is open.

use super::marks::{StatusMark, TypeMark};
use crate::{
    feedback::model::{Brief, Status},
    ui::*,
};
use leptos::prelude::*;

/// Links to them, in lines as the inbox has them.
#[component]
pub fn Similar(
    /// The address of the inbox.
    home: String,
    entries: Vec<Brief>,
    now: i64,
) -> impl IntoView {
    let lines = entries.into_iter().map(move |brief| {
        let notes = vec![format!("#{}", brief.number), brief.path().to_owned()];
        let Brief { id, feedback_type, status, excerpt, created_at, .. } = brief;
        view! {
            <FeedItem
                href=format!("{home}/{id}")
                lead=move || view! { <TypeMark kind=feedback_type/> }
                notes=notes
                state=move || view! { <StatusMark status=status/> }
                at=created_at
                now=now
                unread=status == Status::New
            >
                {excerpt}
            </FeedItem>
        }
    });
    view! { <Panel title="Similar entries"><Feed label="Similar entries">{lines.collect_view()}</Feed></Panel> }
}
