//! The audit log: who changed what, written in the transaction of the change.

use super::store;
use crate::server::{
    clock::{Clock, Millis},
    ctx::By,
    db::{DbError, Tx},
};

/// One change of state.
pub struct Entry<'a> {
    pub at: Millis,
    pub by: &'a By,
    /// `noun.verb`, e.g. `project.rename`.
    pub action: &'static str,
    /// None for changes of the instance.
    pub project_id: Option<i64>,
    /// What was changed, as people name it: an e-mail, a slug, an id.
    pub target: &'a str,
    /// A JSON object with what the action alone does not say; never a secret.
    pub detail: serde_json::Value,
}

/// Note a change. It becomes visible when, and only when, `tx` commits.
pub async fn record(tx: &mut Tx, entry: Entry<'_>) -> Result<(), DbError> {
    let id = Clock::frozen(entry.at).new_id();
    store::audit::insert(tx, &id, &entry).await
}
