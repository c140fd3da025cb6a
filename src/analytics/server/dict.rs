//! Words as numbers: what the rows of events and visits are made of.
//!
//! An id is 48 bits of a keyed hash, so it is known before anything is looked
//! up, and a text that somebody made up to collide cannot be found without the
//! instance's secret. Among a million words of one kind two share an id with a
//! probability of 0.2 %.

use crate::{
    analytics::model::Dim,
    server::{
        clock::{MINUTE, Millis},
        secret::Secret,
    },
};
use quick_cache::sync::Cache;
use siphasher::sip::SipHasher13;
use std::{
    collections::{HashMap, HashSet},
    hash::Hasher,
    sync::Mutex,
};

/// The number of a word; 0 is none.
pub type Id = i64;

/// Words of one kind a project may bring on one day; what comes after is `(other)`.
const MOST: usize = 10_000;
/// What stands for the words there is no room for.
pub const OTHER: &str = "(other)";
/// Words known to be stored: a few thousand for each of a few dozen projects.
const REMEMBERED: usize = 100_000;
/// How long that is taken for granted: another process may erase a project's words.
const FRESH: Millis = 10 * MINUTE;
const BITS: u64 = (1 << 48) - 1;

/// A word that may not be stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub project_id: i64,
    pub dim: Dim,
    pub id: Id,
    pub text: String,
    /// When it was told.
    pub at: Millis,
}

impl Word {
    pub fn key(&self) -> (i64, Dim, Id) {
        (self.project_id, self.dim, self.id)
    }
}

/// The numbers of words, how many of them a day has brought, and which are stored.
pub struct Dict {
    key: [u8; 16],
    seen: Mutex<HashMap<(i64, Dim), Seen>>,
    /// Until when words need not be stored again.
    stored: Cache<(i64, Dim, Id), Millis>,
}

/// Words of a day, and of the day before: those are let in, however many came since.
#[derive(Default)]
struct Seen {
    day: i64,
    today: HashSet<Id>,
    before: HashSet<Id>,
}

impl Dict {
    pub fn new(secret: &Secret) -> Self {
        let digest = secret.sign("analytics words", "");
        let mut key = [0; 16];
        key.copy_from_slice(&digest.as_bytes()[..16]);
        Self { key, seen: Mutex::default(), stored: Cache::new(REMEMBERED) }
    }

    /// The number of a word, whether anything has it or not.
    pub fn id(&self, dim: Dim, text: &str) -> Id {
        if text.is_empty() {
            return 0;
        }
        let mut hasher = SipHasher13::new_with_key(&self.key);
        hasher.write_i64(dim.words() as i64);
        hasher.write(text.as_bytes());
        // 0 has a meaning of its own.
        (hasher.finish() & BITS).max(1).cast_signed()
    }

    /// Collects the words of one request at a time on a day of the project.
    pub fn words(&self, project_id: i64, day: i64, now: Millis) -> Words<'_> {
        Words { dict: self, project_id, day, now, new: Vec::new() }
    }

    /// The words of a project are gone.
    pub fn forget(&self, project_id: i64) {
        self.stored.retain(|(project, _, _), _| *project != project_id);
    }

    /// Says that these are stored, after COMMIT.
    pub fn stored(&self, words: &[Word]) {
        words.iter().for_each(|word| self.stored.insert(word.key(), word.at + FRESH));
    }

    /// Whether the day has room for a word.
    ///
    /// A restart forgets the words of the day, which lets a few more in; the bound is against floods, not an
    /// exact count.
    fn has_room(&self, project_id: i64, dim: Dim, id: Id, day: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let seen = seen.entry((project_id, dim)).or_default();
        if seen.day < day {
            seen.before = std::mem::take(&mut seen.today);
            seen.day = day;
        }
        if seen.today.contains(&id) {
            return true;
        }
        let room = seen.today.len() < MOST || seen.before.contains(&id);
        if room {
            seen.today.insert(id);
        }
        room
    }
}

/// The words of one request.
pub struct Words<'a> {
    dict: &'a Dict,
    project_id: i64,
    day: i64,
    now: Millis,
    new: Vec<Word>,
}

impl Words<'_> {
    /// The number a text is stored under, which is that of `(other)` when the day has brought too many.
    pub fn id(&mut self, dim: Dim, text: &str) -> Id {
        let id = self.dict.id(dim, text);
        if id == 0 || self.dict.has_room(self.project_id, dim, id, self.day) {
            return self.note(dim, id, text);
        }
        self.note(dim, self.dict.id(dim, OTHER), OTHER)
    }

    pub fn optional(&mut self, dim: Dim, text: Option<&str>) -> Id {
        text.map_or(0, |text| self.id(dim, text))
    }

    /// What has to be stored with the request.
    pub fn new_ones(self) -> Vec<Word> {
        self.new
    }

    fn note(&mut self, dim: Dim, id: Id, text: &str) -> Id {
        let key = (self.project_id, dim, id);
        let is_stored = || self.dict.stored.get(&key).is_some_and(|until| self.now < until);
        if id != 0 && !is_stored() && self.new.iter().all(|word| word.key() != key) {
            let (project_id, at) = (self.project_id, self.now);
            self.new.push(Word { project_id, dim, id, text: text.to_owned(), at });
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dict() -> Dict {
        Dict { key: [7; 16], seen: Mutex::default(), stored: Cache::new(100) }
    }

    #[test]
    fn words_of_different_kinds_differ_and_first_pages_are_paths() {
        let dict = dict();
        assert_ne!(dict.id(Dim::Path, "a"), dict.id(Dim::Name, "a"));
        assert_eq!(dict.id(Dim::Path, "a"), dict.id(Dim::Entry, "a"));
        assert_eq!(dict.id(Dim::Path, ""), 0);
        assert!((1..=BITS.cast_signed()).contains(&dict.id(Dim::Path, "a")));
    }

    #[test]
    fn a_word_travels_until_it_is_stored() {
        let dict = dict();
        let mut words = dict.words(1, 0, 0);
        let id = words.id(Dim::Path, "/a");
        words.id(Dim::Path, "/a");
        let new = words.new_ones();
        assert_eq!(new.iter().map(|word| word.id).collect::<Vec<_>>(), [id]);
        let mut again = dict.words(1, 0, 0);
        again.id(Dim::Path, "/a");
        assert_eq!(again.new_ones(), new);
        dict.stored(&new);
        let mut later = dict.words(1, 0, 0);
        later.id(Dim::Path, "/a");
        assert!(later.new_ones().is_empty());
        // Another process may have erased it meanwhile.
        let mut much_later = dict.words(1, 0, FRESH);
        much_later.id(Dim::Path, "/a");
        assert_eq!(much_later.new_ones().len(), 1);
        dict.forget(1);
        let mut erased = dict.words(1, 0, 0);
        erased.id(Dim::Path, "/a");
        assert_eq!(erased.new_ones(), new);
    }

    #[test]
    fn too_many_words_of_a_day_become_other_and_those_of_yesterday_do_not() {
        let dict = dict();
        let known = dict.words(1, 0, 0).id(Dim::Path, "/known");
        let mut words = dict.words(1, 1, 0);
        for n in 0..MOST {
            assert_eq!(words.id(Dim::Path, &format!("/{n}")), dict.id(Dim::Path, &format!("/{n}")));
        }
        assert_eq!(words.id(Dim::Path, "/one-more"), dict.id(Dim::Path, OTHER));
        assert_eq!(words.id(Dim::Path, "/7"), dict.id(Dim::Path, "/7"));
        assert_eq!(words.id(Dim::Path, "/known"), known);
        assert_eq!(words.id(Dim::Name, "one-more"), dict.id(Dim::Name, "one-more"));
        assert_eq!(dict.words(1, 2, 0).id(Dim::Path, "/one-more"), dict.id(Dim::Path, "/one-more"));
    }
}
