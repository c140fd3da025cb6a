//! What looks like spam. Nothing is refused for it and nothing is lost: an
//! entry that scores [`SPAM`] gets the status spam, where people find it.

use super::Input;
use crate::server::clock::{DAY, Millis};
use quick_cache::sync::Cache;
use std::hash::{BuildHasher, Hasher, RandomState};

/// From here on an entry is filed as spam.
pub const SPAM: i64 = 2;
/// More links than this are advertising.
const LINKS: usize = 3;
/// The same words again within this time are a script's.
const REPEATED_WITHIN: Millis = DAY;
/// Texts remembered; about 50 bytes each.
const REMEMBERED: usize = 32_768;

/// The texts stored lately. In memory and by this process only, like the
/// limiter's buckets: an index in the database would cost every entry a write.
pub struct Recent {
    /// When a text of a project was stored last.
    stored: Cache<u64, Millis>,
    hasher: RandomState,
}

impl Default for Recent {
    fn default() -> Self {
        Self { stored: Cache::new(REMEMBERED), hasher: RandomState::new() }
    }
}

impl Recent {
    /// Remember a text that is on disk now. Not earlier: what was refused
    /// because the server was busy comes again, and is no repetition.
    pub fn note(&self, project_id: i64, content: &str, now: Millis) {
        self.stored.insert(self.key(project_id, content), now);
    }

    fn has(&self, project_id: i64, content: &str, now: Millis) -> bool {
        let last = self.stored.get(&self.key(project_id, content));
        last.is_some_and(|last| now - last < REPEATED_WITHIN)
    }

    /// The same for texts that differ in blanks and case only.
    fn key(&self, project_id: i64, content: &str) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write_i64(project_id);
        for word in content.split_whitespace() {
            hasher.write(word.to_lowercase().as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }
}

/// How much an entry looks like spam.
pub fn score(recent: &Recent, project_id: i64, input: &Input, now: Millis) -> i64 {
    let repeated = !input.by_token && recent.has(project_id, &input.content, now);
    2 * i64::from(input.trapped)
        + 2 * i64::from(repeated)
        + i64::from(input.hasty)
        + i64::from(links(&input.content) > LINKS)
}

fn links(content: &str) -> usize {
    let content = content.to_ascii_lowercase();
    content.matches("http://").count() + content.matches("https://").count()
}

#[cfg(test)]
mod tests {
    use super::{DAY, Input, Recent, score};

    #[test]
    fn signs_add_up() {
        let recent = Recent::default();
        let scored = |content: &str, trapped, hasty| {
            let content = content.to_owned();
            score(&recent, 1, &Input { content, trapped, hasty, ..Input::default() }, 0)
        };
        let three = "http://a HTTPS://b https://c";
        let four = format!("{three} x=https://d");
        assert_eq!((scored(three, false, false), scored(&four, false, false)), (0, 1));
        assert_eq!((scored("x", false, true), scored(&four, false, true)), (1, 2));
        assert_eq!(scored("x", true, false), 2);
    }

    #[test]
    fn a_text_is_remembered_for_a_day_in_its_project() {
        let recent = Recent::default();
        recent.note(1, "Buy  THIS\nnow", 0);
        let scored = |project, content: &str, by_token, now| {
            let content = content.to_owned();
            score(&recent, project, &Input { content, by_token, ..Input::default() }, now)
        };
        assert_eq!(scored(1, "buy this now ", false, DAY - 1), 2);
        assert_eq!(scored(1, "buy this now", false, DAY), 0);
        assert_eq!(scored(1, "buythis now", false, 0), 0);
        assert_eq!(scored(2, "buy this now", false, 0), 0);
        assert_eq!(scored(1, "buy this now", true, 0), 0, "programs repeat themselves");
    }
}
