//! The SQL of what views measured.

use super::{
    condition::{Bound, Condition},
    loose,
};
use crate::{
    analytics::{model::Dim, server::dict::Id},
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

impl Reading {
    /// The word it has of a dimension; 0 of one that nothing is measured by.
    pub fn word(&self, dim: Dim) -> Id {
        match dim {
            Dim::Path => self.path,
            Dim::Release => self.release,
            Dim::Device => self.device,
            _ => 0,
        }
    }
}

/// Hands over what pages measured in a span: views, and reports that name none.
pub async fn readings(
    db: &Db,
    project_id: i64,
    span: (Millis, Millis),
    asked: &Condition,
    mut each: impl FnMut(Reading) + Send,
) -> Result<(), DbError> {
    let mut bound = Bound::new(db.is_postgres(), project_id);
    let [project, from, to] = [project_id, span.0, span.1].map(|value| bound.bind(value));
    let condition = asked.sql(&mut bound, Some("e"));
    let sql = format!(
        "select e.environment, e.path, e.release, coalesce(v.device, 0) as device, m.lcp, m.cls, m.inp, m.fcp, m.ttfb
 from events e join vitals m on m.project_id = e.project_id and m.page = e.page and m.seq = e.seq
 left join visits v on v.project_id = e.project_id and v.id = e.visit
 where e.project_id = {project} and e.at >= {from} and e.at < {to} and {condition}"
    );
    db.each_built(sql, bound.args, &mut each).await?;
    loose::readings(db, project_id, span, asked, each).await
}

/// Histograms of a run of sealed days by some values of a dimension, as they are stored: the value, the vital and
/// its text. Dimension 0 has the value 0: all views.
pub async fn sealed(
    db: &Db,
    project_id: i64,
    environment: Id,
    (dim, values): (i64, &[Id]),
    (from, to): (i64, i64),
) -> Result<Vec<(Id, String, String)>, DbError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let mut bound = Bound::new(db.is_postgres(), project_id);
    let [project, words, dim, from, to] =
        [project_id, Dim::Environment as i64, dim, from, to].map(|value| bound.bind(value));
    let environment = bound.bind(environment);
    let values: Vec<String> = values.iter().map(|value| bound.bind(*value)).collect();
    let sql = format!(
        "select value, vital, histogram from vitals_day where project_id = {project} and environment in
 (select id from dict where project_id = {project} and dim = {words} and ({environment} = 0 or id = {environment}))
 and dim = {dim} and day >= {from} and day <= {to} and value in ({})",
        values.join(",")
    );
    db.fetch_built(sql, bound.args).await
}
