//! A day of requests and resources as the server would have measured them.

use super::{
    dice::Dice,
    story::{Going, production, release_at},
};
use crate::server::{
    clock::{DAY, HOUR, MINUTE, Millis},
    metrics::MinuteSample,
};
use std::f64::consts::TAU;

/// One sample a minute from a day before `now`, oldest first, this minute left out.
pub fn minutes(deployments: &[Going], now: Millis) -> Vec<MinuteSample> {
    let (mut dice, production) = (Dice::new(14), production(deployments));
    let last = now - now.rem_euclid(MINUTE);
    let starts = (last - DAY + MINUTE..last).step_by(MINUTE as usize);
    let sample = |minute| sample(minute, release_at(&production, minute) == "web@2.4.1", &mut dice);
    starts.map(sample).collect()
}

/// The hotfix made pages quicker and ended a trickle of errors.
fn sample(minute: Millis, hotfix: bool, dice: &mut Dice) -> MinuteSample {
    // Busiest at 19:30 UTC.
    let hour = minute.rem_euclid(DAY) as f64 / HOUR as f64;
    let load = 0.5 + 0.42 * ((hour - 19.5) / 24.0 * TAU).cos();
    let mut about = |middle: f64, spread: f64| middle * (1.0 + spread * (2.0 * dice.share() - 1.0));
    let requests = about(420.0 * load, 0.18);
    let p50 = about(if hotfix { 6.2 } else { 8.9 } + 3.0 * load, 0.12);
    let p95 = about(if hotfix { 24.0 } else { 58.0 } + 22.0 * load, 0.22);
    let errors = requests * about(if hotfix { 0.001 } else { 0.011 }, 0.9);
    MinuteSample {
        minute,
        requests: requests as u64,
        errors: errors.round() as u64,
        p50_ms: Some(p50),
        p95_ms: Some(p95),
        memory_bytes: Some(about(41e6 + 5e6 * load, 0.015) as u64),
        cpu_percent: Some(about(2.0 + 16.0 * load, 0.2)),
    }
}
