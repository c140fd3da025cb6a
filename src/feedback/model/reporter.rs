//! What whoever sent an entry is told of it: less than the team knows, in other words.

use super::{FeedbackType, Status};

/// Where an entry stands, in the words of who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Received,
    Planned,
    InProgress,
    Done,
    Declined,
}

impl Progress {
    /// The name people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::Planned => "Planned",
            Self::InProgress => "In progress",
            Self::Done => "Done",
            Self::Declined => "Declined",
        }
    }
}

impl Status {
    /// What the reporter hears of it. Who sent spam learns nothing about that. A duplicate goes the way of
    /// the entry that stands for it, so its own state says nothing.
    pub const fn told(self) -> Progress {
        match self {
            Self::New | Self::Triaged | Self::Duplicate | Self::Spam => Progress::Received,
            Self::Planned => Progress::Planned,
            Self::InProgress => Progress::InProgress,
            Self::Done => Progress::Done,
            Self::Declined => Progress::Declined,
        }
    }
}

/// One thing that happened, as the reporter sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Stands(Progress),
    /// The team said this.
    Answer(String),
    /// The reporter said this.
    Reply(String),
}

/// What the status page of an entry shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPage {
    /// The server's clock, unix milliseconds.
    pub now: i64,
    pub feedback_type: FeedbackType,
    pub content: String,
    pub rating: Option<i64>,
    /// The names of its files, as they were sent.
    pub files: Vec<String>,
    /// When it was sent, unix milliseconds.
    pub created_at: i64,
    pub stands: Progress,
    /// When that began.
    pub since: i64,
    /// With the time of each, oldest first.
    pub story: Vec<(i64, Told)>,
}

#[cfg(test)]
mod tests {
    use super::{Progress, Status};

    #[test]
    fn spam_and_triage_are_not_told() {
        let told: Vec<_> = Status::ALL.into_iter().map(|status| status.told().label()).collect();
        let open = ["Received", "Received", "Planned", "In progress"];
        assert_eq!(told, [&open[..], &["Done", "Declined", "Received", "Received"]].concat());
        assert_eq!(Status::Spam.told(), Progress::Received);
    }
}
