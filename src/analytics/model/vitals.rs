//! Web vitals: how fast a page is for those who use it.
//!
//! Every value is a whole number: milliseconds, and CLS × 10,000. Zero is a
//! value, and of CLS the commonest and best one: whoever takes it for "none"
//! makes every page look worse than it is.

mod histogram;

pub use histogram::Histogram;

use serde::{Deserialize, Serialize};

/// A metric of the web-vitals library, with its semantics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vital {
    Lcp,
    Inp,
    Cls,
    Fcp,
    Ttfb,
}

/// What a value means for somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    Good,
    NeedsImprovement,
    Poor,
}

impl Vital {
    /// The three that rank a page first.
    pub const ALL: [Self; 5] = [Self::Lcp, Self::Inp, Self::Cls, Self::Fcp, Self::Ttfb];

    /// Its name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lcp => "lcp",
            Self::Inp => "inp",
            Self::Cls => "cls",
            Self::Fcp => "fcp",
            Self::Ttfb => "ttfb",
        }
    }

    /// The vital of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vital| vital.as_str().eq_ignore_ascii_case(name))
    }

    /// The largest value that is good, and the largest that is not yet poor.
    /// Source: <https://web.dev/articles/defining-core-web-vitals-thresholds>
    pub const fn thresholds(self) -> (u32, u32) {
        match self {
            Self::Lcp => (2_500, 4_000),
            Self::Inp => (200, 500),
            Self::Cls => (1_000, 2_500),
            Self::Fcp => (1_800, 3_000),
            Self::Ttfb => (800, 1_800),
        }
    }

    /// The largest value that is believed; the smallest is zero.
    pub const fn max(self) -> u32 {
        match self {
            Self::Cls => 1_000_000,
            Self::Lcp | Self::Inp | Self::Fcp | Self::Ttfb => 60_000,
        }
    }

    /// The number as a value of this vital, unless it is none.
    pub fn accept(self, number: i64) -> Option<u32> {
        u32::try_from(number).ok().filter(|value| *value <= self.max())
    }

    pub fn rating(self, value: u32) -> Rating {
        let (good, fair) = self.thresholds();
        match value {
            value if value <= good => Rating::Good,
            value if value <= fair => Rating::NeedsImprovement,
            _ => Rating::Poor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_belongs_to_the_better_side() {
        for vital in Vital::ALL {
            let (good, fair) = vital.thresholds();
            let ratings = [0, good, good + 1, fair, fair + 1].map(|value| vital.rating(value));
            let [good, improve, poor] = [Rating::Good, Rating::NeedsImprovement, Rating::Poor];
            assert_eq!(ratings, [good, good, improve, improve, poor], "{vital:?}");
        }
    }

    #[test]
    fn zero_is_a_value_and_nonsense_is_none() {
        for vital in Vital::ALL {
            let max = i64::from(vital.max());
            let accepted = [0, max, -1, max + 1, i64::MAX].map(|number| vital.accept(number));
            assert_eq!(accepted, [Some(0), Some(vital.max()), None, None, None], "{vital:?}");
            assert_eq!(Vital::parse(&vital.as_str().to_uppercase()), Some(vital));
        }
        assert_eq!(Vital::parse("fid"), None);
    }
}
