//! Type and status as icon and word, the same wherever they stand.

use crate::{
    feedback::model::{FeedbackType, Status},
    ui::{self, Badge, Icon, Tone},
};
use leptos::prelude::*;

/// What kind of entry it is.
#[component]
pub fn TypeMark(kind: FeedbackType) -> impl IntoView {
    let (tone, icon) = match kind {
        FeedbackType::Bug => (Tone::Bad, Icon::Bug),
        FeedbackType::Feature => (Tone::Info, Icon::Idea),
        FeedbackType::General => (Tone::Neutral, Icon::General),
    };
    view! { <ui::Status tone=tone icon=icon>{kind.label()}</ui::Status> }
}

/// The product's server vouches for the user this stands beside.
#[component]
pub fn Verified() -> impl IntoView {
    view! { <Badge tone=Tone::Good icon=Icon::Check>"Verified"</Badge> }
}

/// A user the product's server vouches for, in a line of a list.
#[component]
pub fn VerifiedUser(user: String) -> impl IntoView {
    view! {
        <Badge tone=Tone::Good icon=Icon::Check>
            {user}
            <span class="visually-hidden">", verified user"</span>
        </Badge>
    }
}

/// Where it stands.
#[component]
pub fn StatusMark(status: Status) -> impl IntoView {
    view! { <ui::Status tone=tone(status) icon=icon(status)>{status.label()}</ui::Status> }
}

pub fn tone(status: Status) -> Tone {
    match status {
        Status::New => Tone::Info,
        Status::InProgress => Tone::Warn,
        Status::Done => Tone::Good,
        Status::Triaged | Status::Planned | Status::Declined | Status::Duplicate => Tone::Neutral,
        Status::Spam => Tone::Bad,
    }
}

pub fn icon(status: Status) -> Icon {
    match status {
        Status::New => Icon::Fresh,
        Status::Triaged => Icon::Eye,
        Status::Planned => Icon::Clock,
        Status::InProgress => Icon::Half,
        Status::Done => Icon::Good,
        Status::Declined => Icon::Neutral,
        Status::Duplicate => Icon::Merge,
        Status::Spam => Icon::Error,
    }
}

/// The key that leads to a status.
pub fn key(status: Status) -> Option<&'static str> {
    match status {
        Status::Done => Some("e"),
        Status::Spam => Some("#"),
        _ => None,
    }
}
