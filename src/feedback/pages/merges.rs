//! Entries that say the same as the one that is open, and those that may.

use super::{
    marks::{StatusMark, TypeMark},
    triage::{About, Merging, Unmerging},
};
use crate::{
    feedback::model::{Brief, Status},
    ui::*,
};
use leptos::prelude::*;

/// What stands for the entry, with the way back.
#[component]
pub fn DuplicateOf(
    /// The address of the inbox.
    home: String,
    canonical: Brief,
    /// For those who may take it back.
    unmerging: Option<(About, Unmerging)>,
) -> impl IntoView {
    let back = unmerging.map(|(about, unmerging)| {
        view! {
            <Form to=unmerging>
                {about.fields()}
                <Button submit=true pending=unmerging.pending()>"Un-merge"</Button>
            </Form>
        }
    });
    let Brief { id, number, excerpt, status, .. } = canonical;
    view! {
        <Banner tone=Tone::Info title=format!("Duplicate of #{number}")>
            <div class="banner-line">
                <a href=format!("{home}/{id}")>{excerpt}</a>
                <StatusMark status=status/>
                {back}
            </div>
        </Banner>
    }
}

/// What the entry stands for.
#[component]
pub fn Duplicates(home: String, entries: Vec<Brief>, now: i64) -> impl IntoView {
    let title = format::count(entries.len() as i64, "duplicate", "duplicates");
    let lines = entries.into_iter().map(move |brief| line(&home, brief, now, None));
    view! { <Panel title=title><Feed label="Duplicates">{lines.collect_view()}</Feed></Panel> }
}

/// Links to entries that may say the same, in lines as the inbox has them, and
/// for those who may merge a button beside each and a field for any other.
#[component]
pub fn Similar(
    home: String,
    entries: Vec<Brief>,
    now: i64,
    merging: Option<(About, Merging)>,
) -> impl IntoView {
    let lines = entries.into_iter().map(move |brief| {
        let merge = merging.map(|(about, merging)| {
            let number = brief.number;
            ViewFn::from(move || {
                view! {
                    <Form to=merging>
                        {about.fields()}
                        <input type="hidden" name="into" value=number/>
                        <Button submit=true icon=Icon::Merge>{format!("Merge into #{number}")}</Button>
                    </Form>
                }
            })
        });
        line(&home, brief, now, merge)
    });
    let lines = lines.collect::<Vec<_>>();
    let found = (!lines.is_empty()).then(|| view! { <Feed label="Similar entries">{lines}</Feed> });
    let other = merging.map(|(about, merging)| view! { <MergeInto about=about merging=merging/> });
    view! { <Panel title="Similar entries"><div class="stack">{found}{other}</div></Panel> }
}

/// A field for the number of what it is merged into.
#[component]
fn MergeInto(about: About, merging: Merging) -> impl IntoView {
    let problem = merging.problem();
    view! {
        <Form to=merging class="form">
            {about.fields()}
            <FormProblem problem=problem fields=&["into"]/>
            <TextInput name="into" label="Merge into another entry" required=true placeholder="#12" maxlength=40_u32
                autocomplete="off" key="m" hint="Its number; this one becomes its duplicate" error=problem.at("into")/>
            <FormActions>
                <Button submit=true icon=Icon::Merge pending=merging.pending()>"Merge"</Button>
            </FormActions>
        </Form>
    }
}

fn line(home: &str, brief: Brief, now: i64, end: Option<ViewFn>) -> AnyView {
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
            end=end
        >
            {excerpt}
        </FeedItem>
    }
    .into_any()
}
