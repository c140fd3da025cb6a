//! What happened to an entry, in sentences.

use super::marks;
use crate::{
    feedback::model::{CommentKind, Entry, Event, Status, What},
    ui::*,
};
use leptos::prelude::*;

/// From the arrival to the last change.
#[component]
pub fn History(entry: Entry, history: Vec<Event>, now: i64) -> impl IntoView {
    let first = history.iter().find_map(|event| match event.what {
        What::Moved { from, .. } => Some(from),
        _ => None,
    });
    let sender = entry.email.or(entry.user_id).unwrap_or_else(|| "somebody".to_owned());
    let received = match first.unwrap_or(entry.status) {
        Status::Spam => format!("Received from {sender} and filed as spam"),
        _ => format!("Received from {sender}"),
    };
    let events = history.into_iter().map(move |Event { at, by, what }| {
        let (tone, icon, said, note) = told(what);
        view! { <Moment tone=tone icon=icon at=at now=now note=note>{format!("{by} {said}")}</Moment> }
    });
    view! {
        <Timeline label="History, oldest first">
            <Moment tone=Tone::Neutral at=entry.created_at now=now>{received}</Moment>
            {events.collect_view()}
        </Timeline>
    }
}

/// Colour and shape, what follows the name, and the words of a comment.
fn told(what: What) -> (Tone, Option<Icon>, String, Option<String>) {
    let plain = |said: String| (Tone::Neutral, None, said, None);
    match what {
        What::Moved { to, .. } => {
            (marks::tone(to), None, format!("set the status to {}", to.label().to_lowercase()), None)
        }
        What::Assigned(Some(name)) => plain(format!("assigned this to {name}")),
        What::Assigned(None) => plain("assigned this to nobody".to_owned()),
        What::Tagged { added, removed } => {
            let said =
                [("added", added), ("removed", removed)].into_iter().filter(|(_, tags)| !tags.is_empty());
            let said = said.map(|(verb, tags)| {
                let noun = if tags.len() == 1 { "the tag" } else { "the tags" };
                format!("{verb} {noun} {}", tags.join(", "))
            });
            plain(said.collect::<Vec<_>>().join(" and "))
        }
        What::Said(kind, text) => {
            let (tone, icon, said) = match kind {
                CommentKind::Internal => (Tone::Neutral, Icon::Lock, "commented, for the team only"),
                CommentKind::Answer => (Tone::Info, Icon::Feedback, "answered the reporter"),
                CommentKind::Reply => (Tone::Warn, Icon::User, "replied"),
            };
            (tone, Some(icon), said.to_owned(), Some(text))
        }
        What::Merged(number) => plain(format!("merged this into #{number}")),
        What::Unmerged(number) => plain(format!("un-merged this from #{number}")),
        What::TookIn(number) => plain(format!("merged #{number} into this")),
        What::LetGo(number) => plain(format!("un-merged #{number} from this")),
    }
}
