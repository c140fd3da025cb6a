//! Types and rules both sides know. The limits of an entry's text are in
//! `widget::model`, since the form checks them too.

mod around;
mod attachment;
mod page;
mod reporter;
mod snippet;
mod trend;
mod triage;
mod view;

pub use around::{Around, Happened, Near, REACH};
pub use attachment::{Attachment, FILE_BYTES, FILES_MAX, FileState, MediaType};
pub use page::{Choices, Done, EntryPage, Inbox};
pub use reporter::{Progress, StatusPage, Told};
pub use snippet::{LANGUAGES, POSITIONS, SHORTCUT_WRONG, Snippet, THEMES, WidgetFacts};
pub use trend::Trend;
pub use triage::{CommentKind, Event, Other, Person, TAG_LENGTH, TAGS_MAX, What, clean_tag};
pub use view::{FILTERS, SavedView, VIEW_NAME_CHARS};
pub use widget::model::FeedbackType;

use serde::{Deserialize, Serialize};

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    New,
    Triaged,
    Planned,
    InProgress,
    Done,
    Declined,
    /// Another entry stands for it: only a merge makes one.
    Duplicate,
    Spam,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Triaged,
        Self::Planned,
        Self::InProgress,
        Self::Done,
        Self::Declined,
        Self::Duplicate,
        Self::Spam,
    ];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Triaged => "triaged",
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Duplicate => "duplicate",
            Self::Spam => "spam",
        }
    }

    /// The name people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Triaged => "Triaged",
            Self::Planned => "Planned",
            Self::InProgress => "In progress",
            Self::Done => "Done",
            Self::Declined => "Declined",
            Self::Duplicate => "Duplicate",
            Self::Spam => "Spam",
        }
    }

    /// What the button that moves an entry of status `from` here says.
    pub const fn verb(self, from: Self) -> &'static str {
        match (from, self) {
            (Self::Spam, _) => "Not spam",
            (Self::Done | Self::Declined, Self::Triaged) => "Reopen",
            (_, Self::New) => "Mark as new",
            (_, Self::Triaged) => "Mark as triaged",
            (_, Self::Planned) => "Plan",
            (_, Self::InProgress) => "Start work",
            (_, Self::Done) => "Mark as done",
            (_, Self::Declined) => "Decline",
            (_, Self::Duplicate) => "Merge",
            (_, Self::Spam) => "Mark as spam",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Triaged | Self::Planned | Self::InProgress)
    }

    /// Whether an entry may move from here to `to`. Open ones move freely and
    /// can be closed, closed ones reopen as triaged, anything can turn out to
    /// be spam, and what is not spam after all starts as new. Duplicates come and
    /// go by merges alone.
    pub fn may_become(self, to: Self) -> bool {
        match (self, to) {
            (from, to) if from == to => false,
            (Self::Duplicate, _) | (_, Self::Duplicate) => false,
            (_, Self::Spam) => true,
            (Self::Spam, to) => to == Self::New,
            (Self::Done | Self::Declined, to) => to == Self::Triaged,
            _ => true,
        }
    }

    /// What usually comes next; nothing while another entry stands for it.
    pub const fn step(self) -> Option<Self> {
        match self {
            Self::New | Self::Done | Self::Declined => Some(Self::Triaged),
            Self::Triaged => Some(Self::Planned),
            Self::Planned => Some(Self::InProgress),
            Self::InProgress => Some(Self::Done),
            Self::Spam => Some(Self::New),
            Self::Duplicate => None,
        }
    }

    /// Every status an entry may move to from here.
    pub fn next(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |to| self.may_become(*to))
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many entries there are; spam is in none of the numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub total: i64,
    pub bug: i64,
    pub feature: i64,
    pub general: i64,
}

impl Summary {
    pub fn of(&self, kind: FeedbackType) -> i64 {
        match kind {
            FeedbackType::Bug => self.bug,
            FeedbackType::Feature => self.feature,
            FeedbackType::General => self.general,
        }
    }

    pub fn add(&mut self, kind: FeedbackType, count: i64) {
        self.total += count;
        match kind {
            FeedbackType::Bug => self.bug += count,
            FeedbackType::Feature => self.feature += count,
            FeedbackType::General => self.general += count,
        }
    }
}

/// The entries of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Unix milliseconds; midnight in the project's time zone.
    pub start: i64,
    pub counts: Summary,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub id: String,
    pub number: i64,
    #[serde(with = "type_name")]
    pub feedback_type: FeedbackType,
    pub status: Status,
    /// The beginning of the text: its first line, at most 200 characters.
    pub excerpt: String,
    pub page: String,
    pub browser: String,
    pub os: String,
    /// Who sent it, if the product's server vouches for that.
    pub verified_user: Option<String>,
    /// Who sees to it.
    pub assignee: Option<Person>,
    pub tags: Vec<String>,
    /// Whoever sent it replied, and the team has done nothing since.
    pub replied: bool,
    /// Unix milliseconds.
    pub created_at: i64,
}

impl Brief {
    /// The page without its scheme and host, which are the same for most.
    pub fn path(&self) -> &str {
        let rest = self.page.strip_prefix("https://").or_else(|| self.page.strip_prefix("http://"));
        match rest.and_then(|rest| rest.find('/').map(|at| &rest[at..])) {
            Some(path) if path.len() > 1 => path,
            _ => &self.page,
        }
    }
}

/// Everything known about one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub number: i64,
    pub user_id: Option<String>,
    /// The product's server vouches for the user; without that they are only claimed.
    pub identity_verified: bool,
    #[serde(with = "type_name")]
    pub feedback_type: FeedbackType,
    pub content: String,
    pub page: String,
    pub browser: String,
    pub os: String,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub email: Option<String>,
    /// 1 to 5.
    pub rating: Option<i64>,
    pub status: Status,
    /// The entry that stands for this one.
    pub duplicate_of: Option<Other>,
    /// The person who sees to it, by id.
    pub assignee_id: Option<String>,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// A JSON object as text.
    pub metadata: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
}

/// Types travel by their names; `widget` does without serde to stay small.
mod type_name {
    use super::FeedbackType;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(kind: &FeedbackType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FeedbackType, D::Error> {
        let name = String::deserialize(deserializer)?;
        FeedbackType::parse(&name).ok_or_else(|| D::Error::custom("not a type of feedback"))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Brief, FeedbackType,
        Status::{self, *},
    };

    #[test]
    fn names_are_what_serde_writes() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
            let text = serde_json::to_string(&status).unwrap();
            assert_eq!(text, format!("\"{status}\""));
        }
    }

    #[test]
    fn an_entry_moves_along_the_workflow() {
        let next = |status: Status| status.next().collect::<Vec<_>>();
        assert_eq!(next(New), [Triaged, Planned, InProgress, Done, Declined, Spam]);
        assert_eq!(next(InProgress), [New, Triaged, Planned, Done, Declined, Spam]);
        assert_eq!(next(Done), [Triaged, Spam]);
        assert_eq!(next(Declined), [Triaged, Spam]);
        assert_eq!(next(Spam), [New]);
        assert_eq!(next(Duplicate), []);
        for status in Status::ALL {
            assert!(!status.may_become(status) && !status.may_become(Duplicate));
            assert!(status.step().is_none_or(|step| status.may_become(step)));
        }
    }

    #[test]
    fn a_line_names_the_path_of_its_page() {
        let path = |page: &str| {
            let brief = Brief {
                id: String::new(),
                number: 1,
                feedback_type: FeedbackType::Bug,
                status: New,
                excerpt: String::new(),
                page: page.to_owned(),
                browser: String::new(),
                os: String::new(),
                verified_user: None,
                assignee: None,
                tags: Vec::new(),
                replied: false,
                created_at: 0,
            };
            brief.path().to_owned()
        };
        assert_eq!(path("https://tba.example/chests?a=1"), "/chests?a=1");
        for whole in ["https://tba.example/", "http://tba.example", "/battles", "javascript:alert(1)//x", ""]
        {
            assert_eq!(path(whole), whole);
        }
    }
}
