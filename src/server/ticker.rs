//! Periodic work on the injected clock.
//!
//! Tasks are idempotent and harmless when two instances run them; a slice
//! names its own in `server::router`. The queue for work that must not be
//! lost comes with the first feature that needs one.

use super::{clock::Millis, db::DbError, state::AppState};
use futures::future::BoxFuture;
use std::time::Duration;

/// One piece of periodic work.
pub struct Task {
    pub name: &'static str,
    /// At most this often.
    pub every: Millis,
    pub run: fn(AppState) -> BoxFuture<'static, Result<(), DbError>>,
}

/// What is due and when it was last done.
pub struct Ticker {
    tasks: Vec<(Task, Millis)>,
}

impl Ticker {
    pub fn new(tasks: Vec<Task>) -> Self {
        Self { tasks: tasks.into_iter().map(|task| (task, 0)).collect() }
    }

    /// Run what is due. A failure is logged and tried again next time.
    pub async fn tick(&mut self, state: &AppState) {
        let now = state.clock.now();
        for (task, last) in &mut self.tasks {
            // A clock that went backwards must not silence a task for long.
            if now >= *last && now - *last < task.every {
                continue;
            }
            *last = now;
            if let Err(error) = (task.run)(state.clone()).await {
                tracing::warn!(task = task.name, %error, "periodic work failed");
            }
        }
    }

    /// Tick every half second until the process ends. A panic raises `fatal`.
    pub fn start(mut self, state: AppState) {
        let fatal = state.fatal.clone();
        let work = tokio::spawn(async move {
            let mut pulse = tokio::time::interval(Duration::from_millis(500));
            pulse.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                pulse.tick().await;
                state.heartbeat.beat(state.clock.now());
                self.tick(&state).await;
            }
        });
        tokio::spawn(async move {
            if let Err(error) = work.await
                && error.is_panic()
            {
                fatal.raise("the ticker panicked");
            }
        });
    }
}
