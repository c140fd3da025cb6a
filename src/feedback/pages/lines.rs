//! The lines of the inbox and the way to the next page.

use super::{
    bulk,
    marks::{StatusMark, TypeMark, VerifiedUser},
};
use crate::{
    feedback::model::{self, Brief, Inbox as Page},
    ui::*,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The entries of a page. What changes is drawn anew, the other lines stay as they are.
#[component]
pub fn Lines(
    page: RwSignal<Page>,
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    open: Memo<String>,
    fresh: RwSignal<bool>,
    /// Lines can be chosen.
    may: bool,
) -> impl IntoView {
    let line = move |brief: Brief| {
        let now = page.with_untracked(|page| page.now);
        view! { <Line brief=brief now=now home=home query=query open=open fresh=fresh.get_untracked() may=may/> }
    };
    let step = move |cursor: Option<String>| {
        cursor.map(|cursor| query.with_value(|query| href_with(&home.get_value(), query, "cursor", &cursor)))
    };
    view! {
        <Feed label="Entries, newest first">
            <For
                each=move || page.with(|page| page.entries.clone())
                key=|brief| (brief.id.clone(), brief.status, brief.replied, brief.assignee.clone(), brief.tags.clone())
                children=line
            />
        </Feed>
        {move || {
            page.with(|page| {
                let of = format!("{} of {}", format::thousands(page.entries.len() as i64), entries(page));
                view! { <Pagination summary=of newer=step(page.newer.clone()) older=step(page.older.clone())/> }
            })
        }}
    }
}

#[component]
fn Line(
    brief: Brief,
    now: i64,
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    open: Memo<String>,
    fresh: bool,
    may: bool,
) -> impl IntoView {
    let path = brief.path().to_owned();
    let Brief {
        id,
        number,
        feedback_type,
        status,
        excerpt,
        browser,
        os,
        verified_user,
        assignee,
        tags,
        replied,
        created_at,
        ..
    } = brief;
    let value = id.clone();
    let start = may.then(|| {
        ViewFn::from(move || {
            view! { <Pick form=bulk::FORM value=value.clone() label=format!("Select #{number}")/> }
        })
    });
    let href = format!("{}/{id}{}", home.get_value(), query.with_value(ParamsMap::to_query_string));
    let known = |text: &String| text != "unknown";
    let agent = [browser, os].into_iter().filter(known).collect::<Vec<_>>().join(", ");
    let tags = tags.iter().map(|tag| format!("#{tag}"));
    let marks = assignee
        .map(|person| format!("@{}", person.name))
        .into_iter()
        .chain(tags)
        .collect::<Vec<_>>()
        .join(" ");
    // What the team made of it says more than what it was sent with.
    let mut notes =
        vec![Some(path).filter(known).unwrap_or_default(), if marks.is_empty() { agent } else { marks }];
    if replied {
        notes.insert(0, "New reply".to_owned());
    }
    let who = verified_user.map(|user| ViewFn::from(move || view! { <VerifiedUser user=user.clone()/> }));
    view! {
        <FeedItem
            start=start
            href=href
            lead=move || view! { <TypeMark kind=feedback_type/> }
            notes=notes
            who=who
            state=move || view! { <StatusMark status=status/> }
            at=created_at
            now=now
            unread=status == model::Status::New || replied
            fresh=fresh
            current=Signal::derive(move || open.with(|open| *open == id))
        >
            {excerpt}
        </FeedItem>
    }
}

/// How many entries the filters select.
pub fn entries(page: &Page) -> String {
    match page.plus(page.total) {
        "" => format::count(page.total, "entry", "entries"),
        plus => format!("{}{plus} entries", format::thousands(page.total)),
    }
}
