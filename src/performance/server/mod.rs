//! The use-case of performance: a day of samples, few enough to draw.

use super::model::Recent;
use crate::server::{
    clock::{MINUTE, Millis},
    metrics::MinuteSample,
    state::AppState,
};

/// More points than this say nothing more on a screen: a day in steps of five minutes.
const MOST_STEPS: i64 = 288;
/// A chart of a few minutes would stretch them over its whole width.
const LEAST_MINUTES: i64 = 30;

/// The last 24 hours, or what there was since the start of this process. The
/// minute under way is left out: it would dip at the end of every chart.
pub fn recent(state: &AppState) -> Recent {
    let now = state.clock.now();
    let mut samples = state.ring.snapshot(now);
    samples.retain(|sample| sample.minute + MINUTE <= now);
    summarise(&samples, now)
}

fn summarise(samples: &[MinuteSample], now: Millis) -> Recent {
    let Some(first) = samples.first() else { return Recent::default() };
    let end = now.div_euclid(MINUTE) * MINUTE;
    let first = first.minute.min(end - LEAST_MINUTES * MINUTE);
    let step = if (end - first) / MINUTE > MOST_STEPS { 5 * MINUTE } else { MINUTE };
    // Whole steps of the clock, so that a step means the same the next time.
    let from = first.div_euclid(step) * step;
    let count = (end - from).div_euclid(step) + i64::from((end - from) % step > 0);
    let mut recent = Recent { from, step, ..Recent::default() };
    for n in 0..count {
        let start = from + n * step;
        let inside = |at: Millis| samples.partition_point(|sample| sample.minute < at);
        push(&mut recent, &samples[inside(start)..inside(start + step)]);
    }
    recent
}

/// One span. What warns keeps its highest value, so that a peak does not vanish
/// in a longer span: p95 and memory. The others are means: requests and CPU
/// over the minutes, errors and p50 over the requests.
fn push(recent: &mut Recent, minutes: &[MinuteSample]) {
    let requests: u64 = minutes.iter().map(|minute| minute.requests).sum();
    let errors: u64 = minutes.iter().map(|minute| minute.errors).sum();
    let highest = |values: &mut dyn Iterator<Item = f64>| values.reduce(f64::max);
    let seconds = minutes.len() as f64 * 60.0;
    let any = (!minutes.is_empty()).then_some(());
    recent.requests.push(rounded(any.map(|()| requests as f64 / seconds)));
    let asked = (requests > 0).then_some(());
    recent.errors.push(rounded(asked.map(|()| errors as f64 / requests as f64)));
    let weighed: f64 =
        minutes.iter().filter_map(|minute| Some(minute.p50_ms? * minute.requests as f64)).sum();
    recent.p50.push(rounded(asked.map(|()| weighed / requests as f64)));
    recent.p95.push(rounded(highest(&mut minutes.iter().filter_map(|minute| minute.p95_ms))));
    let memory = &mut minutes.iter().filter_map(|minute| minute.memory_bytes).map(|bytes| bytes as f64);
    recent.memory.push(highest(memory));
    let cpu: Vec<f64> = minutes.iter().filter_map(|minute| minute.cpu_percent).collect();
    let mean = (!cpu.is_empty()).then(|| cpu.iter().sum::<f64>() / cpu.len() as f64 / 100.0);
    recent.cpu.push(rounded(mean));
}

/// Five decimals: more would only make the page longer.
fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * 1e5).round() / 1e5)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Millis = 1_700_000_100_000 / (5 * MINUTE) * (5 * MINUTE);

    fn sample(minute: i64, requests: u64, p95: f64) -> MinuteSample {
        MinuteSample {
            minute: T0 + minute * MINUTE,
            requests,
            errors: requests / 10,
            p50_ms: (requests > 0).then_some(p95 / 2.0),
            p95_ms: (requests > 0).then_some(p95),
            memory_bytes: Some(minute.unsigned_abs() + 1),
            cpu_percent: Some(10.0),
        }
    }

    #[test]
    fn minutes_are_kept_and_gaps_stay_gaps() {
        let samples = [sample(0, 60, 10.0), sample(2, 0, 0.0)];
        let recent = summarise(&samples, T0 + 60 * MINUTE + 5);
        assert_eq!((recent.from, recent.step, recent.count()), (T0, MINUTE, 60));
        assert_eq!(recent.requests[..4], [Some(1.0), None, Some(0.0), None]);
        assert_eq!(recent.errors[..3], [Some(0.1), None, None]);
        assert_eq!(recent.p95[..3], [Some(10.0), None, None]);
        assert_eq!(recent.cpu[..3], [Some(0.1), None, Some(0.1)]);
    }

    #[test]
    fn a_young_process_fills_half_an_hour_at_most_partly() {
        let recent = summarise(&[sample(0, 1, 1.0)], T0 + MINUTE);
        assert_eq!((recent.from, recent.count()), (T0 - 29 * MINUTE, 30));
        assert_eq!(summarise(&[], T0), Recent::default());
    }

    #[test]
    fn a_day_becomes_steps_of_five_minutes_that_keep_their_peaks() {
        let samples: Vec<_> = (0..1_440).map(|n| sample(n, 10, if n == 7 { 900.0 } else { 20.0 })).collect();
        let recent = summarise(&samples, T0 + 1_440 * MINUTE);
        assert_eq!((recent.step, recent.count()), (5 * MINUTE, 288));
        assert_eq!(recent.p95[..3], [Some(20.0), Some(900.0), Some(20.0)]);
        assert_eq!((recent.p50[1], recent.memory[1]), (Some(98.0), Some(10.0)));
        let between = summarise(&samples, T0 + 1_442 * MINUTE + 1);
        assert_eq!((between.from, between.count()), (T0, 289));
    }
}
