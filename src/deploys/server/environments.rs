//! The places releases run in.

use super::store::environments::{self as store, NewRow};
use crate::server::{
    clock::{Clock, Millis},
    db::{DbError, Tx},
};

/// Name and aliases in the order a change travels.
const DEFAULTS: [(&str, &[&str]); 4] = [
    ("development", &["dev", "local"]),
    ("testing", &["test", "qa"]),
    ("staging", &["stage", "preprod"]),
    ("production", &["prod", "live"]),
];

/// Development, testing, staging and production of a new project.
pub async fn create_defaults(tx: &mut Tx, project_id: i64, created_at: Millis) -> Result<(), DbError> {
    let ids = Clock::frozen(created_at);
    for (rank, (name, aliases)) in (1i64..).zip(DEFAULTS) {
        let aliases = serde_json::json!(aliases).to_string();
        store::insert(tx, NewRow { id: ids.new_id(), project_id, name, rank, aliases, created_at }).await?;
    }
    Ok(())
}
