//! How much a project is used, for its first page.

use super::dashboard::VitalNow;
use serde::{Deserialize, Serialize};

/// Visitors in days of the project's time zone, and how fast pages were for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Traffic {
    /// Visitors of the last five minutes.
    pub online: i64,
    /// Of seven days, the last one today.
    pub days: Vec<i64>,
    /// Of yesterday up to this time of day.
    pub yesterday: i64,
    /// Of the seven days before, up to this time of day.
    pub before: i64,
    /// Of the same seven days.
    pub vitals: Vec<VitalNow>,
}

impl Traffic {
    pub fn today(&self) -> i64 {
        self.days.last().copied().unwrap_or_default()
    }

    pub fn week(&self) -> i64 {
        self.days.iter().sum()
    }
}
