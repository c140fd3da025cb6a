//! Web vitals of one page load, by the rules of the web-vitals library: <https://github.com/GoogleChrome/web-vitals>.
//!
//! They change until the page is gone, so they are told whenever they changed, each time under a higher revision.
//! A layout that never shifted is told as 0: leaving out the best value would make the average worse.

/// A longer pause begins another session of layout shifts; so does a longer session. Milliseconds.
const SHIFT_GAP: f64 = 1_000.0;
const SHIFT_SPAN: f64 = 5_000.0;
/// Of so many interactions, one may be slower than what is told.
const PER_OUTLIER: u32 = 50;
/// How many of the longest interactions are kept for that.
const LONGEST: usize = 10;
/// What an interaction takes that was too short for the browser to report.
const SHORTEST: u32 = 8;

/// What is told: milliseconds, and the layout shift times 10,000. Absent is what was not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Largest contentful paint.
    pub lcp: Option<u32>,
    /// Cumulative layout shift.
    pub cls: Option<u32>,
    /// Interaction to next paint.
    pub inp: Option<u32>,
    /// First contentful paint.
    pub fcp: Option<u32>,
    /// Time to first byte.
    pub ttfb: Option<u32>,
}

/// The measurements of one page load.
#[derive(Default)]
pub struct Vitals {
    /// As far as they are known at once.
    pub values: Values,
    session: Session,
    worst: f64,
    /// Longest first.
    longest: Vec<Interaction>,
    told: Values,
    revision: u32,
}

/// Layout shifts that belong together.
#[derive(Default)]
struct Session {
    sum: f64,
    first: f64,
    last: f64,
}

struct Interaction {
    id: u32,
    duration: u32,
}

impl Vitals {
    /// The layout shifted by `value` at `at`, not because of a key or click. The first call, with 0, says that the
    /// browser would tell.
    pub fn shift(&mut self, value: f64, at: f64) {
        let Session { sum, first, last } = &mut self.session;
        if *sum > 0.0 && at - *last < SHIFT_GAP && at - *first < SHIFT_SPAN {
            *sum += value;
        } else {
            (*sum, *first) = (value, at);
        }
        *last = at;
        self.worst = self.worst.max(*sum);
        self.values.cls = Some(whole(self.worst * 10_000.0));
    }

    /// One of the events of an interaction took so many milliseconds to the next paint.
    pub fn interaction(&mut self, id: u32, duration: u32) {
        let same = self.longest.iter().find(|known| known.id == id);
        let mut new = Interaction { id, duration: same.map_or(0, |same| same.duration).max(duration) };
        self.longest.retain(|known| known.id != id);
        for known in &mut self.longest {
            if new.duration > known.duration {
                std::mem::swap(known, &mut new);
            }
        }
        if self.longest.len() < LONGEST {
            self.longest.push(new);
        }
    }

    /// What is to be told after so many interactions in all, and its revision; none if nothing changed.
    pub fn due(&mut self, interactions: u32) -> Option<(u32, Values)> {
        let outliers = usize::try_from(interactions / PER_OUTLIER).unwrap_or(usize::MAX);
        let told = self.longest.get(outliers).or(self.longest.last());
        self.values.inp = told.map(|told| told.duration).or((interactions > 0).then_some(SHORTEST));
        if self.values == self.told {
            return None;
        }
        self.told = self.values;
        self.revision = self.revision.saturating_add(1);
        Some((self.revision, self.told))
    }
}

/// The nearest whole number.
pub fn whole(value: f64) -> u32 {
    (value + 0.5) as u32
}

#[cfg(test)]
mod tests {
    use super::{Values, Vitals};
    use proptest::prelude::*;

    fn shifted(shifts: &[(f64, f64)]) -> Option<u32> {
        let mut vitals = Vitals::default();
        shifts.iter().for_each(|(value, at)| vitals.shift(*value, *at));
        vitals.values.cls
    }

    #[test]
    fn a_layout_that_never_shifts_is_told() {
        let mut vitals = Vitals::default();
        assert_eq!(vitals.due(0), None);
        vitals.shift(0.0, 0.0);
        assert_eq!(vitals.due(0), Some((1, Values { cls: Some(0), ..Values::default() })));
        assert_eq!(vitals.due(0), None, "once is enough");
    }

    #[test]
    fn shifts_add_up_until_a_pause_or_for_five_seconds() {
        assert_eq!(shifted(&[(0.1, 100.0), (0.05, 1_099.0)]), Some(1_500));
        assert_eq!(shifted(&[(0.1, 100.0), (0.05, 1_100.0)]), Some(1_000), "a pause of a second");
        let steady: Vec<_> = (0..8).map(|step| (0.01, f64::from(step) * 900.0)).collect();
        assert_eq!(shifted(&steady), Some(600), "six begin within five seconds");
    }

    #[test]
    fn what_grows_later_is_told_again() {
        let mut vitals = Vitals::default();
        vitals.values.ttfb = Some(120);
        assert_eq!(vitals.due(0).map(|(revision, _)| revision), Some(1));
        vitals.interaction(7, 104);
        let (revision, values) = vitals.due(1).unwrap_or_default();
        assert_eq!((revision, values.ttfb, values.inp), (2, Some(120), Some(104)));
    }

    #[test]
    fn an_interaction_is_as_long_as_its_longest_event() {
        let mut vitals = Vitals::default();
        vitals.interaction(7, 48);
        vitals.interaction(7, 160);
        vitals.interaction(7, 56);
        assert_eq!(vitals.due(1).and_then(|(_, values)| values.inp), Some(160));
    }

    #[test]
    fn interactions_too_short_to_be_reported_still_count() {
        assert_eq!(Vitals::default().due(3).and_then(|(_, values)| values.inp), Some(8));
    }

    proptest! {
        /// Of all interactions the one that a fiftieth are longer than.
        #[test]
        fn outliers_are_left_out(events in prop::collection::vec((0_u32..80, 8_u32..1_000), 1..400)) {
            let mut vitals = Vitals::default();
            let mut longest = std::collections::BTreeMap::new();
            for (id, duration) in events {
                vitals.interaction(id, duration);
                let known = longest.entry(id).or_insert(0);
                *known = duration.max(*known);
            }
            let mut durations: Vec<u32> = longest.into_values().collect();
            durations.sort_unstable_by(|a, b| b.cmp(a));
            let outlier = (durations.len() / 50).min(9);
            let count = u32::try_from(durations.len()).unwrap_or(0);
            prop_assert_eq!(vitals.due(count).and_then(|(_, values)| values.inp), durations.get(outlier).copied());
        }

        /// No session holds more than all shifts, and each shift is in one.
        #[test]
        fn a_session_is_part_of_all_shifts(shifts in prop::collection::vec((0.0..0.5_f64, 0.0..2_000.0_f64), 1..50)) {
            let mut at = 0.0;
            let shifts: Vec<_> = shifts.into_iter().map(|(value, wait)| { at += wait; (value, at) }).collect();
            let worst = f64::from(shifted(&shifts).unwrap_or(0)) / 10_000.0;
            let sum: f64 = shifts.iter().map(|(value, _)| value).sum();
            let most = shifts.iter().map(|(value, _)| *value).fold(0.0, f64::max);
            prop_assert!(worst <= sum + 0.0001 && worst >= most - 0.0001, "{worst} of {sum}");
        }
    }
}
