//! The way of events to disk: many requests, one transaction.

use super::store::{self, NewEvent};
use crate::server::{
    db::{DbError, Tx},
    ingest::Sink,
    live::Hub,
};
use std::collections::BTreeSet;

pub struct Events(pub Hub);

/// An item is the events of one request; its reply is how many were new.
impl Sink for Events {
    type Item = Vec<NewEvent>;
    type Reply = usize;
    const NAME: &'static str = "event";

    async fn store(&self, tx: &mut Tx, items: &[Self::Item]) -> Result<Vec<usize>, DbError> {
        let all = items.concat();
        let mut new = store::insert(tx, &all).await?;
        // The first of equal events in one transaction is the new one.
        let mut count = |events: &Self::Item| events.iter().filter(|event| new.remove(&event.key())).count();
        Ok(items.iter().map(&mut count).collect())
    }

    fn committed(&self, items: &[Self::Item], new: &[usize]) {
        let new = items.iter().zip(new).filter(|(_, new)| **new > 0).flat_map(|(events, _)| events);
        let projects: BTreeSet<i64> = new.map(|event| event.project_id).collect();
        projects.into_iter().for_each(|project_id| self.0.publish(project_id, "events"));
    }
}
