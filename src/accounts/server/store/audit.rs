//! Rows of the audit log.

use crate::{
    accounts::server::audit::Entry,
    args,
    server::{
        clock::Millis,
        db::{Args, Db, DbError, Tx},
    },
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

/// Which entries; every bound is part of it.
#[derive(Debug, Clone)]
pub struct Selection {
    /// None: of every project and of the instance.
    pub project_id: Option<i64>,
    pub from: Millis,
    pub to: Millis,
    pub action: Option<String>,
    pub actor: Option<String>,
    /// A pattern for `like`, with `!` as its escape.
    pub target: Option<String>,
    /// The entry before the first one wanted.
    pub after: Option<(Millis, String)>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct AuditRow {
    pub id: String,
    pub at: Millis,
    pub actor: String,
    pub action: String,
    pub project: Option<String>,
    pub target: String,
    pub detail: String,
}

/// Two texts, because "this project or any" would keep both indexes from use.
macro_rules! list {
    ($scope:literal) => {
        concat!(
            "select a.id, a.at, a.actor, a.action, p.slug as project, a.target, a.detail \
             from audit a left join projects p on p.id = a.project_id where ",
            $scope,
            " and a.at >= $2 and a.at <= $3 and ($4 is null or a.action = $4) \
             and ($5 is null or a.actor = $5) and ($6 is null or lower(a.target) like lower($6) escape '!') \
             and ($7 is null or a.at < $7 or (a.at = $7 and a.id < $8)) \
             order by a.at desc, a.id desc limit $9"
        )
    };
}

/// At most `limit` entries, newest first.
pub async fn list(db: &Db, wanted: &Selection, limit: i64) -> Result<Vec<AuditRow>, DbError> {
    let sql = match wanted.project_id {
        Some(_) => list!("a.project_id = $1"),
        None => list!("$1 is null"),
    };
    let after = wanted.after.as_ref();
    let args: Args = args![
        wanted.project_id,
        wanted.from,
        wanted.to,
        wanted.action.as_deref(),
        wanted.actor.as_deref(),
        wanted.target.as_deref(),
        after.map(|(at, _)| *at),
        after.map(|(_, id)| id.as_str()),
        limit,
    ];
    db.fetch_all(sql, args).await
}

/// Everybody who changed something in a project, or anywhere.
pub async fn actors(db: &Db, project_id: Option<i64>) -> Result<Vec<String>, DbError> {
    let sql = match project_id {
        Some(_) => "select distinct actor from audit where project_id = $1 order by actor",
        None => "select distinct actor from audit where $1 is null order by actor",
    };
    let rows: Vec<(String,)> = db.fetch_all(sql, args![project_id]).await?;
    Ok(rows.into_iter().map(|(actor,)| actor).collect())
}
