//! What is not counted, as its page tells it.

use serde::{Deserialize, Serialize};

/// Why something was not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// The browser names itself as a crawler, a monitor or a script.
    Bot,
    /// A program drives the browser.
    Driven,
    NoUserAgent,
    /// Browsers name a language, scripts that pretend to be one forget it.
    NoLanguage,
    /// The page was fetched in case somebody opens it.
    Prefetch,
    /// One of our own pages, where the widget is tried.
    Console,
    /// The reader asked by Sec-GPC not to be counted, and the project obeys.
    Gpc,
    /// From a page of another origin than the project lists.
    Origin,
}

const REASONS: [(Reason, &str); 8] = [
    (Reason::Bot, "bot"),
    (Reason::Driven, "webdriver"),
    (Reason::NoUserAgent, "no_user_agent"),
    (Reason::NoLanguage, "no_language"),
    (Reason::Prefetch, "prefetch"),
    (Reason::Console, "console"),
    (Reason::Gpc, "gpc"),
    (Reason::Origin, "origin"),
];

impl Reason {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        REASONS.iter().find(|(reason, _)| *reason == self).map_or("", |(_, name)| name)
    }

    pub fn parse(name: &str) -> Option<Self> {
        REASONS.iter().find(|(_, other)| *other == name).map(|(reason, _)| *reason)
    }
}

/// What was not counted in the last 30 days of the project's time zone, today included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filtered {
    /// The server's clock.
    pub now: i64,
    /// Events that were counted in these days.
    pub counted: i64,
    /// The most frequent first.
    pub reasons: Vec<Refused>,
    /// The newest first, of any age.
    pub samples: Vec<Sample>,
}

impl Filtered {
    /// How many things were not counted.
    pub fn count(&self) -> i64 {
        self.reasons.iter().map(|refused| refused.count).sum()
    }
}

/// What was not counted for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub reason: Reason,
    pub count: i64,
    /// Day by day, the last one today.
    pub days: Vec<i64>,
}

/// One thing that was not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub at: i64,
    pub reason: Reason,
    /// The path of the page, as it was sent.
    pub path: String,
    /// The name of the browser or program; empty where none was given.
    pub browser: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_found_by_its_name() {
        for (reason, name) in REASONS {
            assert_eq!((reason.as_str(), Reason::parse(name)), (name, Some(reason)));
        }
    }
}
