//! What every request can reach.

use super::{
    assets::Site,
    clock::Clock,
    config::Config,
    db::{Db, DbError},
    health::{Health, Heartbeat},
    ingest::Admission,
    limits::Buckets,
    live::Hub,
    metrics::Ring,
    observe,
    secret::Secret,
};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    ops::Deref,
    sync::Arc,
};
use tokio::sync::watch;

/// Shared by all requests; a clone is a pointer.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

pub struct Inner {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub secret: Secret,
    pub site: Site,
    /// Tells open pages that something changed.
    pub hub: Hub,
    /// Turns true once the process is asked to stop; live streams end by it.
    pub stopping: watch::Sender<bool>,
    pub buckets: Buckets,
    pub admission: Admission,
    /// Requests and resources of the last 24 hours.
    pub ring: Arc<Ring>,
    pub health: Arc<Health>,
    /// Beaten by the ticker.
    pub heartbeat: Heartbeat,
    pub fatal: Fatal,
    parts: Parts,
}

impl Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl AppState {
    /// Open what a running instance needs on an already migrated database.
    /// `parts` is called with the half-built state's pieces to add what slices own.
    pub async fn new(
        config: Config,
        db: Db,
        clock: Clock,
        parts: impl FnOnce(&mut PartsBuilder<'_>),
    ) -> Result<Self, DbError> {
        let secret = Secret::load(&db, config.secret_key.as_deref()).await?;
        let admission = Admission::new(config.limits.queue_items, config.limits.queue_bytes);
        let fatal = Fatal::default();
        let stopping = watch::Sender::new(false);
        let hub = Hub::new(stopping.subscribe());
        let mut builder = PartsBuilder {
            config: &config,
            db: &db,
            clock: &clock,
            secret: &secret,
            hub: &hub,
            admission: &admission,
            fatal: &fatal,
            parts: Parts::default(),
        };
        parts(&mut builder);
        let parts = builder.parts;
        let buckets = Buckets::new(config.limits.rates());
        let site = Site::new();
        let now = clock.now();
        let ring = Arc::new(Ring::new(now));
        let heartbeat = Heartbeat::new(now);
        let health = Arc::new(observe::health(&config, &clock, &heartbeat, &fatal, &admission));
        Ok(Self(Arc::new(Inner {
            config,
            db,
            clock,
            secret,
            site,
            hub,
            stopping,
            buckets,
            admission,
            ring,
            health,
            heartbeat,
            fatal,
            parts,
        })))
    }

    /// What a slice added at start, e.g. its ingest lane.
    ///
    /// # Panics
    /// When nothing of that type was added: a mistake in `server::router`.
    pub fn part<T: Any + Send + Sync>(&self) -> &T {
        let part = self.0.parts.0.get(&TypeId::of::<T>()).and_then(|part| part.downcast_ref());
        part.unwrap_or_else(|| panic!("{} was not added at start", std::any::type_name::<T>()))
    }
}

/// One value per type.
#[derive(Default)]
struct Parts(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

/// What a slice may use while it makes its parts.
pub struct PartsBuilder<'a> {
    pub config: &'a Config,
    pub db: &'a Db,
    pub clock: &'a Clock,
    pub secret: &'a Secret,
    pub hub: &'a Hub,
    pub admission: &'a Admission,
    pub fatal: &'a Fatal,
    parts: Parts,
}

impl PartsBuilder<'_> {
    pub fn add<T: Any + Send + Sync>(&mut self, part: T) {
        self.parts.0.insert(TypeId::of::<T>(), Box::new(part));
    }
}

/// Set once when the process must not go on: the storage failed, a
/// supervised task panicked.
#[derive(Clone)]
pub struct Fatal(watch::Sender<Option<String>>);

impl Default for Fatal {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Fatal {
    pub fn raise(&self, reason: impl Into<String>) {
        let reason = reason.into();
        tracing::error!(%reason, "cannot go on");
        self.0.send_if_modified(|current| current.is_none() && current.replace(reason).is_none());
    }

    pub fn raised(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Resolves with the reason once there is one.
    pub async fn wait(&self) -> String {
        let mut receiver = self.0.subscribe();
        let reason = receiver.wait_for(Option::is_some).await;
        reason.ok().and_then(|reason| reason.clone()).unwrap_or_default()
    }
}
