//! Events that the server has not acknowledged yet, and when they are sent.
//!
//! One batch is under way at a time, except when the page is being left: then the rest goes at once, together with the
//! views under way that it belongs to. What is refused for a while (429, 503, no connection) stays and travels again
//! under the same numbers; the server stores it once. Kept in memory only: a page closed during such a while loses its
//! events, which is the price of storing nothing on other people's devices.

/// A batch may have so many events …
const MOST_EVENTS: usize = 50;
/// … and so many bytes, together with those under way: bodies that outlive their page share 64 KiB.
const MOST_BYTES: usize = 60_000;
/// No more events wait than this, however long a server is away.
const MOST_WAITING: usize = 500;
/// Milliseconds to wait after the first failure, the second, and so on.
const WAITS: [u32; 4] = [5_000, 30_000, 120_000, 600_000];

/// What an event is to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    View,
    /// Happened once.
    Once,
    /// Told anew as they grow: of one view, the last is enough.
    Engagement,
    Vitals,
}

/// An event that waits.
pub struct Event {
    /// Number of the page load, from 0: a batch is of one.
    pub load: usize,
    pub kind: Kind,
    /// Its own number, or that of its view.
    pub number: u32,
    /// As it travels.
    pub json: String,
}

struct Waiting {
    event: Event,
    /// The last batch it is in; none while it is not under way.
    batch: Option<u32>,
    /// A later one says all it says.
    outdated: bool,
}

/// The events of a page, oldest first.
#[derive(Default)]
pub struct Queue {
    waiting: Vec<Waiting>,
    /// Numbers and bytes of the batches under way.
    flying: Vec<(u32, usize)>,
    batches: u32,
    failures: usize,
    /// Before this time nothing is sent …
    rest_until: u32,
    /// … not even when the page is being left, since the server asked for it.
    refused: bool,
}

/// What the server said.
#[derive(Clone, Copy)]
pub struct Answer {
    /// The HTTP status; 0 when there was no answer.
    pub status: u32,
    /// `Retry-After` in seconds; 0 without one.
    pub retry_after: u32,
}

impl Queue {
    /// Adds an event; in the place of what was told of its view before.
    pub fn push(&mut self, event: Event) {
        if matches!(event.kind, Kind::Engagement | Kind::Vitals) {
            for known in &mut self.waiting {
                known.outdated |= known.event.is_like(&event);
            }
            self.forget_outdated();
        }
        // No connection takes more at once, so what is too large would stand in the way of the rest for ever.
        if self.waiting.len() < MOST_WAITING && event.json.len() < MOST_BYTES {
            self.waiting.push(Waiting { event, batch: None, outdated: false });
        }
    }

    /// The events to send at `now`, of the page load of this number. The n-th batch taken is answered as number n.
    pub fn take(&mut self, now: u32, leaving: bool) -> Option<(usize, impl Iterator<Item = &str>)> {
        let resting = now < self.rest_until && (self.refused || !leaving);
        if resting || !(leaving || self.flying.is_empty()) {
            return None;
        }
        let load = self.waiting.iter().find(|known| known.batch.is_none())?.event.load;
        let number = self.batches.saturating_add(1);
        let bytes = self.choose(load, number)?;
        self.flying.push((number, bytes));
        self.batches = number;
        let chosen = self.waiting.iter().filter(move |known| known.batch == Some(number));
        Some((load, chosen.map(|known| known.event.json.as_str())))
    }

    /// Puts events into the batch of this number: what waits, and views under way. Returns their bytes; none if there is
    /// no room for anything that waits.
    fn choose(&mut self, load: usize, number: u32) -> Option<usize> {
        let flying: usize = self.flying.iter().map(|(_, bytes)| *bytes).sum();
        let room = MOST_BYTES.saturating_sub(flying);
        let wanted = |known: &Waiting| {
            known.event.load == load && (known.batch.is_none() || known.event.kind == Kind::View)
        };
        let (mut bytes, mut count, mut waits) = (0_usize, 0_usize, false);
        for known in self.waiting.iter().filter(|known| wanted(known)).take(MOST_EVENTS) {
            let with = bytes.saturating_add(known.event.json.len()).saturating_add(1);
            if with > room {
                break;
            }
            (bytes, count) = (with, count.saturating_add(1));
            waits |= known.batch.is_none();
        }
        for known in self.waiting.iter_mut().filter(|known| wanted(known)).take(if waits { count } else { 0 })
        {
            known.batch = Some(number);
        }
        waits.then_some(bytes)
    }

    /// Notes at `now` what became of a batch; returns how many milliseconds to wait before asking [`Queue::take`]
    /// again. `chance`, below 256, spreads those who were refused together.
    pub fn answered(&mut self, number: u32, answer: Answer, chance: u32, now: u32) -> u32 {
        self.flying.retain(|(flying, _)| *flying != number);
        if !matches!(answer.status, 0 | 408 | 429 | 500..) {
            // Acknowledged, or never to be accepted.
            self.waiting.retain(|known| known.batch != Some(number));
            (self.failures, self.rest_until) = (0, 0);
            return 0;
        }
        for known in self.waiting.iter_mut().filter(|known| known.batch == Some(number)) {
            known.batch = None;
        }
        self.forget_outdated();
        let longest = WAITS.len().saturating_sub(1);
        let wait = WAITS.get(self.failures.min(longest)).copied().unwrap_or_default();
        self.failures = self.failures.saturating_add(1);
        let wait = wait.max(answer.retry_after.saturating_mul(1_000));
        // Up to a fifth later, never earlier than asked.
        let wait = wait.saturating_add((wait / 1_280).saturating_mul(chance));
        self.refused = answer.status != 0;
        self.rest_until = now.saturating_add(wait);
        wait
    }

    fn forget_outdated(&mut self) {
        self.waiting.retain(|known| !known.outdated || known.batch.is_some());
    }
}

impl Event {
    fn is_like(&self, other: &Self) -> bool {
        (self.load, self.kind, self.number) == (other.load, other.kind, other.number)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Event, Kind, Queue};
    use proptest::prelude::*;

    const STORED: Answer = Answer { status: 202, retry_after: 0 };
    const BUSY: Answer = Answer { status: 503, retry_after: 0 };
    const AWAY: Answer = Answer { status: 0, retry_after: 0 };

    fn event(kind: Kind, number: u32, json: &str) -> Event {
        Event { load: 0, kind, number, json: json.to_owned() }
    }

    fn once(json: &str) -> Event {
        event(Kind::Once, 9, json)
    }

    fn queue(events: impl IntoIterator<Item = Event>) -> Queue {
        let mut queue = Queue::default();
        events.into_iter().for_each(|event| queue.push(event));
        queue
    }

    fn taken(queue: &mut Queue, now: u32, leaving: bool) -> Vec<String> {
        queue.take(now, leaving).map(|(_, events)| events.map(str::to_owned).collect()).unwrap_or_default()
    }

    fn sent(queue: &mut Queue, now: u32) -> Vec<String> {
        taken(queue, now, false)
    }

    #[test]
    fn a_refused_batch_travels_again_with_what_came_since() {
        let mut queue = queue([event(Kind::View, 0, "view")]);
        assert_eq!(sent(&mut queue, 0), ["view"]);
        queue.push(once("click"));
        assert!(sent(&mut queue, 10).is_empty(), "one batch at a time");
        assert_eq!(queue.answered(1, BUSY, 0, 100), 5_000);
        assert!(sent(&mut queue, 5_099).is_empty(), "the server asked for a rest");
        assert!(taken(&mut queue, 5_099, true).is_empty(), "who leaves then loses it");
        assert_eq!(sent(&mut queue, 5_100), ["view", "click"]);
        queue.answered(2, STORED, 0, 5_200);
        assert!(sent(&mut queue, 5_200).is_empty());
    }

    #[test]
    fn waits_grow_and_respect_what_the_server_asks() {
        let mut queue = queue([once("view")]);
        let (mut now, mut batch) = (0, 0);
        let mut refused = |status, retry_after, chance| {
            sent(&mut queue, now);
            batch += 1;
            let wait = queue.answered(batch, Answer { status, retry_after }, chance, now);
            now += wait;
            wait
        };
        assert_eq!(refused(0, 0, 0), 5_000);
        assert_eq!(refused(429, 45, 0), 45_000);
        assert_eq!(refused(503, 0, 255), 143_715, "a fifth later at most");
        assert_eq!(refused(429, 1, 0), 600_000);
        assert_eq!(refused(503, 0, 0), 600_000);
    }

    #[test]
    fn what_will_never_be_accepted_is_dropped() {
        let mut queue = queue([once("wrong")]);
        sent(&mut queue, 0);
        queue.push(once("right"));
        assert_eq!(queue.answered(1, Answer { status: 400, retry_after: 0 }, 0, 0), 0);
        assert_eq!(sent(&mut queue, 0), ["right"]);
    }

    #[test]
    fn batches_are_bounded_in_events_and_bytes() {
        let mut many = queue((0..120).map(|_| once("e")));
        assert_eq!(sent(&mut many, 0).len(), 50);
        many.answered(1, STORED, 0, 0);
        assert_eq!(sent(&mut many, 0).len(), 50);
        let mut large = queue((0..4).map(|_| once(&"e".repeat(25_000))));
        assert_eq!(sent(&mut large, 0).len(), 2);
        assert!(taken(&mut large, 0, true).is_empty(), "bodies under way share what there is");
        assert_eq!(sent(&mut queue([once(&"e".repeat(70_000)), once("small")]), 0), ["small"]);
        assert_eq!(queue((0..900).map(|_| once("e"))).waiting.len(), 500);
    }

    #[test]
    fn who_leaves_sends_the_rest_with_the_views_under_way() {
        let mut queue = queue([event(Kind::View, 0, "view"), once("click")]);
        sent(&mut queue, 0);
        assert!(taken(&mut queue, 1, true).is_empty(), "nothing waits");
        queue.push(event(Kind::Engagement, 0, "looked"));
        assert_eq!(taken(&mut queue, 1, true), ["view", "looked"]);
        queue.answered(1, AWAY, 0, 2);
        assert_eq!(taken(&mut queue, 3, true), ["view", "click"], "it asked for no rest");
        queue.answered(2, STORED, 0, 4);
        queue.answered(3, STORED, 0, 4);
        assert!(queue.waiting.is_empty());
    }

    #[test]
    fn what_grows_is_told_once() {
        let mut queue = queue([event(Kind::Engagement, 0, "1 s"), event(Kind::Engagement, 1, "other")]);
        queue.push(event(Kind::Engagement, 0, "2 s"));
        assert_eq!(sent(&mut queue, 0), ["other", "2 s"]);
        queue.push(event(Kind::Engagement, 0, "3 s"));
        queue.answered(1, AWAY, 0, 0);
        assert_eq!(sent(&mut queue, 10_000), ["other", "3 s"], "what was under way is outdated");
    }

    #[test]
    fn a_batch_is_of_one_page_load() {
        let mut queue = queue([once("old"), Event { load: 1, ..once("new") }, once("old too")]);
        assert_eq!(queue.take(0, true).map(|(load, events)| (load, events.count())), Some((0, 2)));
        assert_eq!(queue.take(0, true).map(|(load, events)| (load, events.count())), Some((1, 1)));
    }

    proptest! {
        /// Whatever the network does, in the end everything is there, and no measure comes before its view.
        #[test]
        fn nothing_is_lost(steps in prop::collection::vec((0_u8..4, 0_u8..6), 1..120)) {
            let (mut queue, mut now, mut next) = (Queue::default(), 0, 0);
            let mut flights: Vec<(u32, Vec<String>)> = Vec::new();
            let mut batches = 0;
            let mut stored = std::collections::BTreeSet::new();
            for (what, luck) in steps.into_iter().chain(std::iter::repeat_n((3, 0), 200)) {
                now += 1_000;
                match what {
                    0 => { queue.push(event(Kind::View, next, &format!("v{next}"))); next += 1; }
                    1 => { queue.push(event(Kind::Once, next, &format!("o{next}"))); next += 1; }
                    2 if next > 0 => queue.push(event(Kind::Engagement, next - 1, &format!("e{}", next - 1))),
                    _ => {
                        let events = taken(&mut queue, now, luck % 2 == 1);
                        if !events.is_empty() { batches += 1; flights.push((batches, events)); }
                    }
                }
                if luck < 4 && !flights.is_empty() {
                    let (number, events) = flights.swap_remove(flights.len() - 1);
                    now += queue.answered(number, if luck < 3 { STORED } else { BUSY }, 0, now);
                    if luck < 3 { stored.extend(events); }
                }
            }
            prop_assert!(queue.waiting.is_empty() && flights.is_empty());
            for number in 0..next {
                let known = stored.contains(&format!("v{number}")) || stored.contains(&format!("o{number}"));
                prop_assert!(known, "{number}");
            }
        }
    }
}
