//! What came in the last days.

use super::Day;
use crate::{accounts::model::DayName, deploys::model::Marker};
use serde::{Deserialize, Serialize};

/// Entries by the day, spam left out, and what was deployed meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// Of the project's time zone, oldest first, the last one today.
    pub days: Vec<Day>,
    /// How each of them is written.
    pub names: Vec<DayName>,
    /// The newest deployments to the environment where users are, newest first.
    pub marks: Vec<Marker>,
}
