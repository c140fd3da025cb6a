//! Releases.

use crate::{
    args,
    deploys::model::{Release, split_release},
    server::{
        clock::Millis,
        db::{Db, DbError, Tx},
    },
};

macro_rules! columns {
    () => {
        "id, name, package, version, commit_sha, url, released_at, created_at, updated_at"
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    package: String,
    version: String,
    commit_sha: Option<String>,
    url: Option<String>,
    released_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for Release {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            package: row.package,
            version: row.version,
            commit: row.commit_sha,
            url: row.url,
            released_at: row.released_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// What is told about a release; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub commit: Option<String>,
    pub url: Option<String>,
    pub released_at: Option<Millis>,
}

/// The first commit a deployment names stays: a release is built once.
const ENSURE: &str = concat!(
    "insert into releases (id, project_id, name, package, version, commit_sha, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)
     on conflict (project_id, name) do update set commit_sha = coalesce(releases.commit_sha, excluded.commit_sha)
     returning ",
    columns!()
);

/// The release of that name, made when unknown.
pub async fn ensure(
    tx: &mut Tx,
    id: String,
    project_id: i64,
    name: &str,
    commit: Option<&str>,
    now: Millis,
) -> Result<Release, DbError> {
    let (package, version) = split_release(name);
    let row: Row = tx.fetch_one(ENSURE, args![id, project_id, name, package, version, commit, now]).await?;
    Ok(row.into())
}

const UPDATE: &str = concat!(
    "update releases set commit_sha = coalesce($3, commit_sha), url = coalesce($4, url),
       released_at = coalesce($5, released_at), updated_at = $6
     where project_id = $1 and name = $2
     returning ",
    columns!()
);

/// Change a release; none when there is no such release.
pub async fn update(
    tx: &mut Tx,
    project_id: i64,
    name: &str,
    facts: &Facts,
    now: Millis,
) -> Result<Option<Release>, DbError> {
    let args = args![project_id, name, facts.commit.as_deref(), facts.url.as_deref(), facts.released_at, now];
    let row: Option<Row> = tx.fetch_optional(UPDATE, args).await?;
    Ok(row.map(Release::from))
}

const GET: &str = concat!("select ", columns!(), " from releases where project_id = $1 and name = $2");

pub async fn get(db: &Db, project_id: i64, name: &str) -> Result<Option<Release>, DbError> {
    let row: Option<Row> = db.fetch_optional(GET, args![project_id, name]).await?;
    Ok(row.map(Release::from))
}

const LIST: &str = concat!(
    "select ",
    columns!(),
    " from releases where project_id = $1 and (created_at, id) < ($2, $3)
     order by created_at desc, id desc limit $4"
);

/// Newest first; `after` is `(created_at, id)` of the last one already seen.
pub async fn list(
    db: &Db,
    project_id: i64,
    after: Option<(Millis, String)>,
    limit: i64,
) -> Result<Vec<Release>, DbError> {
    let (at, id) = after.unwrap_or((Millis::MAX, String::new()));
    let rows: Vec<Row> = db.fetch_all(LIST, args![project_id, at, id, limit]).await?;
    Ok(rows.into_iter().map(Release::from).collect())
}
