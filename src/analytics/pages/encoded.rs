//! The part of an address behind `?`, both ways.
//!
//! The router's own map decodes every value twice, and `%` stands in paths that were counted: asked
//! for `/caf%C3%A9`, it would ask for another page.

/// Names and values in their order; what is no UTF-8 is replaced.
pub fn pairs(search: &str) -> Vec<(String, String)> {
    let parts = search.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    };
    parts.map(pair).collect()
}

/// `?` and the pairs, or nothing without any. What is readable stays readable.
pub fn search(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        text.push(if text.is_empty() { '?' } else { '&' });
        encode(&mut text, name);
        text.push('=');
        encode(&mut text, value);
    }
    text
}

fn decoded(text: &str) -> String {
    let (mut rest, mut plain) = (text.as_bytes(), Vec::with_capacity(text.len()));
    while let Some((first, after)) = rest.split_first() {
        let escaped = escaped(after).filter(|_| *first == b'%');
        plain.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// The byte that two digits stand for.
fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn encode(text: &mut String, part: &str) {
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~*/:,".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_forms_and_people_write_is_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pairs("?a=b+c&d&&e=%2Fcaf%25C3&f=100%&g=%zz"),
            [pair("a", "b c"), pair("d", ""), pair("e", "/caf%C3"), pair("f", "100%"), pair("g", "%zz"),]
        );
        assert_eq!(search(&[pair("f", "is,page,/a b|/ü")]), "?f=is,page,/a%20b%7C/%C3%BC");
        assert_eq!(search(&[]), "");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(given: Vec<(String, String)>) {
            let given: Vec<_> = given.into_iter().filter(|(name, _)| !name.is_empty()).collect();
            prop_assert_eq!(pairs(&search(&given)), given);
        }
    }
}
