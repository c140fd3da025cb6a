//! The history of an entry as clients see it: a flat object for each thing that happened, of which
//! `kind` says what the rest means.

use crate::feedback::{
    model::{CommentKind, Event, Status, What},
    server as feedback,
};
use serde::Serialize;

/// One thing that happened to an entry.
#[derive(Serialize)]
pub struct EventBody {
    created_at: String,
    /// A name, as the console shows it.
    by: String,
    #[serde(flatten)]
    what: WhatBody,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum WhatBody {
    Status {
        from: Status,
        to: Status,
    },
    Assignee {
        /// A name, as above; null: nobody.
        assignee: Option<String>,
    },
    Tags {
        added: Vec<String>,
        removed: Vec<String>,
    },
    /// It became a duplicate of that entry.
    Merged {
        number: i64,
    },
    Unmerged {
        number: i64,
    },
    /// That entry became a duplicate of it.
    TookIn {
        number: i64,
    },
    LetGo {
        number: i64,
    },
    /// By the team, for the team.
    Internal {
        content: String,
    },
    /// By the team, for whoever sent the entry.
    Answer {
        content: String,
    },
    /// By whoever sent the entry.
    Reply {
        content: String,
    },
}

impl From<Event> for EventBody {
    fn from(Event { at, by, what }: Event) -> Self {
        let what = match what {
            What::Moved { from, to } => WhatBody::Status { from, to },
            What::Assigned(assignee) => WhatBody::Assignee { assignee },
            What::Tagged { added, removed } => WhatBody::Tags { added, removed },
            What::Merged(number) => WhatBody::Merged { number },
            What::Unmerged(number) => WhatBody::Unmerged { number },
            What::TookIn(number) => WhatBody::TookIn { number },
            What::LetGo(number) => WhatBody::LetGo { number },
            What::Said(CommentKind::Internal, content) => WhatBody::Internal { content },
            What::Said(CommentKind::Answer, content) => WhatBody::Answer { content },
            What::Said(CommentKind::Reply, content) => WhatBody::Reply { content },
        };
        Self { created_at: feedback::timestamp(at), by, what }
    }
}
