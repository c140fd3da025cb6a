//! Group commit of entries.

use super::store::{self, NewEntry};
use crate::server::{
    db::{DbError, Tx},
    ingest::Sink,
    live::Hub,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What open pages listen to.
pub const TOPIC: &str = "feedback";

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    New,
    /// The same entry was there already.
    Repeat,
    /// The id belongs to another entry, perhaps of another project.
    Clash,
}

/// Writes batches of entries.
pub struct FeedbackSink {
    pub hub: Hub,
}

impl Sink for FeedbackSink {
    type Item = NewEntry;
    type Reply = Stored;
    const NAME: &'static str = "feedback";

    async fn store<'a>(&'a self, tx: &'a mut Tx, items: &'a [NewEntry]) -> Result<Vec<Stored>, DbError> {
        let firsts = first_of_each_id(items);
        let numbered = number(tx, &firsts).await?;
        let stored = store::insert(tx, &numbered).await?;
        let contacts: Vec<(&str, &str)> =
            stored.iter().filter_map(|entry| Some((entry.id.as_str(), entry.email.as_deref()?))).collect();
        store::insert_contacts(tx, &contacts).await?;
        if stored.len() == items.len() {
            return Ok(vec![Stored::New; items.len()]);
        }
        let new: HashSet<&str> = stored.iter().map(|entry| entry.id.as_str()).collect();
        let old: Vec<&str> =
            firsts.iter().map(|entry| entry.id.as_str()).filter(|id| !new.contains(id)).collect();
        let known = store::known(tx, &old).await?;
        let mut owners: HashMap<&str, (i64, &str)> =
            known.iter().map(|row| (row.id.as_str(), (row.project_id, row.body_hash.as_str()))).collect();
        owners.extend(stored.iter().map(|entry| owner(entry)));
        Ok(replies(items, new, &owners))
    }

    fn committed(&self, items: &[NewEntry], replies: &[Stored]) {
        let new = items.iter().zip(replies).filter(|(_, reply)| **reply == Stored::New);
        let projects: BTreeSet<i64> = new.map(|(entry, _)| entry.project_id).collect();
        for project_id in projects {
            self.hub.publish(project_id, TOPIC);
        }
    }
}

/// Two requests of one batch may carry the same id; the first decides.
fn first_of_each_id(items: &[NewEntry]) -> Vec<&NewEntry> {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().filter(|entry| seen.insert(entry.id.as_str())).collect()
}

/// Give each entry the next number of its project, by one statement a project.
/// In the order of their ids, so that two instances never wait for each other.
async fn number<'a>(tx: &mut Tx, entries: &[&'a NewEntry]) -> Result<Vec<(&'a NewEntry, i64)>, DbError> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.project_id).or_default() += 1;
    }
    for (project_id, count) in &mut counts {
        *count = store::reserve_numbers(tx, *project_id, *count).await?;
    }
    let mut take = |project_id: i64| {
        let next = counts.entry(project_id).or_default();
        *next += 1;
        *next - 1
    };
    Ok(entries.iter().map(|entry| (*entry, take(entry.project_id))).collect())
}

fn owner(entry: &NewEntry) -> (&str, (i64, &str)) {
    (&entry.id, (entry.project_id, &entry.body_hash))
}

fn replies(items: &[NewEntry], mut new: HashSet<&str>, owners: &HashMap<&str, (i64, &str)>) -> Vec<Stored> {
    let reply = |entry: &NewEntry| {
        let (id, own) = owner(entry);
        if new.remove(id) {
            Stored::New
        } else if owners.get(id) == Some(&own) {
            Stored::Repeat
        } else {
            Stored::Clash
        }
    };
    items.iter().map(reply).collect()
}
