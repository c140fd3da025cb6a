//! What a team does with an entry: who sees to it, what it is filed under,
//! what is said about it, and the history of all that.

use super::Status;
use serde::{Deserialize, Serialize};

/// Characters of a tag.
pub const TAG_LENGTH: usize = 40;
/// Tags of one entry.
pub const TAGS_MAX: usize = 20;

/// A tag as it is stored: lower case, single blanks. None without a letter or
/// digit, with a comma or a control character, or when it is too long.
pub fn clean_tag(text: &str) -> Option<String> {
    let tag = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let fits = tag.chars().count() <= TAG_LENGTH && tag.contains(char::is_alphanumeric);
    (fits && !tag.contains(|c: char| c == ',' || c.is_control())).then_some(tag)
}

/// Who says something to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentKind {
    /// The team to itself.
    Internal,
    /// The team to whoever sent the entry.
    Answer,
    /// Whoever sent the entry to the team.
    Reply,
}

impl CommentKind {
    pub const ALL: [Self; 3] = [Self::Internal, Self::Answer, Self::Reply];
    /// What the team can say.
    pub const OF_TEAM: [Self; 2] = [Self::Internal, Self::Answer];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Answer => "answer",
            Self::Reply => "reply",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Somebody who triages: whom an entry can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
}

/// Another entry of the same project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Other {
    pub id: String,
    pub number: i64,
}

/// One thing that happened to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Unix milliseconds.
    pub at: i64,
    /// The name of the person or token.
    pub by: String,
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Moved {
        from: Status,
        to: Status,
    },
    /// To the person of this name; to nobody.
    Assigned(Option<String>),
    Tagged {
        added: Vec<String>,
        removed: Vec<String>,
    },
    Said(CommentKind, String),
    /// Into the entry of this number, and out of it again.
    Merged(i64),
    Unmerged(i64),
    /// The entry of this number into this one, and out of it again.
    TookIn(i64),
    LetGo(i64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_one_spelling() {
        assert_eq!(clean_tag("  Chest \t List "), Some("chest list".into()));
        assert_eq!(clean_tag("ÄRGER-2"), Some("ärger-2".into()));
        let long = "x".repeat(TAG_LENGTH + 1);
        for wrong in ["", "  ", "--", "a,b", "a\u{0}b", &long] {
            assert_eq!(clean_tag(wrong), None, "{wrong:?}");
        }
    }
}
