//! Who may do what: roles of people, scopes of API tokens. Both sides know
//! these words; the checks are in `server::ctx`.

use serde::{Deserialize, Serialize};

/// A person's role in one project; a later one may do all an earlier one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Triages feedback.
    Member,
    /// Changes settings, people and tokens.
    Maintainer,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Member, Self::Maintainer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Maintainer => "maintainer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The name in the interface.
    pub fn label(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::Member => "Member",
            Self::Maintainer => "Maintainer",
        }
    }
}

/// What an API token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    #[serde(rename = "feedback:read")]
    FeedbackRead,
    #[serde(rename = "feedback:write")]
    FeedbackWrite,
    #[serde(rename = "feedback:erase")]
    FeedbackErase,
    #[serde(rename = "analytics:read")]
    AnalyticsRead,
    #[serde(rename = "analytics:write")]
    AnalyticsWrite,
    #[serde(rename = "analytics:erase")]
    AnalyticsErase,
    #[serde(rename = "deploy:read")]
    DeployRead,
    #[serde(rename = "deploy:write")]
    DeployWrite,
}

impl Scope {
    pub const ALL: [Self; 8] = [
        Self::FeedbackRead,
        Self::FeedbackWrite,
        Self::FeedbackErase,
        Self::AnalyticsRead,
        Self::AnalyticsWrite,
        Self::AnalyticsErase,
        Self::DeployRead,
        Self::DeployWrite,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::FeedbackRead => "feedback:read",
            Self::FeedbackWrite => "feedback:write",
            Self::FeedbackErase => "feedback:erase",
            Self::AnalyticsRead => "analytics:read",
            Self::AnalyticsWrite => "analytics:write",
            Self::AnalyticsErase => "analytics:erase",
            Self::DeployRead => "deploy:read",
            Self::DeployWrite => "deploy:write",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// What it allows, in one line.
    pub fn allows(self) -> &'static str {
        match self {
            Self::FeedbackRead => "Read and export feedback",
            Self::FeedbackWrite => "Send, triage and answer feedback",
            Self::FeedbackErase => "Delete everything a person sent",
            Self::AnalyticsRead => "Read page views and events",
            Self::AnalyticsWrite => "Send events from a server",
            Self::AnalyticsErase => "Delete events, of a visitor or of days",
            Self::DeployRead => "Read releases, deployments and environments",
            Self::DeployWrite => "Record and change deployments",
        }
    }
}

/// A project as its members see it: what the switcher lists and pages carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectAccess {
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub role: Role,
}
