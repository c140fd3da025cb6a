//! The recent past as charts draw it.

use serde::{Deserialize, Serialize};

/// Consecutive spans of equal length, oldest first; `None` where nothing was recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    /// Start of the first span, unix milliseconds.
    pub from: i64,
    /// Length of a span in milliseconds.
    pub step: i64,
    /// Requests per second.
    pub requests: Vec<Option<f64>>,
    /// Share of requests answered with 5xx.
    pub errors: Vec<Option<f64>>,
    /// Milliseconds.
    pub p50: Vec<Option<f64>>,
    /// Milliseconds.
    pub p95: Vec<Option<f64>>,
    /// Resident bytes.
    pub memory: Vec<Option<f64>>,
    /// 1 is one core.
    pub cpu: Vec<Option<f64>>,
}

impl Recent {
    /// How many spans there are.
    pub fn count(&self) -> usize {
        self.requests.len()
    }
}
