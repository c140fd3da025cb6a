//! What a team wants visitors to do.
//!
//! A goal has one text, which filters, addresses and the API know it by: the name of an event; `Visit ` and the path
//! of a page; or, where a part of it has to be seen, `Scroll 75% of ` and the path. In a path `*` stands for anything,
//! also for nothing and across slashes.

use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// Goals of one project: each is a column of attention, and some are a scan of their own.
pub const GOALS_MAX: usize = 20;
/// As long as the name of an event may be.
const TEXT_MAX: usize = 120;
const VISIT: &str = "Visit ";
const SCROLL: &str = "Scroll ";
const OF: &str = "% of ";

/// A goal, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// An event of this name.
    Event(String),
    /// A view of this page, or of those that fit.
    Page {
        path: String,
        /// Percent of the page that have to be seen, 1 to 100; 0 for any view.
        scroll: i64,
    },
}

impl Goal {
    /// From its text. Whatever is no page is an event.
    pub fn parse(text: &str) -> Self {
        let page = match text.strip_prefix(SCROLL).and_then(|rest| rest.split_once(OF)) {
            Some((percent, path)) => percent_of(percent).map(|scroll| (path, scroll)),
            None => text.strip_prefix(VISIT).map(|path| (path, 0)),
        };
        match page {
            Some((path, scroll)) if path.starts_with('/') => Self::Page { path: path.to_owned(), scroll },
            _ => Self::Event(text.to_owned()),
        }
    }

    /// From a form: `kind` is event or page, `scroll` percent or empty.
    ///
    /// # Errors
    /// `Invalid` names the field.
    pub fn clean(kind: &str, text: &str, scroll: &str) -> Result<Self, AppError> {
        let (text, scroll) = (text.trim(), scroll.trim());
        let wrong = |message: &str| Err(AppError::invalid("goal", message));
        if text.is_empty() || text.len() > TEXT_MAX || text.chars().any(char::is_control) {
            return wrong("Give a name or a path of at most 120 bytes.");
        }
        match kind {
            "event" if text == "pageview" || matches!(Self::parse(text), Self::Page { .. }) => {
                wrong("A page view is the goal of a page: choose that and give its path.")
            }
            "event" if !scroll.is_empty() => {
                Err(AppError::invalid("scroll", "Only pages are scrolled: leave it empty for an event."))
            }
            "event" => Ok(Self::Event(text.to_owned())),
            "page" if text.starts_with('/') && !text.contains(['?', '#']) => {
                let scroll = if scroll.is_empty() { Some(0) } else { percent_of(scroll) };
                let scroll = scroll
                    .ok_or_else(|| AppError::invalid("scroll", "Give a whole number from 1 to 100."))?;
                Ok(Self::Page { path: text.to_owned(), scroll })
            }
            "page" => wrong("Give a path that begins with /, without ? and #, such as /welcome or /blog/*."),
            _ => Err(AppError::not_one_of("kind", &["event", "page"])),
        }
    }

    /// The one page of which any view reaches it.
    pub fn page(&self) -> Option<&str> {
        match self {
            Self::Page { path, scroll: 0 } if !path.contains('*') => Some(path),
            _ => None,
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        match self {
            Self::Event(name) => name.clone(),
            Self::Page { path, scroll: 0 } => format!("{VISIT}{path}"),
            Self::Page { path, scroll } => format!("{SCROLL}{scroll}{OF}{path}"),
        }
    }
}

/// Written plainly, so that a goal has no second text.
fn percent_of(text: &str) -> Option<i64> {
    let percent: i64 = text.parse().ok().filter(|percent| (1..=100).contains(percent))?;
    (percent.to_string() == text).then_some(percent)
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
        for (kind, given, scroll, text) in [
            ("event", " Signup ", "", "Signup"),
            ("event", "Visit a shop", "", "Visit a shop"),
            ("event", "Scroll 101% of /a", "", "Scroll 101% of /a"),
            ("event", "Scroll 07% of /a", "", "Scroll 07% of /a"),
            ("page", "/blog/*", " ", "Visit /blog/*"),
            ("page", "/blog/*", " 75", "Scroll 75% of /blog/*"),
        ] {
            let goal = Goal::clean(kind, given, scroll).unwrap();
            assert_eq!((goal.text().as_str(), Goal::parse(&goal.text())), (text, goal));
        }
    }

    #[test]
    fn what_can_be_no_goal_is_refused() {
        let long = "x".repeat(121);
        for (kind, text, scroll) in [
            ("event", "", ""),
            ("event", "pageview", ""),
            ("event", "Visit /a", ""),
            ("event", "Scroll 75% of /a", ""),
            ("event", "Signup", "75"),
            ("event", &long, ""),
            ("page", "blog", ""),
            ("page", "/a?b", ""),
            ("page", "/a", "0"),
            ("page", "/a", "101"),
            ("page", "/a", "half"),
            ("scroll", "/a", ""),
        ] {
            assert!(Goal::clean(kind, text, scroll).is_err(), "{kind} {text} {scroll}");
        }
    }
}
