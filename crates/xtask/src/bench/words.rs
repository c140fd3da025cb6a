//! Texts with the word frequencies of real ones, and queries for them.

use std::collections::HashMap;
use std::fmt::Write;

use super::random::Random;

/// What players wrote in the demonstration.
const DEMO: &str = include_str!("../../../../src/cli/demo/feedback.toml");
/// Names, codes and mistypings: few have them, but all together are many.
const RARE: u64 = 20_000;
/// One word in so many is a rare one.
const RARE_EVERY: u64 = 25;

/// Makes texts that go on after each word as one of the demonstration's does.
pub struct Texts {
    /// Which words came after a word, as often as they did.
    after: HashMap<&'static str, Vec<&'static str>>,
    starts: Vec<&'static str>,
    random: Random,
}

impl Texts {
    pub fn new(seed: u64) -> Self {
        let (mut after, mut starts) = (HashMap::<_, Vec<_>>::new(), Vec::new());
        let lines = DEMO.lines().filter_map(|line| line.strip_prefix("  \"")?.strip_suffix("\","));
        for line in lines {
            let words: Vec<&str> = line.split([' ', '\\', '"']).filter(|word| !word.is_empty()).collect();
            starts.extend(words.first());
            for pair in words.windows(2) {
                after.entry(pair[0]).or_default().push(pair[1]);
            }
        }
        Self { after, starts, random: Random::new(seed) }
    }

    /// Some 10 to 40 words.
    pub fn next(&mut self) -> String {
        let length = self.random.between(10, 41);
        let mut word = one_of(&mut self.random, &self.starts);
        let mut text = String::new();
        for _ in 0..length {
            text.push_str(word);
            text.push(' ');
            if self.random.next().is_multiple_of(RARE_EVERY) {
                let _ = write!(text, "{} ", rare(&mut self.random));
            }
            word = match self.after.get(word) {
                Some(next) => one_of(&mut self.random, next),
                None => one_of(&mut self.random, &self.starts),
            };
        }
        text.pop();
        text
    }

    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}

/// A made-up word; low numbers come more often, as names of busy players do.
fn rare(random: &mut Random) -> String {
    let number = random.between(1, RARE) * random.between(1, RARE) / RARE;
    let mut word = String::new();
    let mut rest = number * 7 + 400;
    while rest > 0 {
        word.push_str(["ka", "lo", "mi", "ru", "te", "zo", "ve"][(rest % 7) as usize]);
        rest /= 7;
    }
    word
}

fn one_of(random: &mut Random, words: &[&'static str]) -> &'static str {
    words[random.between(0, words.len() as u64) as usize]
}

/// What somebody looks for who has read `text`: words, two words, a phrase, a
/// beginning. In the form of an address.
pub fn query(random: &mut Random, text: &str) -> String {
    let plain = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let words: Vec<&str> = text.split(' ').collect();
    let at = random.between(0, words.len() as u64) as usize;
    let around: Vec<&str> =
        words[at..].iter().chain(&words[..at]).filter(|word| plain(word)).copied().collect();
    let [first, second, third, ..] = around[..] else { return "chest".to_owned() };
    match random.between(0, 10) {
        0..=2 => first.to_owned(),
        3..=5 => format!("{first}+{second}"),
        6 => format!("{first}+{second}+{third}"),
        7 => phrase(&words, at),
        8 => format!("{}*", &first[..3]),
        _ => format!("{first}&type={}", ["bug", "feature", "general"][random.between(0, 3) as usize]),
    }
}

/// Three words as they stand in the text, whatever they are.
fn phrase(words: &[&str], at: usize) -> String {
    let from = at.min(words.len() - 3);
    let mut out = "%22".to_owned();
    for byte in words[from..from + 3].join(" ").bytes() {
        let _ = if byte.is_ascii_alphanumeric() {
            write!(out, "{}", byte as char)
        } else {
            write!(out, "%{byte:02X}")
        };
    }
    out + "%22"
}

#[cfg(test)]
mod tests {
    use super::{Texts, query};
    use std::collections::HashMap;

    #[test]
    fn few_words_are_most_of_a_text_and_a_seed_repeats() {
        let texts = |seed| {
            let mut texts = Texts::new(seed);
            (0..2_000).map(|_| texts.next()).collect::<Vec<_>>()
        };
        let all = texts(5);
        assert!(all == texts(5) && all != texts(6));
        let mut counts = HashMap::<&str, u32>::new();
        for word in all.iter().flat_map(|text| text.split(' ')) {
            *counts.entry(word).or_default() += 1;
        }
        assert!(counts["the"] > 2_000, "{}", counts["the"]);
        assert!(counts.values().filter(|count| **count == 1).count() > 500, "{}", counts.len());
        let mut random = super::Random::new(1);
        assert!(all.iter().all(|text| query(&mut random, text).bytes().all(|byte| byte.is_ascii_graphic())));
    }
}
