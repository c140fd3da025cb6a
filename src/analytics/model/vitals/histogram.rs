//! Values of a vital, counted in buckets that are the same for ever, so that
//! histograms of days, pages and releases add up to exactly what one of all
//! their values would have been. Percentiles themselves cannot be added.
//!
//! A bucket is at most 1 % wide, and every whole number up to 200 has its own,
//! zero too. Edges are found by whole numbers alone, since a logarithm may
//! round differently on another machine. And no bucket reaches across a
//! threshold: the rating of a percentile is always that of the exact one.

use super::{Rating, Vital};
use std::{collections::BTreeMap, fmt};

/// The largest value any vital has; what is above counts as this.
const MAX: u32 = Vital::Cls.max();

const BUCKETS: usize = fill(&mut []);

/// The smallest value of each bucket, and behind the last one what is above it.
const EDGES: [u32; BUCKETS + 1] = {
    let mut edges = [0; BUCKETS + 1];
    fill(&mut edges);
    edges
};

/// Writes as many edges as there is room for and gives the number of buckets.
const fn fill(edges: &mut [u32]) -> usize {
    let (mut edge, mut count) = (0, 0);
    loop {
        if count < edges.len() {
            edges[count] = edge;
        }
        if edge > MAX {
            return count;
        }
        let width = if edge < 100 { 1 } else { edge / 100 };
        edge = before_threshold(edge, edge + width);
        count += 1;
    }
}

/// Where a bucket ends that begins at `from` and may last until `to`.
const fn before_threshold(from: u32, mut to: u32) -> u32 {
    let mut at = 0;
    while at < Vital::ALL.len() {
        let (good, fair) = Vital::ALL[at].thresholds();
        if from <= good && good < to {
            to = good + 1;
        }
        if from <= fair && fair < to {
            to = fair + 1;
        }
        at += 1;
    }
    to
}

/// How many values were in each bucket.
///
/// As text it is what a database column holds: `0:12,431:3` are twelve values in
/// bucket 0 and three in bucket 431; empty buckets are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram(BTreeMap<usize, u64>);

impl Histogram {
    pub fn add(&mut self, value: u32) {
        let bucket = EDGES.partition_point(|edge| *edge <= value.min(MAX)) - 1;
        self.count(bucket, 1);
    }

    /// In whatever order histograms are merged, the result is the same.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.0 {
            self.count(*bucket, *count);
        }
    }

    /// How many values there are.
    pub fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// What three quarters of the values do not exceed: the figure vitals are judged by.
    pub fn p75(&self) -> Option<u32> {
        self.percentile(75)
    }

    /// The value at the nearest rank, at most 1 % off; none without values.
    pub fn percentile(&self, percent: u8) -> Option<u32> {
        let rank = (u128::from(self.total()) * u128::from(percent.min(100))).div_ceil(100).max(1);
        let mut below = 0;
        let reached = |(_, count): &(&usize, &u64)| {
            below += u128::from(**count);
            below >= rank
        };
        self.0.iter().find(reached).map(|(bucket, _)| middle(*bucket))
    }

    /// How many values are good, need improvement, are poor. They add up to the total.
    pub fn rated(&self, vital: Vital) -> [u64; 3] {
        let mut counts = [0_u64; 3];
        for (bucket, count) in &self.0 {
            let place = match vital.rating(middle(*bucket)) {
                Rating::Good => &mut counts[0],
                Rating::NeedsImprovement => &mut counts[1],
                Rating::Poor => &mut counts[2],
            };
            *place = place.saturating_add(*count);
        }
        counts
    }

    /// Reads the text form; none if it is not one that was written by us.
    pub fn parse(text: &str) -> Option<Self> {
        let mut found = Self::default();
        for part in text.split(',').filter(|_| !text.is_empty()) {
            let (bucket, count) = part.split_once(':')?;
            let (bucket, count) = (bucket.parse().ok()?, count.parse().ok()?);
            let ascends = found.0.last_key_value().is_none_or(|(last, _)| *last < bucket);
            if !ascends || bucket >= BUCKETS || count == 0 {
                return None;
            }
            found.count(bucket, count);
        }
        Some(found)
    }

    fn count(&mut self, bucket: usize, more: u64) {
        let count = self.0.entry(bucket).or_default();
        *count = count.saturating_add(more);
    }
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (bucket, count)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{bucket}:{count}")?;
        }
        Ok(())
    }
}

fn middle(bucket: usize) -> u32 {
    EDGES[bucket].midpoint(EDGES[bucket + 1] - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[u32]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.add(*value));
        histogram
    }

    fn joined(a: &Histogram, b: &Histogram) -> Histogram {
        let mut both = a.clone();
        both.merge(b);
        both
    }

    /// As many small values as large ones.
    fn values() -> impl Strategy<Value = Vec<u32>> {
        let value = prop_oneof![0..=1_u32, 0..300_u32, 300..6_000_u32, 6_000..=MAX];
        prop::collection::vec(value, 1..80)
    }

    #[test]
    fn buckets_are_narrow_and_end_at_thresholds() {
        for pair in EDGES.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            assert!(from < to && (to - from == 1 || (to - from) * 100 <= from), "{from} to {to}");
            for vital in Vital::ALL {
                assert_eq!(vital.rating(from), vital.rating(to - 1), "{from} to {to}");
            }
        }
        assert!(EDGES[BUCKETS - 1] <= MAX && EDGES[BUCKETS] > MAX);
        assert!(EDGES[..=200].iter().copied().eq(0..=200), "small numbers have their own");
        assert_eq!(of(&[u32::MAX]), of(&[MAX]));
    }

    /// Histograms are stored: a change of an edge would make every one of them wrong.
    #[test]
    fn edges_never_change() {
        let sum = EDGES.iter().fold(0_u64, |sum, edge| sum.wrapping_mul(31) + u64::from(*edge));
        assert_eq!((BUCKETS, sum), (1_087, 3_226_528_840_027_115_280));
    }

    #[test]
    fn nothing_has_no_percentile_and_zero_is_one() {
        assert_eq!(Histogram::default().p75(), None);
        assert_eq!(of(&[0, 0, 0, 9_000]).p75(), Some(0));
        assert_eq!(of(&[0, 0, 0, 0, 2_500, 9_000]).rated(Vital::Cls), [4, 1, 1]);
    }

    #[test]
    fn other_texts_are_none() {
        assert_eq!(Histogram::parse(""), Some(Histogram::default()));
        for text in ["x", "1", "1:", ":1", "1:0", "-1:1", "1:1,", "2:1,1:1", "1:1,1:1", "1:1,,2:1", "99999:1"]
        {
            assert_eq!(Histogram::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_percentile_is_within_one_percent_of_the_nearest_rank(mut values in values(), percent in 0..=100_u8) {
            let histogram = of(&values);
            values.sort_unstable();
            let rank = (values.len() * usize::from(percent)).div_ceil(100).max(1);
            let exact = values[rank - 1];
            let found = histogram.percentile(percent).unwrap();
            prop_assert!(found.abs_diff(exact) * 100 <= exact, "{} for {}", found, exact);
            for vital in Vital::ALL {
                prop_assert_eq!(vital.rating(found), vital.rating(exact));
                let good = values.iter().filter(|value| vital.rating(**value) == Rating::Good).count();
                prop_assert_eq!(histogram.rated(vital)[0], good as u64);
                prop_assert_eq!(histogram.rated(vital).iter().sum::<u64>(), histogram.total());
            }
        }

        #[test]
        fn merging_is_counting_together_in_any_order(a in values(), b in values(), c in values()) {
            let all = of(&[a.clone(), b.clone(), c.clone()].concat());
            let (a, b, c) = (of(&a), of(&b), of(&c));
            prop_assert_eq!(&joined(&joined(&a, &b), &c), &all);
            prop_assert_eq!(&joined(&c, &joined(&b, &a)), &all);
            prop_assert_eq!(joined(&a, &Histogram::default()), a);
        }

        #[test]
        fn what_is_written_is_read_again(values in values()) {
            let histogram = of(&values);
            prop_assert_eq!(Histogram::parse(&histogram.to_string()), Some(histogram));
        }

        #[test]
        fn no_text_breaks_it(text in "[0-9:,]{0,40}") {
            if let Some(histogram) = Histogram::parse(&text) {
                histogram.p75();
                histogram.rated(Vital::Lcp);
            }
        }
    }
}
