//! What the process notes about itself while it runs.

use super::{
    clock::{Clock, SECOND},
    config::Config,
    health::{Health, Heartbeat, disk_check},
    ingest::Admission,
    metrics::{Metrics, Sampler},
    state::{AppState, Fatal},
};
use std::time::Duration;
use tokio::time::{Instant, interval};

/// Between two readings of memory and processor.
const EVERY: Duration = Duration::from_secs(5);
/// The queue is nearly full: traffic should go elsewhere.
const QUEUE_SHARE: f64 = 0.8;

/// The checks behind `/livez` and `/readyz`.
pub fn health(
    config: &Config,
    clock: &Clock,
    heartbeat: &Heartbeat,
    fatal: &Fatal,
    queue: &Admission,
) -> Health {
    let (clock, heartbeat) = (clock.clone(), heartbeat.clone());
    let (alive, able, queue) = (fatal.clone(), fatal.clone(), queue.clone());
    Health::default()
        .live("loop", move || heartbeat.check(clock.now(), 5 * SECOND))
        .live("writer", move || not_failed(&alive))
        .ready("writer", move || not_failed(&able))
        .ready("queue", move || if queue.fill() < QUEUE_SHARE { Ok(()) } else { Err("nearly full".into()) })
        .ready("disk", disk_check(config.data_dir.clone()))
}

fn not_failed(fatal: &Fatal) -> Result<(), String> {
    if fatal.raised() { Err("failed".into()) } else { Ok(()) }
}

/// Read the process's use every few seconds, and fold recorded samples, which
/// would otherwise pile up until somebody scrapes.
pub fn start(state: AppState, metrics: Metrics) {
    tokio::spawn(async move {
        let mut sampler = Sampler::default();
        let mut pulse = interval(EVERY);
        loop {
            pulse.tick().await;
            if let Some(used) = sampler.sample(Instant::now()) {
                state.ring.record_process(state.clock.now(), used);
            }
            metrics::gauge!("app_ingest_queue_bytes").set(state.admission.queued_bytes() as f64);
            metrics.upkeep();
        }
    });
}
