//! Repeatable randomness, and the ids clients make.

use std::fmt::Write;
use std::time::UNIX_EPOCH;

/// xorshift64*: a run can be repeated from its seed, which the report names.
pub struct Random {
    state: u64,
    pages: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed.max(1), pages: 0 }
    }

    /// A seed that differs from run to run.
    pub fn any_seed() -> u64 {
        u64::from(std::process::id()) << 32 ^ unix_ms()
    }

    pub fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from `low` up to, not including, `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }

    /// The id of a page load as beacons make them: 42 bits of time, then 22 that look random. Chance
    /// would repeat one in a long run, and that would look like a loss; a scrambled counter does not.
    pub fn page(&mut self) -> u64 {
        self.pages += 1;
        unix_ms() << 22 | self.pages.wrapping_mul(0x2545_f491) & 0x3f_ffff
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

/// Now, in unix milliseconds.
#[expect(clippy::disallowed_methods, reason = "a load generator has no clock to inject")]
pub fn unix_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Random, write_uuid};
    use std::collections::HashSet;

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
    fn pages_begin_with_the_time_and_differ() {
        let mut random = Random::new(7);
        let pages: HashSet<u64> = (0..10_000).map(|_| random.page()).collect();
        assert_eq!(pages.len(), 10_000);
        assert!(pages.iter().all(|page| (page >> 22).abs_diff(super::unix_ms()) < 60_000));
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
