//! Periodic work on the injected clock.
//!
//! Tasks are idempotent and harmless when two instances run them; a slice
//! names its own in `server::router`. The queue for work that must not be
//! lost comes with the first feature that needs one.

use super::{clock::Millis, db::DbError, state::AppState};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior};

/// One piece of periodic work.
pub struct Task {
    pub name: &'static str,
    /// At most this often.
    pub every: Millis,
    pub run: fn(AppState) -> BoxFuture<'static, Result<(), DbError>>,
}

/// All the work there is.
pub struct Ticker(Vec<Work>);

/// A task and when it was last done.
struct Work {
    task: Task,
    last: Millis,
}

impl Work {
    /// Run it if it is due. A failure is logged and tried again next time.
    async fn tick(&mut self, state: &AppState) {
        let (task, now) = (&self.task, state.clock.now());
        // A clock that went backwards must not silence a task for long.
        if (self.last..self.last + task.every).contains(&now) {
            return;
        }
        self.last = now;
        if let Err(error) = (task.run)(state.clone()).await {
            tracing::warn!(task = task.name, %error, "periodic work failed");
        }
    }
}

impl Ticker {
    pub fn new(tasks: Vec<Task>) -> Self {
        Self(tasks.into_iter().map(|task| Work { task, last: 0 }).collect())
    }

    /// Run what is due, one after the other.
    pub async fn tick(&mut self, state: &AppState) {
        for work in &mut self.0 {
            work.tick(state).await;
        }
    }

    /// See every half second what is due, until the process ends. Each task goes its own pace: the first days of an
    /// import take minutes to add up, and salts have to be destroyed meanwhile. A panic raises `fatal`.
    pub fn start(self, state: AppState) {
        let beating = state.clone();
        watch(&state, "the heart", async move {
            let mut pulse = pulse();
            loop {
                pulse.tick().await;
                beating.heartbeat.beat(beating.clock.now());
            }
        });
        for mut work in self.0 {
            let running = state.clone();
            watch(&state, work.task.name, async move {
                let mut pulse = pulse();
                loop {
                    pulse.tick().await;
                    work.tick(&running).await;
                }
            });
        }
    }
}

fn pulse() -> Interval {
    let mut pulse = tokio::time::interval(Duration::from_millis(500));
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pulse
}

fn watch(state: &AppState, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
    let (fatal, work) = (state.fatal.clone(), tokio::spawn(work));
    tokio::spawn(async move {
        if let Err(error) = work.await
            && error.is_panic()
        {
            fatal.raise(format!("panicked: {name}"));
        }
    });
}
