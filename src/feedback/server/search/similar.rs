//! How alike two entries are.

use super::tokens::tokens;
use crate::feedback::server::UNKNOWN;
use std::collections::{BTreeSet, HashMap, HashSet};

/// From here on an entry is suggested.
const SUGGESTED: f64 = 0.45;
/// How many are.
const SUGGESTIONS: usize = 5;
/// How many words of an entry are looked up.
pub const RAREST: usize = 8;
/// Of these, so many may be words that no other recent entry has: ids and
/// mistypings, most of which nobody else will ever write.
const UNSEEN: usize = RAREST / 2;
/// In so many of the entries that are counted, a word is common.
const COMMON: usize = 18;
/// How many entries one word can bring into the comparison, as where the index is asked.
const NEWEST: usize = 60;

/// The newest entries of a project by the words in them: which of them are common, and what has those.
#[derive(Debug, Default)]
pub struct Frequencies {
    /// The numbers of the entries, the newest first.
    numbers: Vec<i64>,
    /// Places in `numbers`.
    of: HashMap<String, Vec<u16>>,
}

impl Frequencies {
    /// Of entries by number and text, the newest first.
    pub fn count<'a>(entries: impl IntoIterator<Item = (i64, &'a str)>) -> Self {
        let mut counted = Self::default();
        for (place, (number, text)) in (0..u16::MAX).zip(entries) {
            counted.numbers.push(number);
            for token in tokens(text).into_iter().collect::<HashSet<_>>() {
                counted.of.entry(token).or_default().push(place);
            }
        }
        counted
    }

    fn of(&self, token: &str) -> usize {
        self.of.get(token).map_or(0, Vec::len)
    }

    /// The numbers of the newest entries with a word, if it is so common that a database would have to look at
    /// thousands of rows for them, and the newest number that was counted: what came later is not among them.
    pub fn common(&self, token: &str) -> Option<(impl Iterator<Item = i64>, i64)> {
        let places = self.of.get(token).filter(|places| places.len() >= COMMON)?;
        let numbers =
            places.iter().take(NEWEST).filter_map(|place| self.numbers.get(usize::from(*place)).copied());
        Some((numbers, self.numbers.first().copied().unwrap_or_default()))
    }

    /// Inverse document frequency: what a word in common says.
    pub fn weight(&self, token: &str) -> f64 {
        ((self.numbers.len() as f64 + 1.0) / (self.of(token) as f64 + 0.5)).ln().max(0.01)
    }
}

/// What of an entry is compared.
#[derive(Debug)]
pub struct Subject {
    tokens: BTreeSet<String>,
    trigrams: HashSet<[char; 3]>,
    /// Without query and fragment.
    page: Option<String>,
    release: Option<String>,
}

impl Subject {
    pub fn new(content: &str, page: &str, release: Option<&str>) -> Self {
        let tokens = tokens(content);
        let letters: Vec<char> = format!(" {} ", tokens.join(" ")).chars().collect();
        let place = page.split(['?', '#']).next().unwrap_or_default();
        Self {
            trigrams: letters.windows(3).filter_map(|three| three.try_into().ok()).collect(),
            tokens: tokens.into_iter().collect(),
            page: Some(place).filter(|place| !place.is_empty() && *place != UNKNOWN).map(str::to_owned),
            release: release.map(str::to_owned),
        }
    }

    /// At most [`RAREST`] words by which entries like this one are looked up, the rarest first.
    pub fn rarest(&self, frequencies: &Frequencies) -> Vec<&str> {
        let (mut seen, mut unseen): (Vec<&str>, Vec<&str>) =
            self.tokens.iter().map(String::as_str).partition(|token| frequencies.of(token) > 1);
        unseen.truncate(UNSEEN);
        seen.append(&mut unseen);
        seen.sort_by_key(|token| frequencies.of(token));
        seen.truncate(RAREST);
        seen
    }

    /// 0 to 1: half of it for the letters they share, three tenths for the words, by
    /// what a word says, and a fifth for coming from the same page and release.
    pub fn likeness(&self, other: &Self, frequencies: &Frequencies) -> f64 {
        let weigh = |tokens: &mut dyn Iterator<Item = &String>| -> f64 {
            tokens.map(|token| frequencies.weight(token)).sum()
        };
        let words = share(
            weigh(&mut self.tokens.intersection(&other.tokens)),
            weigh(&mut self.tokens.union(&other.tokens)),
        );
        let common = self.trigrams.intersection(&other.trigrams).count();
        let all = self.trigrams.len() + other.trigrams.len() - common;
        0.5 * share(common as f64, all as f64) + 0.3 * words + 0.2 * self.context(other)
    }

    /// How much of what is known of both is the same.
    fn context(&self, other: &Self) -> f64 {
        let known = [(&self.page, &other.page), (&self.release, &other.release)];
        let same: Vec<bool> = known.iter().filter_map(|(a, b)| Some(a.as_ref()? == b.as_ref()?)).collect();
        share(same.iter().filter(|same| **same).count() as f64, same.len() as f64)
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The likest of `candidates`, the likest first; of equal ones the one that comes first.
pub fn suggestions<T>(
    of: &Subject,
    candidates: Vec<(Subject, T)>,
    frequencies: &Frequencies,
) -> Vec<(f64, T)> {
    let scored = candidates.into_iter().map(|(subject, item)| (of.likeness(&subject, frequencies), item));
    let mut likely: Vec<_> = scored.filter(|(likeness, _)| *likeness >= SUGGESTED).collect();
    likely.sort_by(|a, b| b.0.total_cmp(&a.0));
    likely.truncate(SUGGESTIONS);
    likely
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn subject(content: &str) -> Subject {
        Subject::new(content, "unknown", None)
    }

    fn common() -> Frequencies {
        let texts = (0..100).map(|n| format!("the list is {}", ["empty", "slow", "wrong", "fine"][n % 4]));
        let texts: Vec<_> = texts.collect();
        Frequencies::count((1..=100).rev().zip(texts.iter().map(String::as_str)))
    }

    #[test]
    fn the_same_report_in_other_words_is_suggested_and_another_is_not() {
        let frequencies = common();
        let of = Subject::new("The chest list is empty after a reload", "/chests?a=1", Some("web@2"));
        let like = |content: &str, page: &str| {
            of.likeness(&Subject::new(content, page, Some("web@2")), &frequencies)
        };
        assert!((like("the CHEST-LIST is empty after a reload!", "/chests") - 1.0).abs() < 1e-9);
        assert!(like("Chest list empty after reload", "/chests") > SUGGESTED);
        assert!(like("After reloading, the chest list was empty", "/chests#top") > SUGGESTED);
        assert!(like("The list is slow", "/battles") < SUGGESTED);
        assert!(like("Please add a dark mode", "/chests") < SUGGESTED);
    }

    #[test]
    fn rare_words_weigh_more_and_are_looked_up_first() {
        let frequencies = common();
        assert!(frequencies.weight("chest") > frequencies.weight("empty"));
        assert!(frequencies.weight("empty") > frequencies.weight("the"));
        let of = subject("the list is empty chest");
        assert_eq!(of.rarest(&frequencies), ["chest", "empty", "is", "list", "the"]);
        let noise: String = (0..30).map(|n| format!("id{n} ")).collect();
        let of = subject(&format!("{noise} empty list"));
        let rarest = of.rarest(&frequencies);
        assert_eq!((rarest.len(), &rarest[UNSEEN..]), (UNSEEN + 2, &["empty", "list"][..]));
    }

    #[test]
    fn what_has_a_common_word_is_known() {
        let frequencies = common();
        let (numbers, newest) = frequencies.common("slow").expect("one in four says it");
        assert_eq!((numbers.take(3).collect::<Vec<_>>(), newest), (vec![99, 95, 91], 100));
        assert_eq!(frequencies.common("list").expect("all say it").0.count(), NEWEST);
        assert!(frequencies.common("chest").is_none());
    }

    #[test]
    fn the_likest_come_first_and_few() {
        let of = subject("zebra crossing the road");
        let candidates =
            (0..9).map(|n| (subject(["zebra crossing the road", "zebra crossing a road"][n % 2]), n));
        let found = suggestions(&of, candidates.collect(), &Frequencies::default());
        let order: Vec<_> = found.into_iter().map(|(_, n)| n).collect();
        assert_eq!(order, [0, 2, 4, 6, 8]);
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_whole_for_the_same(a in "[a-d ]{1,30}", b in "[a-d ]{1,30}") {
            let (a, b, frequencies) = (subject(&format!("x{a}")), subject(&format!("x{b}")), common());
            let (there, back) = (a.likeness(&b, &frequencies), b.likeness(&a, &frequencies));
            prop_assert!((there - back).abs() < 1e-9 && (0.0..=0.8 + 1e-9).contains(&there));
            prop_assert!((a.likeness(&a, &frequencies) - 0.8).abs() < 1e-9);
        }
    }
}
