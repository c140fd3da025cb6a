//! Memory and processor use of this process, from `/proc/self/stat`.

use tokio::time::Instant;

/// Use at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProcessUse {
    /// Resident memory in bytes.
    pub memory_bytes: u64,
    /// Processor time since the sample before, per wall time; 100 is one core.
    pub cpu_percent: f64,
}

/// Compares each reading with the one before.
#[derive(Default)]
pub struct Sampler {
    before: Option<(Instant, u64)>,
    process: metrics_process::Collector,
}

impl Sampler {
    /// Read, and set the gauges of the current recorder. `None` where the
    /// system has no `/proc` (then only `process_*` are set).
    pub fn sample(&mut self, now: Instant) -> Option<ProcessUse> {
        self.process.collect();
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let (ticks, pages) = parse(&stat)?;
        let cpu_percent = match self.before.replace((now, ticks)) {
            Some((then, before)) => percent(ticks.saturating_sub(before), now - then),
            None => 0.0,
        };
        let memory_bytes = pages * rustix::param::page_size() as u64;
        metrics::gauge!("app_memory_usage_bytes").set(memory_bytes as f64);
        metrics::gauge!("app_cpu_usage_percent").set(cpu_percent);
        Some(ProcessUse { memory_bytes, cpu_percent })
    }
}

fn percent(ticks: u64, wall: std::time::Duration) -> f64 {
    let seconds = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
    if wall.is_zero() { 0.0 } else { 100.0 * seconds / wall.as_secs_f64() }
}

/// Processor ticks (user and system) and resident pages: fields 14, 15 and 24
/// of proc(5). The second field is the command in parentheses and may hold
/// anything, so counting starts after the last one.
fn parse(stat: &str) -> Option<(u64, u64)> {
    let (_, rest) = stat.rsplit_once(')')?;
    let field = |number: usize| rest.split_whitespace().nth(number - 3)?.parse::<u64>().ok();
    Some((field(14)? + field(15)?, field(24)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn fields_are_counted_after_the_command() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 900 0 0 0 150 50 0 0 20 0 9 0 77 123456 321 18446";
        assert_eq!(parse(stat), Some((200, 321)));
        assert_eq!(parse("nonsense"), None);
    }

    #[test]
    fn this_process_uses_memory_and_time() {
        let mut sampler = Sampler::default();
        let start = Instant::now();
        let first = sampler.sample(start).expect("Linux has /proc");
        assert!(first.memory_bytes > 1 << 20, "{first:?}");
        assert!(first.cpu_percent.abs() < f64::EPSILON);
        let later = sampler.sample(start + Duration::from_secs(1)).expect("again");
        assert!((0.0..=6_400.0).contains(&later.cpu_percent), "{later:?}");
    }
}
