//! Deployments and the changes of their status.

use super::row::{Row, read, status};
use crate::{
    args,
    deploys::model::{Deployment, Kind, Status, Transition},
    server::{
        clock::Millis,
        db::{Args, Db, DbError, Sql, Tx},
    },
};

/// What a list shows. Instants bound `at`: from inclusive, to exclusive.
#[derive(Debug, Clone)]
pub struct Filter {
    pub environment_id: Option<String>,
    pub release_id: Option<String>,
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    pub from: Millis,
    pub to: Millis,
    /// `(at, id)` of the last one already seen.
    pub after: Option<(Millis, String)>,
    pub limit: i64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            environment_id: None,
            release_id: None,
            status: None,
            kind: None,
            from: 0,
            to: Millis::MAX,
            after: None,
            limit: 50,
        }
    }
}

macro_rules! filtered {
    () => {
        "select d.* from deployments d
         where d.project_id = $1 and ($2 is null or d.environment_id = $2) and ($3 is null or d.status = $3)
           and ($4 is null or d.kind = $4) and d.at >= $5 and d.at < $6 and (d.at, d.id) < ($7, $8)"
    };
}

const LIST: &str = read!(filtered!(), " order by d.at desc, d.id desc limit $9");
/// Few deployments have a given release: an index of its own, no walk through time.
const LIST_OF_RELEASE: &str =
    read!(filtered!(), " and d.release_id = $10 order by d.at desc, d.id desc limit $9");

pub async fn list(db: &Db, project_id: i64, filter: Filter) -> Result<Vec<Deployment>, DbError> {
    let (at, id) = filter.after.unwrap_or((Millis::MAX, String::new()));
    let mut args: Args = args![
        project_id,
        filter.environment_id,
        filter.status.map(Status::as_str),
        filter.kind.map(Kind::as_str),
        filter.from,
        filter.to,
        at,
        id,
        filter.limit
    ];
    let sql = match filter.release_id {
        Some(release) => {
            args.extend(args![release]);
            LIST_OF_RELEASE
        }
        None => LIST,
    };
    let rows: Vec<Row> = db.fetch_all(sql, args).await?;
    Ok(rows.into_iter().map(Deployment::from).collect())
}

const GET: &str = read!("select d.* from deployments d where d.project_id = $1 and d.id = $2");

pub async fn get(db: &Db, project_id: i64, id: &str) -> Result<Option<Deployment>, DbError> {
    let row: Option<Row> = db.fetch_optional(GET, args![project_id, id]).await?;
    Ok(row.map(Deployment::from))
}

/// As the transaction sees it, after its own writes.
pub async fn get_written(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<Deployment>, DbError> {
    let row: Option<Row> = tx.fetch_optional(GET, args![project_id, id]).await?;
    Ok(row.map(Deployment::from))
}

/// PostgreSQL needs the lock so that two changes see each other; on SQLite the
/// transaction already has the only write connection.
const LOCK: Sql = Sql::Pair {
    sqlite: "select id from deployments where project_id = $1 and id = $2",
    postgres: "select id from deployments where project_id = $1 and id = $2 for update",
};

/// Hold the deployment until the transaction ends; whether it exists.
pub async fn lock(tx: &mut Tx, project_id: i64, id: &str) -> Result<bool, DbError> {
    let found: Option<(String,)> = tx.fetch_optional(LOCK, args![project_id, id]).await?;
    Ok(found.is_some())
}

/// A deployment to be stored.
pub struct NewRow<'a> {
    pub id: &'a str,
    pub project_id: i64,
    pub environment_id: &'a str,
    pub release_id: &'a str,
    pub package: &'a str,
    pub commit: Option<String>,
    pub status: Status,
    pub kind: Kind,
    pub deployed_by: &'a str,
    pub token_id: Option<&'a str>,
    pub url: Option<&'a str>,
    pub log_url: Option<&'a str>,
    pub description: Option<&'a str>,
    pub started_at: Option<Millis>,
    pub finished_at: Option<Millis>,
    pub body_hash: &'a str,
    pub now: Millis,
}

const INSERT: &str =
    "insert into deployments (id, project_id, environment_id, release_id, package, commit_sha,
   status, kind, deployed_by, token_id, url, log_url, description, started_at, finished_at, at, body_hash,
   created_at, updated_at)
 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
 on conflict (id) do nothing";

/// False when there is one with this id already.
pub async fn insert(tx: &mut Tx, row: NewRow<'_>) -> Result<bool, DbError> {
    let at = row.finished_at.or(row.started_at).unwrap_or(row.now);
    let args = args![
        row.id,
        row.project_id,
        row.environment_id,
        row.release_id,
        row.package,
        row.commit,
        row.status.as_str(),
        row.kind.as_str(),
        row.deployed_by,
        row.token_id,
        row.url,
        row.log_url,
        row.description,
        row.started_at,
        row.finished_at,
        at,
        row.body_hash,
        row.now
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

const BODY_HASH: &str = "select body_hash from deployments where project_id = $1 and id = $2";

/// The hash of the request that made a deployment.
pub async fn body_hash(tx: &mut Tx, project_id: i64, id: &str) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx.fetch_optional(BODY_HASH, args![project_id, id]).await?;
    Ok(row.map(|(hash,)| hash))
}

const UPDATE: &str = "update deployments set status = $3, url = $4, log_url = $5, description = $6,
   started_at = $7, finished_at = $8, at = $9, updated_at = $10
 where project_id = $1 and id = $2";

/// Store what may change of a deployment: everything it can be patched in.
pub async fn update(tx: &mut Tx, project_id: i64, deployment: &Deployment) -> Result<(), DbError> {
    let d = deployment;
    let args = args![
        project_id,
        &d.id,
        d.status.as_str(),
        d.url.as_deref(),
        d.log_url.as_deref(),
        d.description.as_deref(),
        d.started_at,
        d.finished_at,
        d.at,
        d.updated_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

const ADD_TRANSITION: &str = "insert into deployment_transitions
   (deployment_id, seq, project_id, from_status, to_status, at, actor, reason)
 select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7
 from deployment_transitions where deployment_id = $1";

pub async fn add_transition(
    tx: &mut Tx,
    project_id: i64,
    id: &str,
    transition: &Transition,
) -> Result<(), DbError> {
    let Transition { from, to, at, actor, reason } = transition;
    let args = args![id, project_id, from.map(Status::as_str), to.as_str(), *at, actor, reason.as_deref()];
    tx.execute(ADD_TRANSITION, args).await.map(drop)
}

#[derive(sqlx::FromRow)]
struct TransitionRow {
    from_status: Option<String>,
    to_status: String,
    at: i64,
    actor: String,
    reason: Option<String>,
}

const TRANSITIONS: &str = "select from_status, to_status, at, actor, reason from deployment_transitions
 where project_id = $1 and deployment_id = $2 order by seq";

/// Every change of status, oldest first.
pub async fn transitions(db: &Db, project_id: i64, id: &str) -> Result<Vec<Transition>, DbError> {
    let rows: Vec<TransitionRow> = db.fetch_all(TRANSITIONS, args![project_id, id]).await?;
    let transition = |row: TransitionRow| Transition {
        from: row.from_status.as_deref().map(status),
        to: status(&row.to_status),
        at: row.at,
        actor: row.actor,
        reason: row.reason,
    };
    Ok(rows.into_iter().map(transition).collect())
}
