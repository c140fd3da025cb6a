//! Periodic work: spam nobody wanted back is deleted, pictures that could not
//! be drawn when they came (another instance's, a full disk) are tried again, and
//! entries from before there was a full-text index are added to it.

use super::{pictures::Pictures, sink::TOPIC, store};
use crate::server::{
    clock::{DAY, HOUR, MINUTE, Millis},
    db::DbError,
    state::AppState,
    ticker::Task,
};

/// Since an entry became spam.
const SPAM_KEPT: Millis = 30 * DAY;

pub fn tasks() -> Vec<Task> {
    vec![
        Task { name: "purge spam", every: HOUR, run: |state| Box::pin(purge(state)) },
        Task { name: "draw pictures", every: MINUTE, run: |state| Box::pin(draw(state)) },
        Task { name: "index feedback", every: MINUTE, run: |state| Box::pin(index(state)) },
    ]
}

/// A batch at a time, so that nobody who writes waits for long.
async fn purge(state: AppState) -> Result<(), DbError> {
    let before = state.clock.now() - SPAM_KEPT;
    loop {
        let mut tx = state.db.begin_write().await?;
        let projects = store::purge_spam(&mut tx, before).await?;
        tx.commit().await?;
        if projects.is_empty() {
            return Ok(());
        }
        for project_id in projects {
            state.hub.publish(project_id, TOPIC);
        }
    }
}

async fn draw(state: AppState) -> Result<(), DbError> {
    state.part::<Pictures>().wake();
    Ok(())
}

/// A batch at a time, as above. A batch that was not full was the last.
async fn index(state: AppState) -> Result<(), DbError> {
    const BATCH: i64 = 500;
    loop {
        let mut tx = state.db.begin_write().await?;
        let indexed = store::index_waiting(&mut tx, BATCH).await?;
        tx.commit().await?;
        if (indexed as i64) < BATCH {
            return Ok(());
        }
    }
}
