//! What a connection is waiting for, and until when.
//!
//! ```text
//! accepted -first byte-> head -complete-> body -end-> handler -> response -> idle -> head
//! ```
//!
//! The parts of a connection run on one task but do not see each other: hyper
//! owns the socket, the handler owns the bodies. They report here through
//! relaxed atomics; the task that drives the connection reads them when it has
//! to decide. Times are milliseconds since the connection was accepted, plus
//! one, so that zero can mean "not".

use std::{
    sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use tokio::time::Instant;

use super::ListenerSettings;

/// After the last answer, what a refused client still sends is read this long,
/// because closing with unread bytes resets the connection and the client
/// would lose the answer.
const LINGER: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    Accepted,
    Head,
    Body,
    /// The handler works or answers: the client owes nothing but reading.
    Handler,
    Idle,
    Linger,
}

/// Which deadline passed; the `reason` label of `app_connections_closed_total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    FirstByte,
    Head,
    BodyIdle,
    BodyRate,
    BodyTotal,
    WriteStall,
    Idle,
    Linger,
}

impl Missed {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::FirstByte => "first_byte",
            Self::Head => "head",
            Self::BodyIdle => "body_idle",
            Self::BodyRate => "body_rate",
            Self::BodyTotal => "body_total",
            Self::WriteStall => "write_stall",
            Self::Idle => "idle",
            Self::Linger => "linger",
        }
    }
}

/// The progress of one connection.
pub(super) struct Progress {
    start: Instant,
    phase: AtomicU8,
    /// When the phase began.
    since: AtomicU64,
    /// Since when a read has been waiting for the client; 0 = it is not.
    read_wait: AtomicU64,
    /// Time spent waiting for this body so far.
    waited: AtomicU64,
    body_bytes: AtomicU64,
    body_total: AtomicU64,
    /// Since when a write has been waiting for the client; 0 = it is not.
    write_wait: AtomicU64,
    /// A request body was given up before its end.
    body_left: AtomicBool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            phase: AtomicU8::new(Phase::Accepted as u8),
            since: AtomicU64::new(1),
            read_wait: AtomicU64::new(0),
            waited: AtomicU64::new(0),
            body_bytes: AtomicU64::new(0),
            body_total: AtomicU64::new(0),
            write_wait: AtomicU64::new(0),
            body_left: AtomicBool::new(false),
        }
    }

    fn now(&self) -> u64 {
        millis(self.start.elapsed()) + 1
    }

    pub(super) fn phase(&self) -> Phase {
        const ALL: [Phase; 6] =
            [Phase::Accepted, Phase::Head, Phase::Body, Phase::Handler, Phase::Idle, Phase::Linger];
        ALL[usize::from(self.phase.load(Relaxed))]
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.since.store(self.now(), Relaxed);
        self.phase.store(phase as u8, Relaxed);
    }

    /// A request whose head is complete.
    pub(super) fn begin_request(&self) {
        self.body_left.store(false, Relaxed);
        self.enter(Phase::Handler);
    }

    /// The request has a body, which is expected within `total`.
    pub(super) fn begin_body(&self, total: Duration) {
        self.waited.store(0, Relaxed);
        self.body_bytes.store(0, Relaxed);
        self.body_total.store(millis(total), Relaxed);
        self.enter(Phase::Body);
    }

    pub(super) fn body_bytes(&self, bytes: usize) {
        self.body_bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// The handler has the whole body, or wants no more of it.
    pub(super) fn end_body(&self, complete: bool) {
        if self.phase() == Phase::Body {
            self.enter(Phase::Handler);
        }
        if !complete {
            self.body_left.store(true, Relaxed);
        }
    }

    pub(super) fn body_left(&self) -> bool {
        self.body_left.load(Relaxed)
    }

    pub(super) fn read_waits(&self) {
        if self.read_wait.load(Relaxed) == 0 {
            self.read_wait.store(self.now(), Relaxed);
        }
    }

    pub(super) fn read_came(&self) {
        let since = self.read_wait.swap(0, Relaxed);
        match self.phase() {
            Phase::Accepted | Phase::Idle => self.enter(Phase::Head),
            Phase::Body if since > 0 => {
                self.waited.fetch_add(self.now().saturating_sub(since), Relaxed);
            }
            _ => {}
        }
    }

    pub(super) fn write_waits(&self) {
        if self.write_wait.load(Relaxed) == 0 {
            self.write_wait.store(self.now(), Relaxed);
        }
    }

    pub(super) fn write_went(&self) {
        if self.write_wait.load(Relaxed) != 0 {
            self.write_wait.store(0, Relaxed);
        }
    }

    /// The next deadline and what is missed when it passes; `None` while the
    /// client owes nothing.
    pub(super) fn deadline(&self, settings: &ListenerSettings) -> Option<(Instant, Missed)> {
        let write = match self.write_wait.load(Relaxed) {
            0 => None,
            since => Some((since + millis(settings.write_stall), Missed::WriteStall)),
        };
        let due = [self.read_deadline(settings), write].into_iter().flatten().min_by_key(|(at, _)| *at);
        due.map(|(at, missed)| (self.start + Duration::from_millis(at - 1), missed))
    }

    fn read_deadline(&self, settings: &ListenerSettings) -> Option<(u64, Missed)> {
        let since = self.since.load(Relaxed);
        let plain = |limit: Duration, missed| Some((since + millis(limit), missed));
        match self.phase() {
            Phase::Accepted => plain(settings.first_byte, Missed::FirstByte),
            Phase::Head => plain(settings.head, Missed::Head),
            Phase::Body => Some(self.body_deadline(settings, since)),
            Phase::Handler => None,
            Phase::Idle => plain(settings.idle, Missed::Idle),
            Phase::Linger => plain(LINGER, Missed::Linger),
        }
    }

    fn body_deadline(&self, settings: &ListenerSettings, since: u64) -> (u64, Missed) {
        let total = (since + self.body_total.load(Relaxed), Missed::BodyTotal);
        let waiting_since = self.read_wait.load(Relaxed);
        if waiting_since == 0 {
            return total;
        }
        let patience = millis(settings.body_idle);
        let idle = (waiting_since + patience, Missed::BodyIdle);
        // The bytes so far pay for this much waiting; the first `patience` is free.
        let paid =
            (self.body_bytes.load(Relaxed) * 1_000).checked_div(settings.body_rate).unwrap_or(u64::MAX / 2);
        let left = paid.max(patience).saturating_sub(self.waited.load(Relaxed));
        let rate = (waiting_since + left, Missed::BodyRate);
        [total, idle, rate].into_iter().min_by_key(|(at, _)| *at).unwrap_or(total)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 4)
}
