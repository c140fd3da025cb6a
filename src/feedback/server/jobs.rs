//! Periodic work: spam nobody wanted back is deleted, and what is older than its
//! project keeps feedback; pictures that could not
//! be drawn when they came (another instance's, a full disk) are tried again, and
//! entries from before there was a full-text index are added to it.

use super::{pictures::Pictures, purge::purge, sink::TOPIC, store};
use crate::{
    accounts::server::{self as accounts, audit},
    feedback::model::Status,
    server::{
        clock::{DAY, HOUR, MINUTE, Millis},
        ctx::By,
        db::DbError,
        state::AppState,
        ticker::Task,
    },
};
use serde_json::json;
use std::collections::BTreeSet;

/// Since an entry became spam.
const SPAM_KEPT: Millis = 30 * DAY;
/// Entries deleted in one transaction: others wait to write meanwhile.
const BATCH: i64 = 100;

pub fn tasks() -> Vec<Task> {
    vec![
        Task { name: "purge spam", every: HOUR, run: |state| Box::pin(purge_spam(state)) },
        Task { name: "purge old feedback", every: HOUR, run: |state| Box::pin(purge_old(state)) },
        Task { name: "draw pictures", every: MINUTE, run: |state| Box::pin(draw(state)) },
        Task { name: "index feedback", every: MINUTE, run: |state| Box::pin(index(state)) },
    ]
}

/// A batch at a time, so that nobody who writes waits for long.
async fn purge_spam(state: AppState) -> Result<(), DbError> {
    let (now, by) = (state.clock.now(), By::cresset());
    loop {
        let mut tx = state.db.begin_write().await?;
        let ids = store::old_spam(&mut tx, now - SPAM_KEPT, BATCH).await?;
        // A person may want one back at this very moment.
        let gone = purge(&mut tx, &ids, now, &by, |kin| kin.status == Status::Spam).await?;
        tx.commit().await?;
        let projects: BTreeSet<i64> = gone.iter().map(|kin| kin.project_id).collect();
        for project_id in projects {
            state.hub.publish(project_id, TOPIC);
        }
        if (ids.len() as i64) < BATCH {
            return Ok(());
        }
    }
}

/// What is older than its project keeps feedback, with everything that belongs to it.
async fn purge_old(state: AppState) -> Result<(), DbError> {
    for (project_id, days) in accounts::feedback_days(&state).await? {
        while purge_oldest(&state, project_id, days).await? {}
    }
    Ok(())
}

/// One batch, in a transaction of its own; whether there may be more.
async fn purge_oldest(state: &AppState, project_id: i64, days: i64) -> Result<bool, DbError> {
    let (now, by) = (state.clock.now(), By::cresset());
    let before = now - days * DAY;
    let mut tx = state.db.begin_write().await?;
    let ids = store::old(&mut tx, project_id, before, BATCH).await?;
    // What became spam at this very moment has 30 days from now.
    let gone = purge(&mut tx, &ids, now, &by, |kin| kin.status != Status::Spam).await?;
    store::forget_batches(&mut tx, project_id, before).await?;
    if !gone.is_empty() {
        let detail = json!({ "entries": gone.len(), "days": days });
        let (action, target) = ("feedback.expire", "");
        let entry = audit::Entry { at: now, by: &by, action, project_id: Some(project_id), target, detail };
        audit::record(&mut tx, entry).await?;
    }
    tx.commit().await?;
    if !gone.is_empty() {
        state.hub.publish(project_id, TOPIC);
    }
    Ok((ids.len() as i64) == BATCH)
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
