//! The task that draws pictures anew before anybody sees them.
//!
//! What it has to do is what the database says: rows in the state pending. So
//! it needs no queue, and goes on where it was after any end of the process.

use super::{
    picture, sink,
    store::{self, Pending, Redrawn},
};
use crate::{
    feedback::model::MediaType,
    server::{
        db::{Db, DbError},
        live::Hub,
        secret::sha256,
        state::Fatal,
    },
};
use futures::future::try_join_all;
use std::sync::Arc;
use tokio::sync::Notify;

/// Pictures drawn at a time; each may need some 300 MB.
const AT_ONCE: i64 = 2;

/// Wakes the task.
pub struct Pictures(Arc<Notify>);

impl Pictures {
    /// Start with what an earlier process left. A panic raises `fatal`.
    pub fn start(db: Db, hub: Hub, fatal: Fatal) -> Self {
        let wake = Arc::new(Notify::new());
        let work = tokio::spawn(run(db, hub, wake.clone()));
        tokio::spawn(async move {
            if work.await.is_err_and(|error| error.is_panic()) {
                fatal.raise("the task that draws pictures panicked");
            }
        });
        Self(wake)
    }

    /// Some may have come.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

async fn run(db: Db, hub: Hub, wake: Arc<Notify>) {
    loop {
        if let Err(error) = draw_all(&db, &hub).await {
            tracing::warn!(%error, "pictures wait for the next try");
        }
        wake.notified().await;
    }
}

async fn draw_all(db: &Db, hub: &Hub) -> Result<(), DbError> {
    loop {
        let waiting = store::pending(db, AT_ONCE).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        try_join_all(waiting.into_iter().map(|picture| draw(db, hub, picture))).await?;
    }
}

async fn draw(db: &Db, hub: &Hub, mut picture: Pending) -> Result<(), DbError> {
    let (bytes, kind) = (std::mem::take(&mut picture.bytes), MediaType::parse(&picture.media_type));
    let drawn = tokio::task::spawn_blocking(move || {
        let (media_type, bytes) = picture::redraw(kind?, &bytes)?;
        Some(Redrawn { media_type, sha256: sha256(&bytes), bytes })
    });
    // A decoder that panics on a picture has refused it.
    let redrawn = drawn.await.unwrap_or_default();
    let outcome = if redrawn.is_some() { "drawn" } else { "refused" };
    metrics::counter!("app_pictures", "outcome" => outcome).increment(1);
    let mut tx = db.begin_write().await?;
    store::settle(&mut tx, &picture, redrawn).await?;
    tx.commit().await?;
    hub.publish(picture.project_id, sink::TOPIC);
    Ok(())
}
