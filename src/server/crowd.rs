//! How many may wait to be stored.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// An item that has waited this long means that the disk stands still.
const STALE: Duration = Duration::from_secs(2);
/// The longest an item should wait for its turn.
const PATIENCE: Duration = Duration::from_millis(50);
/// How many may wait however slow the disk is, and however fast.
const WAITING: (usize, usize) = (256, 1 << 16);

/// Who waits for the writer of a lane.
///
/// Under a load that is too much all would wait the longer the more there are, and nobody be served in time. So as many
/// may wait as are written in [`PATIENCE`], told from how long the first of a batch had to (Little's law); the others
/// are refused at once, which costs little, and come again. When the crowd has gone the limit grows back.
pub struct Crowd {
    waiting: AtomicUsize,
    most: AtomicUsize,
    /// Since when the first of the batch being written has waited.
    since: Mutex<Option<Instant>>,
}

impl Crowd {
    pub fn new() -> Self {
        Self { waiting: AtomicUsize::new(0), most: AtomicUsize::new(WAITING.1), since: Default::default() }
    }

    /// One more waits.
    pub fn join(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    /// So many have their turn, the first of whom came at `since`.
    pub fn begin(&self, count: usize, since: Instant) {
        let waiting = self.waiting.fetch_sub(count, Ordering::Relaxed);
        let most = limit(self.most.load(Ordering::Relaxed), waiting, since.elapsed());
        self.most.store(most, Ordering::Relaxed);
        self.set(Some(since));
    }

    /// The batch is written.
    pub fn end(&self) {
        self.set(None);
    }

    fn set(&self, since: Option<Instant>) {
        *self.since.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = since;
    }

    /// Why nobody more may join.
    pub fn refusal(&self) -> Option<&'static str> {
        let since = *self.since.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if since.is_some_and(|since| since.elapsed() > STALE) {
            return Some("stale");
        }
        let is_full = self.waiting.load(Ordering::Relaxed) >= self.most.load(Ordering::Relaxed);
        is_full.then_some("crowded")
    }
}

/// How many may wait from now on, where at most `most` might, so many do, and the first of them has for so long.
fn limit(most: usize, waiting: usize, waited: Duration) -> usize {
    let next = match waited > PATIENCE {
        true => most.min(waiting * PATIENCE.as_millis() as usize / waited.as_millis() as usize),
        false => most + most / 8,
    };
    next.clamp(WAITING.0, WAITING.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ago(ms: u64) -> Instant {
        Instant::now() - Duration::from_millis(ms)
    }

    #[test]
    fn as_many_may_wait_as_are_written_in_time() {
        let crowd = Crowd::new();
        let wait = |count| (0..count).for_each(|_| crowd.join());
        wait(3_000);
        crowd.begin(1_000, ago(150));
        assert_eq!(crowd.refusal(), Some("crowded"), "a thousand are written in 50 ms, and 2,000 wait");
        crowd.begin(1_500, ago(40));
        assert_eq!((crowd.waiting.load(Ordering::Relaxed), crowd.refusal()), (500, None));
        wait(1_000);
        assert_eq!(crowd.refusal(), Some("crowded"));
        for _ in 0..60 {
            crowd.begin(0, ago(1));
        }
        wait(50_000);
        assert_eq!(crowd.refusal(), None, "the limit has grown back");
    }

    #[test]
    fn some_may_wait_however_slow_it_is_until_it_stands_still() {
        let crowd = Crowd::new();
        (0..300).for_each(|_| crowd.join());
        crowd.begin(100, ago(1_900));
        assert_eq!(crowd.refusal(), None);
        crowd.begin(1, ago(2_001));
        assert_eq!(crowd.refusal(), Some("stale"));
        crowd.end();
        assert_eq!(crowd.refusal(), None);
    }
}
