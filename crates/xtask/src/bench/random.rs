//! Repeatable randomness, and the ids clients make.

use std::fmt::Write;
use std::time::UNIX_EPOCH;

/// xorshift64*: a run can be repeated from its seed, which the report names.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// A seed that differs from run to run.
    pub fn any_seed() -> u64 {
        u64::from(std::process::id()) << 32 ^ unix_ms()
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from `low` up to, not including, `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }

    /// A version 7 UUID as a number: 48 bits of time, then random ones.
    pub fn uuid(&mut self) -> u128 {
        let (high, low) = (self.next(), self.next());
        let random = u128::from(high & 0xfff) << 64 | u128::from(low & (u64::MAX >> 2));
        u128::from(unix_ms()) << 80 | 0x7 << 76 | 0b10 << 62 | random
    }
}

/// The usual form of a UUID, appended to `out`.
pub fn write_uuid(out: &mut String, id: u128) {
    let hex = format!("{id:032x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    let _ = write!(out, "{}", parts.join("-"));
}

#[expect(clippy::disallowed_methods, reason = "a load generator has no clock to inject")]
fn unix_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Random, write_uuid};

    #[test]
    fn ids_are_version_7_and_differ() {
        let mut random = Random::new(7);
        let mut text = String::new();
        write_uuid(&mut text, random.uuid());
        assert_eq!((text.len(), &text[14..15]), (36, "7"));
        assert!("89ab".contains(&text[19..20]), "{text}");
        assert_ne!(random.uuid(), random.uuid());
    }

    #[test]
    fn a_seed_repeats() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            [(); 5].map(|()| random.next())
        };
        assert_eq!(numbers(3), numbers(3));
        assert_ne!(numbers(3), numbers(4));
    }
}
