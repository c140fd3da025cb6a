//! The SQL of what views measured.

use super::{
    condition::{Bound, Condition},
    loose,
};
use crate::{
    analytics::{model::Dim, server::dict::Id},
    args,
    server::{
        clock::Millis,
        db::{Db, DbError},
    },
};

/// What one view measured, and what it is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Reading {
    pub environment: Id,
    pub path: Id,
    pub release: Id,
    pub device: Id,
    pub lcp: Option<i64>,
    pub cls: Option<i64>,
    pub inp: Option<i64>,
    pub fcp: Option<i64>,
    pub ttfb: Option<i64>,
}

/// What pages measured in a span: views, and reports that name none.
pub async fn readings(
    db: &Db,
    project_id: i64,
    span: (Millis, Millis),
    asked: &Condition,
) -> Result<Vec<Reading>, DbError> {
    let mut bound = Bound::new(db.is_postgres(), project_id);
    let [project, from, to] = [project_id, span.0, span.1].map(|value| bound.bind(value));
    let condition = asked.sql(&mut bound, Some("e"));
    let sql = format!(
        "select e.environment, e.path, e.release, coalesce(v.device, 0) as device, m.lcp, m.cls, m.inp, m.fcp, m.ttfb
 from events e join vitals m on m.project_id = e.project_id and m.page = e.page and m.seq = e.seq
 left join visits v on v.project_id = e.project_id and v.id = e.visit
 where e.project_id = {project} and e.at >= {from} and e.at < {to} and {condition}"
    );
    let mut readings: Vec<Reading> = db.fetch_built(sql, bound.args).await?;
    readings.extend(loose::readings(db, project_id, span, asked).await?);
    Ok(readings)
}

const SEALED: &str = "select vital, histogram from vitals_day where project_id = $1 and environment in
 (select id from dict where project_id = $1 and dim = $2 and ($3 = 0 or id = $3))
 and dim = $4 and day >= $5 and day <= $6 and value = $7";

/// Histograms of a run of sealed days, as they are stored: the vital and its text. Dimension 0: of all views.
pub async fn sealed(
    db: &Db,
    project_id: i64,
    environment: Id,
    (dim, value): (i64, Id),
    (from, to): (i64, i64),
) -> Result<Vec<(String, String)>, DbError> {
    let environments = Dim::Environment as i64;
    db.fetch_all(SEALED, args![project_id, environments, environment, dim, from, to, value]).await
}
