//! What a team wants visitors to do.
//!
//! A goal has one text, which filters, addresses and the API know it by: the name of an event, or `Visit ` and the
//! path of a page. In a path `*` stands for anything, also for nothing and across slashes.

use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// Goals of one project: each is a column of attention, and some are a scan of their own.
pub const GOALS_MAX: usize = 20;
/// As long as the name of an event may be.
const TEXT_MAX: usize = 120;
const VISIT: &str = "Visit ";

/// A goal, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// An event of this name.
    Event(String),
    /// A view of this page, or of those that fit.
    Page(String),
}

impl Goal {
    /// From its text. Whatever is no page is an event.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix(VISIT) {
            Some(path) if path.starts_with('/') => Self::Page(path.to_owned()),
            _ => Self::Event(text.to_owned()),
        }
    }

    /// From a form: `kind` is event or page.
    ///
    /// # Errors
    /// `Invalid` names the field.
    pub fn clean(kind: &str, text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let wrong = |message: &str| Err(AppError::invalid("goal", message));
        if text.is_empty() || text.len() > TEXT_MAX || text.chars().any(char::is_control) {
            return wrong("Give a name or a path of at most 120 bytes.");
        }
        match kind {
            "event" if text == "pageview" || matches!(Self::parse(text), Self::Page(_)) => {
                wrong("A page view is the goal of a page: choose that and give its path.")
            }
            "event" => Ok(Self::Event(text.to_owned())),
            "page" if text.starts_with('/') && !text.contains(['?', '#']) => Ok(Self::Page(text.to_owned())),
            "page" => wrong("Give a path that begins with /, without ? and #, such as /welcome or /blog/*."),
            _ => Err(AppError::not_one_of("kind", &["event", "page"])),
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        match self {
            Self::Event(name) => name.clone(),
            Self::Page(path) => format!("{VISIT}{path}"),
        }
    }
}

/// A goal in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct SetGoal {
    /// Its text.
    pub name: String,
    pub created_at: i64,
    pub created_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_found_by_its_text() {
        for (kind, given, text) in [
            ("event", " Signup ", "Signup"),
            ("event", "Visit a shop", "Visit a shop"),
            ("page", "/blog/*", "Visit /blog/*"),
        ] {
            let goal = Goal::clean(kind, given).unwrap();
            assert_eq!((goal.text().as_str(), Goal::parse(&goal.text())), (text, goal));
        }
    }

    #[test]
    fn what_can_be_no_goal_is_refused() {
        let long = "x".repeat(121);
        for (kind, text) in [
            ("event", ""),
            ("event", "pageview"),
            ("event", "Visit /a"),
            ("event", &long),
            ("page", "blog"),
            ("page", "/a?b"),
            ("scroll", "/a"),
        ] {
            assert!(Goal::clean(kind, text).is_err(), "{kind} {text}");
        }
    }
}
