//! How long somebody looked at a view, and how far down: both grow only, and are told again whenever they grew.

/// Milliseconds more that are worth telling.
const WORTH_MS: u32 = 3_000;

/// The engagement with one view.
#[derive(Default)]
pub struct Engagement {
    /// Since when the page is looked at; none while it is not.
    since: Option<u32>,
    /// Milliseconds before that.
    spent: u32,
    /// The lowest line that was seen, and the height of the document when it was last looked at; in CSS pixels.
    reach: u32,
    height: u32,
    /// What was told last.
    told: Option<Told>,
}

/// What is told of a view: milliseconds, and how much of the document was seen, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub spent: u32,
    pub depth: u32,
}

impl Engagement {
    /// Notes at `now` whether the page is looked at: visible, and with the focus in it.
    pub fn attend(&mut self, now: u32, attentive: bool) {
        self.spent = self.spent_at(now);
        self.since = attentive.then_some(now);
    }

    /// Notes that the window ends at the line `bottom` of a document of this height.
    pub fn scrolled(&mut self, bottom: u32, height: u32) {
        self.reach = self.reach.max(bottom);
        self.height = height;
    }

    /// Another view begins at `now`, looked at as the one before.
    pub fn next(&self, now: u32) -> Self {
        Self { since: self.since.map(|_| now), ..Self::default() }
    }

    /// What is to be told at `now`; none if that would be hardly more than was told before.
    pub fn due(&mut self, now: u32) -> Option<Told> {
        let is = Told { spent: self.spent_at(now), depth: self.depth() };
        let worth = |told: Told| is.depth > told.depth || is.spent >= told.spent.saturating_add(WORTH_MS);
        if self.told.is_some_and(|told| !worth(told)) {
            return None;
        }
        self.told = Some(is);
        self.told
    }

    fn spent_at(&self, now: u32) -> u32 {
        let running = self.since.map_or(0, |since| now.saturating_sub(since));
        self.spent.saturating_add(running)
    }

    /// Of the document as it is now: what was the end of a short one may be the top of a long one.
    fn depth(&self) -> u32 {
        let rounded = u64::from(self.reach).saturating_mul(200).saturating_add(self.height.into());
        let depth = rounded.checked_div(u64::from(self.height).saturating_mul(2)).unwrap_or(0);
        u32::try_from(depth).unwrap_or(100).min(100)
    }
}

#[cfg(test)]
mod tests {
    use super::{Engagement, Told};
    use proptest::prelude::*;

    fn told(spent: u32, depth: u32) -> Option<Told> {
        Some(Told { spent, depth })
    }

    #[test]
    fn only_time_in_sight_and_focus_counts() {
        let mut engagement = Engagement::default();
        engagement.attend(100, true);
        engagement.attend(1_100, false);
        engagement.attend(9_000, true);
        assert_eq!(engagement.due(11_200), told(3_200, 0));
        engagement.attend(11_200, false);
        assert_eq!(engagement.due(60_000), None, "nothing came since");
    }

    #[test]
    fn the_first_is_told_and_then_only_what_is_worth_it() {
        let mut engagement = Engagement::default();
        engagement.attend(0, true);
        engagement.scrolled(800, 2_000);
        assert_eq!(engagement.due(10), told(10, 40));
        assert_eq!(engagement.due(3_009), None);
        assert_eq!(engagement.due(3_010), told(3_010, 40));
        engagement.scrolled(1_000, 2_000);
        assert_eq!(engagement.due(3_020), told(3_020, 50));
        engagement.scrolled(0, 2_000);
        assert_eq!(engagement.due(3_030), None, "what was seen stays seen");
    }

    #[test]
    fn the_depth_is_that_of_the_document_as_it_grew() {
        let mut engagement = Engagement::default();
        engagement.scrolled(900, 900);
        engagement.scrolled(900, 9_000);
        assert_eq!(engagement.due(0), told(0, 10));
        engagement.scrolled(9_001, 9_000);
        assert_eq!(engagement.due(0), told(0, 100));
    }

    #[test]
    fn the_next_view_starts_from_nothing() {
        let mut engagement = Engagement::default();
        engagement.attend(0, true);
        engagement.scrolled(900, 900);
        let mut next = engagement.next(5_000);
        assert_eq!(next.due(5_500), told(500, 0));
        engagement.attend(6_000, false);
        assert_eq!(engagement.next(7_000).due(9_000), told(0, 0), "nobody looks");
    }

    proptest! {
        /// However often it is asked, the time is that of the spans in which somebody looked.
        #[test]
        fn the_time_is_the_sum_of_the_spans(
            steps in prop::collection::vec((0_u32..10_000, any::<bool>(), any::<bool>()), 0..60),
        ) {
            let mut engagement = Engagement::default();
            let (mut now, mut looking, mut sum) = (0, false, 0);
            let mut most = None;
            for (wait, attentive, ask) in steps {
                now += wait;
                sum += if looking { wait } else { 0 };
                looking = attentive;
                engagement.attend(now, attentive);
                if let Some(is) = ask.then(|| engagement.due(now)).flatten() {
                    prop_assert_eq!(is.spent, sum);
                    prop_assert!(most.is_none_or(|before| is.spent >= before + 3_000));
                    most = Some(is.spent);
                }
            }
            prop_assert!(most.is_some() || engagement.due(now) == told(sum, 0));
        }
    }
}
