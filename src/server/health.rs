//! Whether the process is alive and whether it should get traffic.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
    },
};

type Check = Box<dyn Fn() -> Result<(), String> + Send + Sync>;

/// Free disk space below this share means not ready.
const MIN_FREE_PERCENT: u64 = 5;

/// Named checks. They run on every probe, so they must be quick; a liveness
/// check must not touch the disk, or a slow disk gets the process restarted.
#[derive(Default)]
pub struct Health {
    live: Vec<(&'static str, Check)>,
    ready: Vec<(&'static str, Check)>,
    draining: AtomicBool,
}

impl Health {
    /// Add a liveness check.
    pub fn live(
        mut self,
        name: &'static str,
        check: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.live.push((name, Box::new(check)));
        self
    }

    /// Add a readiness check.
    pub fn ready(
        mut self,
        name: &'static str,
        check: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.ready.push((name, Box::new(check)));
        self
    }

    /// From now on not ready: the process is asked to stop.
    pub fn drain(&self) {
        self.draining.store(true, Relaxed);
    }

    /// Why the process should be restarted; empty = alive.
    pub fn reasons_dead(&self) -> Vec<String> {
        failures(&self.live)
    }

    /// Why the process should get no traffic; empty = ready.
    pub fn reasons_unready(&self) -> Vec<String> {
        let mut reasons = self.reasons_dead();
        reasons.extend(failures(&self.ready));
        if self.draining.load(Relaxed) {
            reasons.push("draining".into());
        }
        reasons
    }
}

fn failures(checks: &[(&'static str, Check)]) -> Vec<String> {
    let failed = checks.iter().filter_map(|(name, check)| Some((name, check().err()?)));
    failed.map(|(name, reason)| format!("{name}: {reason}")).collect()
}

/// A sign of life of a loop: unix milliseconds of the last beat. A clone beats the same heart.
#[derive(Clone)]
pub struct Heartbeat(Arc<AtomicI64>);

impl Heartbeat {
    /// Beaten at `now_ms`.
    pub fn new(now_ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(now_ms)))
    }

    /// I live.
    pub fn beat(&self, now_ms: i64) {
        self.0.store(now_ms, Relaxed);
    }

    /// # Errors
    /// When the last beat is older than `limit_ms`.
    pub fn check(&self, now_ms: i64, limit_ms: i64) -> Result<(), String> {
        let age = now_ms - self.0.load(Relaxed);
        if age <= limit_ms { Ok(()) } else { Err(format!("no sign of life for {} s", age / 1_000)) }
    }
}

/// A check that the file system of `folder` has more than 5 % free.
pub fn disk_check(folder: PathBuf) -> impl Fn() -> Result<(), String> + Send + Sync + 'static {
    move || match rustix::fs::statvfs(&folder) {
        Ok(stat) => enough_room(stat.f_bavail, stat.f_blocks),
        Err(error) => Err(error.to_string()),
    }
}

fn enough_room(free: u64, total: u64) -> Result<(), String> {
    if free.saturating_mul(100) > total.saturating_mul(MIN_FREE_PERCENT) {
        Ok(())
    } else {
        Err(format!("at most {MIN_FREE_PERCENT} % of the disk is free"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_is_also_not_ready_and_draining_is_alive() {
        let beat = Heartbeat::new(0);
        let heart = beat.clone();
        let health = Health::default().live("writer", move || heart.check(6_000, 5_000));
        assert_eq!(health.reasons_unready(), ["writer: no sign of life for 6 s"]);
        beat.beat(4_000);
        assert!(health.reasons_unready().is_empty());
        health.drain();
        assert_eq!(health.reasons_unready(), ["draining"]);
        assert!(health.reasons_dead().is_empty());
    }

    #[test]
    fn disk_room() {
        assert!(enough_room(6, 100).is_ok());
        assert!(enough_room(5, 100).is_err());
        assert!(disk_check("/nowhere/at/all".into())().is_err());
    }
}
