//! Time and randomness, in one place so that tests can move the first.

use jiff::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use uuid::{Builder, Uuid};

/// Unix milliseconds, UTC.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// RFC 3339 in UTC with milliseconds.
pub fn timestamp(at: Millis) -> String {
    Timestamp::from_millisecond(at).map(|at| format!("{at:.3}")).unwrap_or_default()
}

/// Where the time comes from: the system, or a test's hand.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `start` until [`Clock::advance`].
    pub fn frozen(start: Millis) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start))))
    }

    pub fn now(&self) -> Millis {
        match &self.0 {
            Some(hand) => hand.load(Ordering::Relaxed),
            None => system_now(),
        }
    }

    /// Move a frozen clock; a system clock ignores it.
    pub fn advance(&self, by: Millis) {
        if let Some(hand) = &self.0 {
            hand.fetch_add(by, Ordering::Relaxed);
        }
    }

    /// A new id that sorts by time (UUIDv7, lower case).
    pub fn new_id(&self) -> String {
        let millis = u64::try_from(self.now()).unwrap_or(0);
        let id: Uuid = Builder::from_unix_timestamp_millis(millis, &random()).into_uuid();
        id.to_string()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one reading of the system clock")]
fn system_now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Random bytes of the operating system.
///
/// # Panics
/// When the system has no randomness: nothing secret can be made without it.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
