//! Events that the server has not acknowledged yet, and when they are sent.
//!
//! One batch is under way at a time. What is refused for a while (429, 503, no connection) stays and travels
//! again under the same numbers; the server stores it once. Kept in memory only: a page closed during such a
//! while loses its events, which is the price of storing nothing on other people's devices.

/// A batch may have so many events …
const MOST_EVENTS: usize = 50;
/// … and so many bytes: bodies that outlive their page share 64 KiB.
const MOST_BYTES: usize = 60_000;
/// Milliseconds to wait after the first failure, the second, and so on.
const WAITS: [u32; 4] = [5_000, 30_000, 120_000, 600_000];

/// The events of one page load, oldest first.
#[derive(Default)]
pub struct Queue {
    events: Vec<String>,
    /// How many of the oldest are under way.
    flying: usize,
    /// How often the oldest were sent in vain.
    failures: usize,
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
    /// Adds an event, already written as JSON.
    pub fn push(&mut self, event: String) {
        self.events.push(event);
    }

    /// The events to send now; none while others are under way.
    pub fn take(&mut self) -> Option<impl Iterator<Item = &str>> {
        if self.flying > 0 || self.events.is_empty() {
            return None;
        }
        let mut bytes = 0_usize;
        let fitting = self.events.iter().take(MOST_EVENTS).take_while(|event| {
            bytes = bytes.saturating_add(event.len());
            bytes <= MOST_BYTES
        });
        // An event that alone is too large goes alone: it is the server's to refuse it.
        self.flying = fitting.count().max(1);
        Some(self.events.iter().take(self.flying).map(String::as_str))
    }

    /// Notes what became of the events under way. How many milliseconds to wait before asking [`Queue::take`]
    /// again, unless nothing is left. `chance`, below 256, spreads those who were refused together.
    pub fn answered(&mut self, answer: Answer, chance: u32) -> Option<u32> {
        let flying = std::mem::take(&mut self.flying);
        if matches!(answer.status, 0 | 408 | 429 | 500..) {
            let longest = WAITS.len().saturating_sub(1);
            let wait = WAITS.get(self.failures.min(longest)).copied().unwrap_or_default();
            self.failures = self.failures.saturating_add(1);
            let wait = wait.max(answer.retry_after.saturating_mul(1_000));
            // Up to a fifth later, never earlier than asked.
            return Some(wait.saturating_add((wait / 1_280).saturating_mul(chance)));
        }
        // Acknowledged, or never to be accepted.
        self.failures = 0;
        self.events.drain(..flying.min(self.events.len()));
        (!self.events.is_empty()).then_some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Queue};

    const STORED: Answer = Answer { status: 202, retry_after: 0 };
    const BUSY: Answer = Answer { status: 503, retry_after: 0 };

    fn sent(queue: &mut Queue) -> Vec<String> {
        queue.take().map(|events| events.map(str::to_owned).collect()).unwrap_or_default()
    }

    fn queue(events: impl IntoIterator<Item = String>) -> Queue {
        let mut queue = Queue::default();
        events.into_iter().for_each(|event| queue.push(event));
        queue
    }

    #[test]
    fn a_refused_batch_travels_again_with_what_came_since() {
        let mut queue = queue(["view".to_owned()]);
        assert_eq!(sent(&mut queue), ["view"]);
        queue.push("click".to_owned());
        assert!(sent(&mut queue).is_empty(), "one batch at a time");
        assert_eq!(queue.answered(BUSY, 0), Some(5_000));
        assert_eq!(sent(&mut queue), ["view", "click"]);
        assert_eq!(queue.answered(STORED, 0), None);
        assert!(sent(&mut queue).is_empty());
    }

    #[test]
    fn waits_grow_and_respect_what_the_server_asks() {
        let mut queue = queue(["view".to_owned()]);
        let mut refused = |answer, chance| {
            sent(&mut queue);
            queue.answered(answer, chance)
        };
        let limited = |retry_after| Answer { status: 429, retry_after };
        assert_eq!(refused(Answer { status: 0, retry_after: 0 }, 0), Some(5_000));
        assert_eq!(refused(limited(45), 0), Some(45_000));
        assert_eq!(refused(BUSY, 255), Some(143_715), "a fifth later at most");
        assert_eq!(refused(limited(1), 0), Some(600_000));
        assert_eq!(refused(BUSY, 0), Some(600_000));
    }

    #[test]
    fn what_will_never_be_accepted_is_dropped() {
        let mut queue = queue(["wrong".to_owned()]);
        sent(&mut queue);
        queue.push("right".to_owned());
        assert_eq!(queue.answered(Answer { status: 400, retry_after: 0 }, 0), Some(0));
        assert_eq!(sent(&mut queue), ["right"]);
    }

    #[test]
    fn batches_are_bounded_in_events_and_bytes() {
        let mut many = queue((0..120).map(|_| "e".to_owned()));
        assert_eq!(sent(&mut many).len(), 50);
        assert_eq!(many.answered(STORED, 0), Some(0));
        assert_eq!(sent(&mut many).len(), 50);
        let mut large = queue((0..4).map(|_| "e".repeat(25_000)));
        assert_eq!(sent(&mut large).len(), 2);
        let mut huge = queue((0..2).map(|_| "e".repeat(70_000)));
        assert_eq!(sent(&mut huge).len(), 1);
    }
}
