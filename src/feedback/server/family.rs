//! Entries that say the same: which of them stands for the others.
//!
//! Merges make trees. The root is the canonical entry, and every duplicate names
//! it directly, whatever it was merged into: so a canonical entry is never a
//! duplicate, and nothing goes in circles. The tree is kept so that what came
//! along with an entry can leave with it again. All of this is without I/O; the
//! store reads a family and writes what became of it.

use crate::{
    feedback::model::{FeedbackType, Status},
    server::clock::Millis,
};
use std::collections::{BTreeMap, BTreeSet};

/// An entry among those that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    pub id: String,
    pub project_id: i64,
    pub number: i64,
    pub status: Status,
    pub feedback_type: FeedbackType,
    pub created_at: Millis,
    /// The root of its tree; none for the root itself.
    pub canonical_id: Option<String>,
    /// What it was merged into.
    pub parent: Option<String>,
}

/// Whole families: with an entry everything that belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family(BTreeMap<String, Kin>);

/// Why two entries cannot become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The one already stands for the other.
    Itself,
    Spam,
}

impl FromIterator<Kin> for Family {
    fn from_iter<I: IntoIterator<Item = Kin>>(kin: I) -> Self {
        Self(kin.into_iter().map(|kin| (kin.id.clone(), kin)).collect())
    }
}

impl Family {
    pub fn get(&self, id: &str) -> Option<&Kin> {
        self.0.get(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Kin> {
        self.0.values()
    }

    /// The entry that stands for `id`: itself unless it is a duplicate.
    pub fn root<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).and_then(|kin| kin.canonical_id.as_deref()).unwrap_or(id)
    }

    /// Make `id` a duplicate of what `into` stands for; what was merged into `id` comes along.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn merge(&mut self, id: &str, into: &str) -> Result<(), Refusal> {
        let root = self.root(into).to_owned();
        if root == id {
            return Err(Refusal::Itself);
        }
        if [id, &root].into_iter().any(|id| self.0.get(id).is_some_and(|kin| kin.status == Status::Spam)) {
            return Err(Refusal::Spam);
        }
        if self.root(id) == root {
            return Ok(());
        }
        for along in self.below(id) {
            self.change(&along, |kin| kin.canonical_id = Some(root.clone()));
        }
        self.change(id, |kin| {
            kin.status = Status::Duplicate;
            kin.canonical_id = Some(root.clone());
            kin.parent = Some(root.clone());
        });
        Ok(())
    }

    /// Make a duplicate an entry of its own again, with what was merged into it.
    pub fn unmerge(&mut self, id: &str) {
        if self.root(id) == id {
            return;
        }
        for along in self.below(id) {
            self.change(&along, |kin| kin.canonical_id = Some(id.to_owned()));
        }
        self.change(id, |kin| {
            kin.status = Status::Triaged;
            kin.canonical_id = None;
            kin.parent = None;
        });
    }

    /// Take entries out. The oldest duplicate of one that stood for others takes
    /// its place, with its status: what the team decided still holds.
    pub fn remove(&mut self, gone: &BTreeSet<String>) {
        let roots: BTreeSet<String> = gone.iter().map(|id| self.root(id).to_owned()).collect();
        for root in roots {
            let orphans: Vec<&Kin> = self
                .iter()
                .filter(|kin| kin.canonical_id.as_ref() == Some(&root) && !gone.contains(&kin.id))
                .collect();
            let heir = orphans.iter().min_by_key(|kin| (kin.created_at, &kin.id)).map(|kin| kin.id.clone());
            let Some(heir) = heir else { continue };
            let head = if gone.contains(&root) { heir } else { root.clone() };
            let parents: Vec<_> =
                orphans.iter().map(|kin| (kin.id.clone(), self.next_alive(kin, gone, &head))).collect();
            for (id, parent) in parents.into_iter().filter(|(id, _)| *id != head) {
                self.change(&id, |kin| {
                    kin.canonical_id = Some(head.clone());
                    kin.parent = Some(parent);
                });
            }
            if head != root {
                let status = self.0.get(&root).map_or(Status::Triaged, |kin| kin.status);
                self.change(&head, |kin| {
                    // Nobody said that this one is spam too.
                    kin.status = if status == Status::Spam { Status::Triaged } else { status };
                    kin.canonical_id = None;
                    kin.parent = None;
                });
            }
        }
        self.0.retain(|id, _| !gone.contains(id));
    }

    /// What was merged into `id`, directly or not.
    pub fn below(&self, id: &str) -> Vec<String> {
        let root = self.root(id);
        let beside = self.iter().filter(|kin| kin.canonical_id.as_deref() == Some(root) && kin.id != id);
        beside.filter(|kin| self.above(kin).any(|above| above == id)).map(|kin| kin.id.clone()).collect()
    }

    /// What `kin` was merged into, then what that was, up to the root.
    fn above<'a>(&'a self, kin: &'a Kin) -> impl Iterator<Item = &'a str> {
        let parent = |id: &&'a str| self.0.get(*id).and_then(|kin| kin.parent.as_deref());
        std::iter::successors(kin.parent.as_deref(), parent)
    }

    fn next_alive(&self, kin: &Kin, gone: &BTreeSet<String>, head: &str) -> String {
        self.above(kin).find(|id| !gone.contains(*id)).unwrap_or(head).to_owned()
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Kin)) {
        if let Some(kin) = self.0.get_mut(id) {
            change(kin);
        }
    }
}

#[cfg(test)]
#[path = "family_tests.rs"]
mod tests;
