//! The text of an API token: `crs_`, 30 random base62 characters, and 6 that
//! are the CRC32 of those 30, so that a mistyped token is refused unseen.

use crate::server::clock::random;

const PREFIX: &str = "crs_";
const RANDOM_CHARS: usize = 30;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new token: 178 bits nobody can guess.
pub fn generate() -> String {
    let mut text = String::with_capacity(RANDOM_CHARS);
    while text.len() < RANDOM_CHARS {
        // 248 is the largest multiple of 62 in a byte; above it the rest would favour some characters.
        let fair = random::<32>().into_iter().filter(|byte| *byte < 248);
        let chars = fair.map(|byte| char::from(BASE62[usize::from(byte % 62)]));
        text.extend(chars.take(RANDOM_CHARS - text.len()));
    }
    format!("{PREFIX}{text}{}", checksum(&text))
}

/// Whether `text` has the form of a token and its checksum is right.
pub fn is_well_formed(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX) else { return false };
    let (true, Some((secret, sum))) = (rest.is_ascii(), rest.split_at_checked(RANDOM_CHARS)) else {
        return false;
    };
    secret.bytes().all(|byte| BASE62.contains(&byte)) && checksum(secret) == sum
}

/// CRC32 as 6 base62 characters, most significant first.
fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_typo_is_noticed() {
        let token = generate();
        assert_eq!(token.len(), 40);
        assert!(is_well_formed(&token) && generate() != token);
        for at in 0..token.len() {
            let mut typo = token.clone().into_bytes();
            typo[at] = if typo[at] == b'x' { b'y' } else { b'x' };
            assert!(!is_well_formed(&String::from_utf8_lossy(&typo)), "typo at {at}");
        }
        for wrong in ["", "crs_", "crs_ä", &token[..39], &format!("{token}0")] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
