//! What happened shortly before and after an entry came.

use crate::deploys::model::Marker;
use serde::{Deserialize, Serialize};

/// How far to either side, in milliseconds.
pub const REACH: i64 = 30 * MINUTE;
const MINUTE: i64 = 60_000;

/// Page views and deployments around an entry. Nothing stored ties a page view to whoever wrote
/// the entry, so these are everybody's views of the page it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// The server's clock, unix milliseconds.
    pub now: i64,
    /// When the entry came.
    pub at: i64,
    /// Where it came from, by the name that events and deployments have for it.
    pub environment: String,
    /// The page it names, as page views are stored; none when it names no page.
    pub path: Option<String>,
    /// Oldest first.
    pub near: Vec<Near>,
    /// How many more there are, further from the entry.
    pub more: usize,
}

impl Around {
    /// Whether something may still happen that belongs here.
    pub fn is_open(&self) -> bool {
        self.now <= self.at + REACH
    }

    /// How many minutes after the entry something happened, by the minutes of the clock.
    pub fn minutes_after(&self, at: i64) -> i64 {
        at.div_euclid(MINUTE) - self.at.div_euclid(MINUTE)
    }
}

/// Something that happened near an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Unix milliseconds; of page views the beginning of their minute.
    pub at: i64,
    pub what: Happened,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// So many page views in a minute.
    Views(i64),
    Deployed(Marker),
}
