//! What the pages of the console show.

use super::{Attachment, Brief, Entry, Event, Person, SavedView, Summary};
use serde::{Deserialize, Serialize};

/// A page of the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The server's clock, unix milliseconds.
    pub now: i64,
    /// Newest first.
    pub entries: Vec<Brief>,
    /// How many of each type the filters besides the type select.
    pub counts: Summary,
    /// How many entries all filters select, on every page.
    pub total: i64,
    /// How many of those are new.
    pub waiting: i64,
    /// Where counting stopped, if it did: there may be more.
    pub counted_max: Option<i64>,
    pub choices: Choices,
    /// Cursors of the pages before and after this one.
    pub newer: Option<String>,
    pub older: Option<String>,
    /// The line that puts the widget on a page, while nothing ever came.
    pub snippet: Option<String>,
    /// Filters the reader keeps under a name, and those that others share; by name.
    pub views: Vec<SavedView>,
    /// How many entries came on each of the last days, whatever the filters.
    pub by_day: Vec<i64>,
    /// What was done with many, right after a form without JavaScript did it.
    pub done: Option<Done>,
}

impl Inbox {
    /// What stands behind a number that may be larger, given what was counted along.
    pub fn plus(&self, counted: i64) -> &'static str {
        if self.counted_max.is_some_and(|max| counted >= max) { "+" } else { "" }
    }
}

/// What lists are narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Everybody an entry can be given to.
    pub people: Vec<Person>,
    /// Every tag of the project.
    pub tags: Vec<String>,
    /// Those that entries have, later ones first.
    pub releases: Vec<String>,
    /// Those that entries have, without versions.
    pub browsers: Vec<String>,
    pub environments: Vec<String>,
}

/// What was done with many entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// In words.
    pub said: String,
    /// What takes it back; none when nothing changed, or when it took something back itself.
    pub batch: Option<String>,
}

/// What the page of an entry shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// The server's clock, unix milliseconds.
    pub now: i64,
    /// Its metadata is indented.
    pub entry: Entry,
    /// Oldest first.
    pub history: Vec<Event>,
    /// As they were sent.
    pub attachments: Vec<Attachment>,
    /// Entries that may say the same, the likest first.
    pub similar: Vec<Brief>,
    /// The entry that stands for this one.
    pub canonical: Option<Brief>,
    /// The entries this one stands for, oldest first.
    pub duplicates: Vec<Brief>,
    /// The name of who sees to it.
    pub assignee: Option<String>,
    /// Everybody it can be given to.
    pub people: Vec<Person>,
    /// Every tag of the project.
    pub tags: Vec<String>,
    /// The id of the next comment.
    pub comment: String,
    /// The id of the next answer.
    pub answer: String,
}
