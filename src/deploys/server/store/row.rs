//! A deployment as queries return it.

use crate::deploys::model::{Deployment, Kind, Previous, Status};

/// `read!("select d.* from deployments d …")`: the deployments of that inner
/// query with names instead of ids and with what ran before them, newest first.
///
/// The inner query limits first, so that the one before is looked up for the
/// rows of a page only.
macro_rules! read {
    ($($inner:tt)+) => {
        concat!(
            "with page as (",
            $($inner)+,
            ") select d.id, e.name as environment, r.name as release_name, d.package, r.version, d.commit_sha,
             d.status, d.kind, d.deployed_by, d.url, d.log_url, d.description, d.started_at, d.finished_at,
             d.at, d.created_at, d.updated_at, p.id as previous_id, pr.name as previous_release
             from page d
             join environments e on e.id = d.environment_id
             join releases r on r.id = d.release_id
             left join deployments p on p.id = (
               select x.id from deployments x
               where x.project_id = d.project_id and x.environment_id = d.environment_id
                 and x.package = d.package and x.status in ('succeeded', 'rolled_back')
                 and (x.at, x.id) < (d.at, d.id)
               order by x.at desc, x.id desc limit 1)
             left join releases pr on pr.id = p.release_id
             order by d.at desc, d.id desc"
        )
    };
}
pub(super) use read;

#[derive(sqlx::FromRow)]
pub struct Row {
    id: String,
    environment: String,
    release_name: String,
    package: String,
    version: String,
    commit_sha: Option<String>,
    status: String,
    kind: String,
    deployed_by: String,
    url: Option<String>,
    log_url: Option<String>,
    description: Option<String>,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    at: i64,
    created_at: i64,
    updated_at: i64,
    previous_id: Option<String>,
    previous_release: Option<String>,
}

impl From<Row> for Deployment {
    fn from(row: Row) -> Self {
        let previous = row.previous_id.zip(row.previous_release);
        Self {
            id: row.id,
            environment: row.environment,
            release: row.release_name,
            package: row.package,
            version: row.version,
            commit: row.commit_sha,
            status: status(&row.status),
            kind: kind(&row.kind),
            deployed_by: row.deployed_by,
            url: row.url,
            log_url: row.log_url,
            description: row.description,
            started_at: row.started_at,
            finished_at: row.finished_at,
            at: row.at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            previous: previous.map(|(id, release)| Previous { id, release }),
        }
    }
}

/// Only words of ours are written to the column.
pub(super) fn status(word: &str) -> Status {
    Status::parse(word).unwrap_or(Status::Failed)
}

pub(super) fn kind(word: &str) -> Kind {
    Kind::parse(word).unwrap_or(Kind::Deploy)
}
