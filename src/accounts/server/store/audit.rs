//! Rows of the audit log.

use crate::{
    accounts::server::audit::Entry,
    args,
    server::db::{DbError, Tx},
};

pub async fn insert(tx: &mut Tx, id: &str, entry: &Entry<'_>) -> Result<(), DbError> {
    tx.execute(
        "insert into audit (id, at, actor, actor_id, action, project_id, target, detail) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            id,
            entry.at,
            &entry.by.name,
            entry.by.id.as_deref(),
            entry.action,
            entry.project_id,
            entry.target,
            entry.detail.to_string(),
        ],
    )
    .await?;
    Ok(())
}
