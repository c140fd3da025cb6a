//! From a request to disk: admission, queue, group commit, answer after COMMIT.
//!
//! A slice implements [`Sink`] and gets a [`Lane`]. There is no time window:
//! while one transaction commits, the queue fills, and the next transaction
//! takes what is there. Dropping the caller's future never drops the write.

use super::{
    crowd::Crowd,
    db::{Db, DbError, Tx},
    problem::internal,
    state::{Fatal, PartsBuilder},
};
use crate::error::AppError;
use futures::FutureExt;
use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
    time::Instant,
};

/// Rows of one transaction at most; larger ones make others wait too long.
const BATCH_ITEMS: usize = 1_000;
const BATCH_BYTES: usize = 256 << 10;

/// How a slice stores its items.
pub trait Sink: Send + Sync + 'static {
    type Item: Send + Sync + 'static;
    type Reply: Send + 'static;
    /// For logs and metrics.
    const NAME: &'static str;

    /// Store every item, a repeat as a duplicate; one reply per item, in order.
    /// Must be harmless to run again after a rollback.
    fn store<'a>(
        &'a self,
        tx: &'a mut Tx,
        items: &'a [Self::Item],
    ) -> impl Future<Output = Result<Vec<Self::Reply>, DbError>> + Send + 'a;

    /// Called after COMMIT, e.g. to tell open pages.
    fn committed(&self, items: &[Self::Item], replies: &[Self::Reply]);
}

/// How much may wait to be stored, over all lanes.
#[derive(Clone)]
pub struct Admission(Arc<Room>);

struct Room {
    items: AtomicUsize,
    bytes: AtomicUsize,
    max_items: usize,
    max_bytes: usize,
}

/// Room for one request; given back when dropped.
pub struct Permit {
    room: Arc<Room>,
    bytes: usize,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.room.items.fetch_sub(1, Ordering::Relaxed);
        self.room.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Admission {
    pub fn new(max_items: usize, max_bytes: usize) -> Self {
        Self(Arc::new(Room { items: AtomicUsize::new(0), bytes: AtomicUsize::new(0), max_items, max_bytes }))
    }

    /// Take room for a request of at most `bytes`, before its body is read.
    ///
    /// # Errors
    /// `Busy` when the queue is full: the newest is refused, nothing queued is lost.
    pub fn admit(&self, bytes: usize) -> Result<Permit, AppError> {
        let room = &self.0;
        // Taken first and given back by Drop when it was too much: two
        // requests can never both believe the last place is theirs.
        let items = room.items.fetch_add(1, Ordering::Relaxed);
        let held = room.bytes.fetch_add(bytes, Ordering::Relaxed);
        let permit = Permit { room: room.clone(), bytes };
        if items >= room.max_items || held + bytes > room.max_bytes {
            return Err(refused("queue_full"));
        }
        Ok(permit)
    }

    /// The share of the queue in use, 0 to 1.
    pub fn fill(&self) -> f64 {
        let room = &self.0;
        let share = |used: &AtomicUsize, max: usize| used.load(Ordering::Relaxed) as f64 / max.max(1) as f64;
        share(&room.items, room.max_items).max(share(&room.bytes, room.max_bytes))
    }

    pub fn queued_bytes(&self) -> usize {
        self.0.bytes.load(Ordering::Relaxed)
    }
}

/// 1 to 5 s, so that refused clients do not come back all at once.
pub fn busy_seconds() -> u32 {
    1 + u32::from(super::clock::random::<1>()[0] % 5)
}

/// Counts what is refused before it was read, and says so.
pub fn refused(reason: &'static str) -> AppError {
    metrics::counter!("app_ingest_refused", "reason" => reason).increment(1);
    AppError::Busy { retry_after: busy_seconds() }
}

struct Job<S: Sink> {
    item: S::Item,
    bytes: usize,
    since: Instant,
    reply: oneshot::Sender<Result<S::Reply, AppError>>,
    _permit: Permit,
}

/// Who waits for an item of a batch, and the room it takes.
type Waiting<S> = (oneshot::Sender<Result<<S as Sink>::Reply, AppError>>, Permit);

/// The way of one kind of item to disk.
pub struct Lane<S: Sink> {
    queue: mpsc::UnboundedSender<Job<S>>,
    admission: Admission,
    crowd: Arc<Crowd>,
}

impl<S: Sink> Lane<S> {
    /// Start the writer of this lane. Its panic or a failing disk raises `fatal`.
    ///
    /// It has a thread of its own: a batch is a dozen ways to the database and
    /// back, and on the runtime each way back would wait behind the requests
    /// that came in meanwhile.
    pub fn start(sink: S, builder: &PartsBuilder<'_>) -> Self {
        let (queue, jobs) = mpsc::unbounded_channel();
        let crowd = Arc::new(Crowd::new());
        let (fatal, admission) = (builder.fatal.clone(), builder.admission.clone());
        let writer = Writer { sink, db: builder.db.clone(), fatal: fatal.clone(), crowd: crowd.clone() };
        let runtime = Handle::current();
        let work = move || runtime.block_on(AssertUnwindSafe(writer.run(jobs)).catch_unwind());
        let thread = std::thread::Builder::new().name(format!("{}-writer", S::NAME));
        let started = thread.spawn(move || {
            if work().is_err() {
                fatal.raise(format!("the {} writer panicked", S::NAME));
            }
        });
        started.expect("the system has room for a thread at the start");
        Self { queue, admission, crowd }
    }

    /// As [`Admission::admit`], unless the writer is behind.
    ///
    /// # Errors
    /// `Busy` then, and when the queue is full.
    pub fn admit(&self, bytes: usize) -> Result<Permit, AppError> {
        if let Some(reason) = self.crowd.refusal() {
            return Err(refused(reason));
        }
        self.admission.admit(bytes)
    }

    /// Resolves after COMMIT.
    ///
    /// # Errors
    /// `Busy` when it could not be stored now; a retry with the same id is safe.
    pub async fn submit(&self, item: S::Item, bytes: usize, permit: Permit) -> Result<S::Reply, AppError> {
        let (reply, answer) = oneshot::channel();
        let job = Job { item, bytes, since: Instant::now(), reply, _permit: permit };
        let stopped = AppError::Busy { retry_after: 5 };
        self.crowd.join();
        self.queue.send(job).map_err(|_| stopped.clone())?;
        answer.await.unwrap_or(Err(stopped))
    }
}

struct Writer<S: Sink> {
    sink: S,
    db: Db,
    fatal: Fatal,
    crowd: Arc<Crowd>,
}

impl<S: Sink> Writer<S> {
    async fn run(self, mut jobs: mpsc::UnboundedReceiver<Job<S>>) {
        let mut held = None;
        while let Some(first) = next(&mut held, &mut jobs).await {
            let batch = drain(first, &mut held, &mut jobs);
            self.crowd.begin(batch.len(), batch[0].since);
            self.write(batch).await;
            self.crowd.end();
        }
    }

    /// One transaction; when an item poisons it, each item in one of its own.
    async fn write(&self, batch: Vec<Job<S>>) {
        let (items, waiting): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|job| (job.item, (job.reply, job._permit))).unzip();
        let started = Instant::now();
        let result = self.commit(&items).await;
        metrics::histogram!("app_db_write_seconds").record(started.elapsed().as_secs_f64());
        match result {
            Ok(replies) => {
                count::<S>("stored", items.len());
                for ((reply, _permit), stored) in waiting.into_iter().zip(replies) {
                    let _ = reply.send(Ok(stored));
                }
            }
            Err(error @ (DbError::Full | DbError::Io(_))) => self.refuse(waiting, error),
            Err(error) if items.len() == 1 => {
                count::<S>("failed", 1);
                let error = AppError::from(error);
                waiting.into_iter().for_each(|(reply, _)| drop(reply.send(Err(error.clone()))));
            }
            Err(error) => {
                tracing::warn!(%error, items = items.len(), "a batch failed; storing its items one by one");
                for (item, (reply, _permit)) in items.into_iter().zip(waiting) {
                    let stored = self.commit(std::slice::from_ref(&item)).await;
                    let stored = stored.map_err(AppError::from).and_then(|mut replies| {
                        replies.pop().ok_or_else(|| internal("a sink gave no reply"))
                    });
                    let _ = reply.send(stored);
                }
            }
        }
    }

    /// Nothing of the batch is stored; its senders may try again.
    fn refuse(&self, waiting: Vec<Waiting<S>>, error: DbError) {
        count::<S>("refused", waiting.len());
        tracing::warn!(%error, items = waiting.len(), "could not store");
        for (reply, _permit) in waiting {
            let _ = reply.send(Err(AppError::Busy { retry_after: busy_seconds() }));
        }
        if let DbError::Io(reason) = error {
            self.fatal.raise(reason);
        }
    }

    #[cfg(not(feature = "sabotage"))]
    async fn commit(&self, items: &[S::Item]) -> Result<Vec<S::Reply>, DbError> {
        let mut tx = self.db.begin_write().await?;
        let replies = self.sink.store(&mut tx, items).await?;
        tx.commit().await?;
        self.sink.committed(items, &replies);
        Ok(replies)
    }

    /// The control of the crash tests: answers first and stores half a second
    /// later, so that a kill in between must show as a loss.
    #[cfg(feature = "sabotage")]
    async fn commit(&self, items: &[S::Item]) -> Result<Vec<S::Reply>, DbError> {
        let mut tx = self.db.begin_write().await?;
        let replies = self.sink.store(&mut tx, items).await?;
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let _ = tx.commit().await;
        });
        Ok(replies)
    }
}

fn count<S: Sink>(outcome: &'static str, items: usize) {
    metrics::counter!("app_ingest_events", "item" => S::NAME, "outcome" => outcome).increment(items as u64);
}

async fn next<S: Sink>(
    held: &mut Option<Job<S>>,
    jobs: &mut mpsc::UnboundedReceiver<Job<S>>,
) -> Option<Job<S>> {
    match held.take() {
        Some(job) => Some(job),
        None => jobs.recv().await,
    }
}

/// What is queued right now, up to the limits of a batch; one job that did
/// not fit is held for the next.
fn drain<S: Sink>(
    first: Job<S>,
    held: &mut Option<Job<S>>,
    jobs: &mut mpsc::UnboundedReceiver<Job<S>>,
) -> Vec<Job<S>> {
    let mut bytes = first.bytes;
    let mut batch = vec![first];
    while batch.len() < BATCH_ITEMS {
        let Ok(job) = jobs.try_recv() else { break };
        bytes += job.bytes;
        if bytes > BATCH_BYTES {
            *held = Some(job);
            break;
        }
        batch.push(job);
    }
    batch
}
