//! A day of the project's time zone in words.

use serde::{Deserialize, Serialize};

/// How a day is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayName {
    /// `Tue`
    pub weekday: String,
    /// `24 Nov`
    pub date: String,
    /// `2026-11-24`
    pub iso: String,
}
