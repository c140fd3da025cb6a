//! The states of a deployment and the kinds there are.

use serde::{Deserialize, Serialize};

/// Where a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Pending,
    Running,
    Succeeded,
    Failed,
    RolledBack,
    Cancelled,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Running, Self::Succeeded, Self::Failed, Self::RolledBack, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::RolledBack => "rolled_back",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// As a sentence names it: `Rolled back`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::RolledBack => "Rolled back",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether the work is over.
    pub fn is_terminal(self) -> bool {
        !matches!(self, Self::Pending | Self::Running)
    }

    /// Whether somebody has to look at it: it is not over, or it went wrong.
    pub fn is_unsettled(self) -> bool {
        !self.is_terminal() || self == Self::Failed
    }

    /// The states that may follow; a retry is a new deployment.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled],
            Self::Running => &[Self::Succeeded, Self::Failed, Self::Cancelled, Self::RolledBack],
            Self::Succeeded | Self::Failed => &[Self::RolledBack],
            Self::Cancelled | Self::RolledBack => &[],
        }
    }

    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }
}

/// Why a deployment was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Deploy,
    Promote,
    Redeploy,
    Rollback,
    Hotfix,
    Config,
    Migrate,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Deploy,
        Self::Promote,
        Self::Redeploy,
        Self::Rollback,
        Self::Hotfix,
        Self::Config,
        Self::Migrate,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Promote => "promote",
            Self::Redeploy => "redeploy",
            Self::Rollback => "rollback",
            Self::Hotfix => "hotfix",
            Self::Config => "config",
            Self::Migrate => "migrate",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Deploy => "Deploy",
            Self::Promote => "Promotion",
            Self::Redeploy => "Redeploy",
            Self::Rollback => "Rollback",
            Self::Hotfix => "Hotfix",
            Self::Config => "Configuration",
            Self::Migrate => "Migration",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    /// All 36 pairs: a row per current status, a column per next one, in the order of `ALL`.
    #[test]
    fn the_table_of_changes() {
        let table = Status::ALL.map(|from| {
            Status::ALL.map(|to| if from.may_become(to) { 'x' } else { '.' }).iter().collect::<String>()
        });
        assert_eq!(table, [".xxx.x", "..xxxx", "....x.", "....x.", "......", "......"]);
    }

    #[test]
    fn a_final_state_is_terminal() {
        for status in Status::ALL {
            assert!(status.is_terminal() || !status.next().is_empty(), "{status:?} has no exit");
        }
    }
}
