//! Group commit of entries.

use super::store::{self, NewEntry, Numbered};
use crate::server::{
    clock::Millis,
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
///
/// Numbers follow time: an entry that waited, or came by an instance whose clock
/// is behind, gets the time of the one before it.
async fn number<'a>(tx: &mut Tx, entries: &[&'a NewEntry]) -> Result<Vec<Numbered<'a>>, DbError> {
    let mut projects: BTreeMap<i64, (i64, Millis)> = BTreeMap::new();
    for entry in entries {
        let (count, last_at) = projects.entry(entry.project_id).or_default();
        (*count, *last_at) = (*count + 1, entry.created_at.max(*last_at));
    }
    for (project_id, (next, floor)) in &mut projects {
        (*next, *floor) = store::reserve_numbers(tx, *project_id, *next, *floor).await?;
    }
    let mut sorted = entries.to_vec();
    sorted.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    let mut take = |entry: &'a NewEntry| {
        let (next, floor) = projects.entry(entry.project_id).or_default();
        *next += 1;
        Numbered { entry, number: *next - 1, created_at: entry.created_at.max(*floor) }
    };
    Ok(sorted.into_iter().map(&mut take).collect())
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
