//! The last 24 hours in one-minute samples, in memory: what the overview draws
//! without Prometheus. A restart begins anew.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::ProcessUse;

const MINUTE: i64 = 60_000;
/// Samples kept: 24 hours.
const KEPT: usize = 24 * 60;

/// Buckets per doubling of the latency: a quantile is at most 0.6 % off.
const STEPS: usize = 64;
/// Latencies from 16 µs (below, the first buckets are exact) to about 16 minutes.
const BUCKETS: usize = STEPS * 25;

/// What happened in one minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinuteSample {
    /// Start of the minute, unix milliseconds.
    pub minute: i64,
    /// Requests that ended in it.
    pub requests: u64,
    /// Of these, answered with 5xx.
    pub errors: u64,
    /// Median latency in milliseconds; `None` without requests.
    pub p50_ms: Option<f64>,
    /// 95th percentile in milliseconds; `None` without requests.
    pub p95_ms: Option<f64>,
    /// Highest resident memory seen, in bytes; `None` when not sampled.
    pub memory_bytes: Option<u64>,
    /// Mean processor use, 100 = one core; `None` when not sampled.
    pub cpu_percent: Option<f64>,
}

/// The minute being filled, without a lock, and the sealed ones before it.
pub struct Ring {
    minute: AtomicI64,
    requests: AtomicU64,
    errors: AtomicU64,
    latency: Box<[AtomicU32; BUCKETS]>,
    sealed: Mutex<Sealed>,
}

#[derive(Default)]
struct Sealed {
    minutes: VecDeque<MinuteSample>,
    memory_bytes: Option<u64>,
    cpu_sum: f64,
    cpu_samples: u32,
}

impl Ring {
    /// Empty at `now_ms` (unix milliseconds).
    pub fn new(now_ms: i64) -> Self {
        Self {
            minute: AtomicI64::new(minute_of(now_ms)),
            requests: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            latency: Box::new([const { AtomicU32::new(0) }; BUCKETS]),
            sealed: Mutex::default(),
        }
    }

    /// One request that ended now. `failed` = answered with 5xx.
    pub fn record(&self, now_ms: i64, latency: Duration, failed: bool) {
        self.roll(now_ms);
        self.requests.fetch_add(1, Relaxed);
        self.errors.fetch_add(u64::from(failed), Relaxed);
        self.latency[bucket_of(latency)].fetch_add(1, Relaxed);
    }

    /// A reading of the process; several per minute.
    pub fn record_process(&self, now_ms: i64, used: ProcessUse) {
        self.roll(now_ms);
        let mut sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        sealed.memory_bytes = sealed.memory_bytes.max(Some(used.memory_bytes));
        sealed.cpu_sum += used.cpu_percent;
        sealed.cpu_samples += 1;
    }

    /// Put `earlier` minutes, oldest first, before what was recorded: a
    /// demonstration shows a day it has not lived through.
    pub fn remember(&self, earlier: impl IntoIterator<Item = MinuteSample>) {
        let mut sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        let recorded = std::mem::take(&mut sealed.minutes);
        sealed.minutes = earlier.into_iter().chain(recorded).collect();
    }

    /// Oldest first, at most 24 h; the last one is the minute under way.
    /// Minutes in which nothing was recorded are absent.
    pub fn snapshot(&self, now_ms: i64) -> Vec<MinuteSample> {
        self.roll(now_ms);
        let sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        let first = minute_of(now_ms) - (KEPT as i64 - 1) * MINUTE;
        let current = self.current(&sealed);
        sealed.minutes.iter().copied().chain(current).filter(|sample| sample.minute >= first).collect()
    }

    /// Seal the minute under way once the clock has left it, in either direction.
    fn roll(&self, now_ms: i64) {
        let minute = minute_of(now_ms);
        if self.minute.load(Relaxed) == minute {
            return;
        }
        let mut sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        if self.minute.load(Relaxed) == minute {
            return;
        }
        if let Some(sample) = self.current(&sealed) {
            sealed.minutes.push_back(sample);
        }
        // A clock set back leaves samples of the future; they would be drawn twice.
        sealed.minutes.retain(|sample| sample.minute < minute);
        while sealed.minutes.len() >= KEPT {
            sealed.minutes.pop_front();
        }
        (sealed.memory_bytes, sealed.cpu_sum, sealed.cpu_samples) = (None, 0.0, 0);
        self.requests.store(0, Relaxed);
        self.errors.store(0, Relaxed);
        self.latency.iter().for_each(|count| count.store(0, Relaxed));
        self.minute.store(minute, Relaxed);
    }

    /// The minute under way; `None` while it is empty.
    fn current(&self, sealed: &Sealed) -> Option<MinuteSample> {
        let requests = self.requests.load(Relaxed);
        if requests == 0 && sealed.cpu_samples == 0 {
            return None;
        }
        let [p50_ms, p95_ms] = self.quantiles([0.50, 0.95]);
        Some(MinuteSample {
            minute: self.minute.load(Relaxed),
            requests,
            errors: self.errors.load(Relaxed),
            p50_ms,
            p95_ms,
            memory_bytes: sealed.memory_bytes,
            cpu_percent: (sealed.cpu_samples > 0).then(|| sealed.cpu_sum / f64::from(sealed.cpu_samples)),
        })
    }

    fn quantiles<const N: usize>(&self, wanted: [f64; N]) -> [Option<f64>; N] {
        let counts: Vec<u64> = self.latency.iter().map(|count| u64::from(count.load(Relaxed))).collect();
        let total: u64 = counts.iter().sum();
        wanted.map(|share| {
            // The smallest latency that at least this share of requests did not exceed.
            let rank = ((total as f64 * share).ceil() as u64).max(1);
            let mut seen = 0;
            let bucket = counts.iter().position(|count| {
                seen += count;
                seen >= rank
            })?;
            Some(middle_us(bucket) / 1_000.0)
        })
    }
}

fn minute_of(now_ms: i64) -> i64 {
    now_ms.div_euclid(MINUTE) * MINUTE
}

/// Below `STEPS` µs one bucket per microsecond; above, `STEPS` per doubling:
/// the position of the highest bit and the six bits after it.
fn bucket_of(latency: Duration) -> usize {
    let us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX).max(1);
    let doublings = us.ilog2().saturating_sub(STEPS.ilog2()) as usize;
    let step = usize::try_from(us >> doublings).unwrap_or(usize::MAX);
    (doublings * STEPS + step).min(BUCKETS - 1)
}

/// The middle of a bucket in microseconds.
fn middle_us(bucket: usize) -> f64 {
    let doublings = (bucket / STEPS).saturating_sub(1);
    let low = (bucket - doublings * STEPS) as f64;
    let width = (1u64 << doublings) as f64;
    if doublings == 0 { low } else { (low + 0.5) * width }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T0: i64 = 1_700_000_000_000 / MINUTE * MINUTE;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn minutes_are_sealed_and_counted_exactly() {
        let ring = Ring::new(T0);
        (1..=100).for_each(|n| ring.record(T0 + 59_999, ms(n), n > 97));
        ring.record_process(T0 + 59_999, ProcessUse { memory_bytes: 7, cpu_percent: 10.0 });
        ring.record_process(T0 + 59_999, ProcessUse { memory_bytes: 5, cpu_percent: 20.0 });
        ring.record(T0 + MINUTE, ms(3), false);
        let samples = ring.snapshot(T0 + MINUTE + 5);
        assert_eq!(samples.len(), 2);
        let first = samples[0];
        assert_eq!((first.minute, first.requests, first.errors), (T0, 100, 3));
        assert_eq!((first.memory_bytes, first.cpu_percent), (Some(7), Some(15.0)));
        assert!((first.p50_ms.unwrap() - 50.0).abs() < 0.5, "{first:?}");
        assert!((first.p95_ms.unwrap() - 95.0).abs() < 0.95, "{first:?}");
        assert_eq!((samples[1].requests, samples[1].memory_bytes), (1, None));
    }

    #[test]
    fn a_day_is_kept_and_silence_is_absent() {
        let ring = Ring::new(T0);
        assert!(ring.snapshot(T0).is_empty(), "nothing is not zero");
        (0..3_000).for_each(|n| ring.record(T0 + n * MINUTE, ms(1), false));
        let now = T0 + 2_999 * MINUTE;
        let samples = ring.snapshot(now);
        assert_eq!((samples.len(), samples[0].minute), (KEPT, now - 1_439 * MINUTE));
        assert_eq!(ring.snapshot(now + 10 * MINUTE).len(), KEPT - 10);
    }

    #[test]
    fn a_clock_set_back_keeps_the_order() {
        let ring = Ring::new(T0);
        (0..10).for_each(|n| ring.record(T0 + n * MINUTE, ms(1), false));
        ring.record(T0 + 3 * MINUTE, ms(1), false);
        let minutes: Vec<_> = ring.snapshot(T0 + 3 * MINUTE).iter().map(|sample| sample.minute).collect();
        assert!(minutes.is_sorted_by(|a, b| a < b), "{minutes:?}");
    }

    proptest! {
        #[test]
        fn a_bucket_is_within_one_percent(us in 1u64..900_000_000) {
            let middle = middle_us(bucket_of(Duration::from_micros(us)));
            prop_assert!((middle - us as f64).abs() <= us as f64 * 0.01, "{us} became {middle}");
        }
    }
}
