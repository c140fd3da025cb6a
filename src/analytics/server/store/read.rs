//! The SQL of questions about single events.

use super::condition::Bound;
use crate::{
    analytics::{model::Dim, server::dict::Id},
    args,
    server::{
        clock::{MINUTE, Millis},
        db::{Db, DbError},
    },
};

const VIEWS: &str = "select cast(count(*) as bigint) from events
 where project_id = $1 and at >= $2 and at < $3 and name = $4";

/// Events of a name from an instant until before another.
pub async fn count(db: &Db, project_id: i64, name: Id, (from, to): (Millis, Millis)) -> Result<i64, DbError> {
    let (views,): (i64,) = db.fetch_one(VIEWS, args![project_id, from, to, name]).await?;
    Ok(views)
}

const BY_MINUTE: &str = "select at / 60000 as minute, cast(count(*) as bigint) as views from events
 where project_id = $1 and at >= $2 and at < $3 and name = $4 and environment = $5 and path = $6
 group by at / 60000 order by minute";

/// Events of a name on a path in an environment by the minute: when it began, and how many.
pub async fn count_by_minute(
    db: &Db,
    project_id: i64,
    [name, environment, path]: [Id; 3],
    (from, to): (Millis, Millis),
) -> Result<Vec<(Millis, i64)>, DbError> {
    let rows: Vec<(i64, i64)> =
        db.fetch_all(BY_MINUTE, args![project_id, from, to, name, environment, path]).await?;
    Ok(rows.into_iter().map(|(minute, views)| (minute * MINUTE, views)).collect())
}

/// The newest page view of a project.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LastEvent {
    /// Unix milliseconds.
    pub at: Millis,
    pub path: String,
    pub environment: String,
}

const LAST: &str = "select e.at, p.text as path, n.text as environment from events e
 join dict p on p.project_id = e.project_id and p.dim = $3 and p.id = e.path
 join dict n on n.project_id = e.project_id and n.dim = $4 and n.id = e.environment
 where e.project_id = $1 and e.name = $2 order by e.at desc limit 1";

pub async fn last(db: &Db, project_id: i64, name: Id) -> Result<Option<LastEvent>, DbError> {
    let dims = (Dim::Path as i64, Dim::Environment as i64);
    db.fetch_optional(LAST, args![project_id, name, dims.0, dims.1]).await
}

/// The texts of words, in no order.
pub async fn texts(db: &Db, project_id: i64, dim: Dim, ids: &[Id]) -> Result<Vec<(Id, String)>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let mut bound = Bound::new(db.is_postgres(), project_id);
        let (project, kind) = (bound.bind(project_id), bound.bind(dim.words() as i64));
        let ids: Vec<String> = ids.iter().map(|id| bound.bind(*id)).collect();
        let sql = format!(
            "select id, text from dict where project_id = {project} and dim = {kind} and id in ({})",
            ids.join(",")
        );
        found.extend(db.fetch_built::<(Id, String)>(sql, bound.args).await?);
    }
    Ok(found)
}

const ONLINE: &str = "select count(distinct case when visitor <> 0 then visitor end), count(*) from events
 where project_id = $1 and at >= $2 and ($3 = 0 or environment = $3)";

/// Distinct visitors of events since an instant, and the events.
pub async fn visitors_since(
    db: &Db,
    project_id: i64,
    environment: Id,
    since: Millis,
) -> Result<(i64, i64), DbError> {
    db.fetch_one(ONLINE, args![project_id, since, environment]).await
}
