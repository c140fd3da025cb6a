//! Takes out of people's words what they pasted along without looking: numbers of
//! payment cards and keys in the forms their issuers have published. Everything
//! else stays as it was typed.

use super::scrub::FILTERED;

/// How keys begin, and how long one is at least. Prefixes as the issuers document
/// them (GitHub, GitLab, Stripe, Slack, OpenAI, Anthropic, AWS, Google, npm, PyPI,
/// SendGrid) and our own API tokens.
const KEYS: [(&str, usize); 24] = [
    ("crs_", 24),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 40),
    ("glpat-", 24),
    ("sk_live_", 24),
    ("sk_test_", 24),
    ("rk_live_", 24),
    ("whsec_", 24),
    ("xoxb-", 24),
    ("xoxp-", 24),
    ("xoxa-", 24),
    ("xoxs-", 24),
    ("sk-", 36),
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 39),
    ("npm_", 40),
    ("pypi-", 40),
    ("SG.", 60),
    ("ya29.", 40),
];
/// A header and a payload alone are this long.
const JWT_MIN: usize = 40;
const BEARER_MIN: usize = 20;
const KEY_BLOCK: &str = " PRIVATE KEY-----";

/// The text with `[filtered]` in the place of each secret.
pub fn without(text: &str) -> String {
    let text = without_key_blocks(text);
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut bearer = false;
    while !rest.is_empty() {
        let (between, tail) = rest.split_at(rest.find(in_word).unwrap_or(rest.len()));
        clean.push_str(between);
        let (word, tail) = tail.split_at(tail.find(|c| !in_word(c)).unwrap_or(tail.len()));
        if is_key(word) || (bearer && between.trim().is_empty() && word.len() >= BEARER_MIN) {
            clean.push_str(FILTERED);
        } else {
            clean.push_str(word);
        }
        bearer = word.eq_ignore_ascii_case("bearer");
        rest = tail;
    }
    without_cards(&clean)
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '~')
}

fn is_key(word: &str) -> bool {
    let named = KEYS.iter().any(|(start, length)| word.starts_with(start) && word.len() >= *length);
    named || is_jwt(word)
}

/// `eyJ` is how the Base64 of `{"` begins (RFC 7519: header, payload, signature).
fn is_jwt(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let [header, payload, _] = parts[..] else { return false };
    header.starts_with("eyJ") && payload.starts_with("eyJ") && word.len() >= JWT_MIN
}

/// Private keys in PEM (RFC 7468): from `-----BEGIN` to the end of the `-----END` line, or of the text.
fn without_key_blocks(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        let (before, block) = rest.split_at(start);
        let Some(label) = block.lines().next().and_then(|line| line.find(KEY_BLOCK)) else {
            let (kept, tail) = rest.split_at(start + 1);
            clean.push_str(kept);
            rest = tail;
            continue;
        };
        let inside = &block[label + KEY_BLOCK.len()..];
        let end = inside.find(KEY_BLOCK).map_or(inside.len(), |at| at + KEY_BLOCK.len());
        clean.push_str(before);
        clean.push_str(FILTERED);
        rest = &inside[end..];
    }
    clean + rest
}

/// Numbers of 13 to 19 digits (ISO/IEC 7812) with a right check digit, in one piece or
/// in groups of three or more: dates and lists of small numbers are no cards.
fn without_cards(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut inside_word = false;
    while let Some(c) = rest.chars().next() {
        let card = if inside_word { 0 } else { card_length(rest) };
        if card > 0 {
            clean.push_str(FILTERED);
            rest = &rest[card..];
        } else {
            clean.push(c);
            rest = &rest[c.len_utf8()..];
        }
        inside_word = c.is_alphanumeric();
    }
    clean
}

/// The bytes of the card number that `text` begins with, or 0.
fn card_length(text: &str) -> usize {
    // Of the issuers of cards only these digits are in use; 1 begins today's unix milliseconds.
    if !text.starts_with(['2', '3', '4', '5', '6']) {
        return 0;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-')).unwrap_or(text.len());
    let followed = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    let number = text[..end].trim_end_matches([' ', '-']);
    let groups: Vec<&str> = number.split([' ', '-']).collect();
    if (followed && number.len() == end) || groups.iter().any(|group| group.len() < 3) {
        return 0;
    }
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    if (13..=19).contains(&digits.len()) && luhn(&digits) { number.len() } else { 0 }
}

/// The check of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let weigh = |(place, digit): (usize, &u32)| match place % 2 {
        0 => *digit,
        _ => digit * 2 % 10 + digit * 2 / 10,
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::without;
    use proptest::prelude::*;

    #[test]
    fn cards_are_taken_out_and_other_numbers_are_not() {
        for (given, kept) in [
            ("My card 4111 1111 1111 1111 was refused", "My card [filtered] was refused"),
            ("(4111-1111-1111-1111)", "([filtered])"),
            ("378282246310005, 5555555555554444.", "[filtered], [filtered]."),
            ("3782 822463 10005 ", "[filtered] "),
            ("4111 1111 1111 1112", "4111 1111 1111 1112"),
            ("order 4111111111111111x", "order 4111111111111111x"),
            ("id_4111111111111111", "id_[filtered]"),
            ("at 1700000000000 and 2024-11-28 03:15", "at 1700000000000 and 2024-11-28 03:15"),
            ("2 20 200 2000 20000 0 0", "2 20 200 2000 20000 0 0"),
        ] {
            assert_eq!(without(given), kept, "{given}");
        }
    }

    #[test]
    fn keys_are_taken_out_and_words_are_not() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
        let long = "a1".repeat(30);
        for (given, kept) in [
            (format!("token: ghp_{long}, sk-{long}"), "token: [filtered], [filtered]".to_owned()),
            (
                format!("curl -H 'Authorization: Bearer {long}' x"),
                "curl -H 'Authorization: Bearer [filtered]' x".to_owned(),
            ),
            (format!("got {jwt}!"), "got [filtered]!".to_owned()),
            ("AKIAIOSFODNN7EXAMPLE".to_owned(), "[filtered]".to_owned()),
            (format!("bearer of news {long}"), format!("bearer of news {long}")),
            ("sk-eleton npm_install".to_owned(), "sk-eleton npm_install".to_owned()),
        ] {
            assert_eq!(without(&given), kept);
        }
    }

    #[test]
    fn private_keys_are_taken_out_as_a_whole() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIB+/=\nMIIC\n-----END RSA PRIVATE KEY-----";
        assert_eq!(without(&format!("a\n{key}\nb {key}")), "a\n[filtered]\nb [filtered]");
        assert_eq!(without("-----BEGIN PRIVATE KEY-----\nMIIB"), "[filtered]");
        let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
        assert_eq!(without(public), public);
    }

    proptest! {
        #[test]
        fn words_without_digits_stay_as_they_are(text in "[a-z äß日本,.!?\n-]{0,80}") {
            prop_assert_eq!(without(&text), text);
        }

        #[test]
        fn a_second_time_changes_nothing(text in "(\\PC|[0-9 -]){0,60}") {
            let once = without(&text);
            prop_assert_eq!(without(&once), once);
        }
    }
}
