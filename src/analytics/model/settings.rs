//! What a project says about counting.

use super::goal::SetGoal;
use serde::{Deserialize, Serialize};

/// What `Sec-GPC: 1` does: the value in forms and the database, and the words.
pub const GPC: [(&str, &str); 3] = [
    ("anonymous", "Count the view, but no visitor and no visit"),
    ("drop", "Count nothing"),
    ("ignore", "Count like everybody else"),
];

/// How many days events may be kept one by one, and the words.
pub const KEPT: [(&str, &str); 6] = [
    ("30", "30 days"),
    ("90", "90 days"),
    ("180", "180 days"),
    ("400", "400 days"),
    ("800", "800 days"),
    ("1600", "1,600 days"),
];

/// What the page of the settings shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// One of [`GPC`].
    pub gpc: String,
    pub days: i64,
    /// Visits of the public feedback page are counted.
    pub form: bool,
    /// By name.
    pub goals: Vec<SetGoal>,
    /// Names of events of the last 30 days that are no goal yet.
    pub events: Vec<String>,
    pub now: i64,
}
