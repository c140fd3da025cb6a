//! A bound on the release names events may bring.

use super::dict::OTHER;
use crate::server::clock::{DAY, Millis};
use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
};

/// Release names of one project on one day; what comes after is `(other)`.
const MOST: usize = 200;
const NAME_LENGTH: usize = 200;

/// The names seen today, by project. A restart forgets them, which lets a few
/// more in; the bound is against floods, not an exact count.
#[derive(Default)]
pub struct Live(Mutex<HashMap<i64, (Millis, HashSet<String>)>>);

impl Live {
    /// The name an event is stored under.
    pub fn name(&self, project_id: i64, given: Option<&str>, now: Millis) -> Option<String> {
        let given = given.map(str::trim).filter(|given| !given.is_empty())?;
        if given.len() > NAME_LENGTH || given.chars().any(char::is_control) {
            return Some(OTHER.into());
        }
        let today = now.div_euclid(DAY);
        let mut live = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (day, names) = live.entry(project_id).or_default();
        if *day != today {
            *day = today;
            names.clear();
        }
        if !names.contains(given) {
            if names.len() >= MOST {
                return Some(OTHER.into());
            }
            names.insert(given.to_owned());
        }
        Some(given.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_bound_become_other_until_the_next_day() {
        let live = Live::default();
        for n in 0..MOST {
            assert_eq!(live.name(1, Some(&format!("web@{n}")), 0), Some(format!("web@{n}")));
        }
        assert_eq!(live.name(1, Some("web@new"), 0).as_deref(), Some(OTHER));
        assert_eq!(live.name(1, Some("web@7"), 0).as_deref(), Some("web@7"));
        assert_eq!(live.name(2, Some("web@new"), 0).as_deref(), Some("web@new"));
        assert_eq!(live.name(1, Some("web@new"), DAY).as_deref(), Some("web@new"));
        assert_eq!(live.name(1, Some("a\0b"), DAY).as_deref(), Some(OTHER));
        assert_eq!(live.name(1, Some("  "), DAY), None);
    }
}
