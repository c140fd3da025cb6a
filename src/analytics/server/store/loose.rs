//! The SQL of measurements that name no view of ours.

use super::{
    condition::{Bound, Condition},
    vitals::Reading,
};
use crate::{
    analytics::{
        model::vitals::Vital,
        server::{lane::Loose, visits::Whence},
    },
    args,
    server::{
        clock::Millis,
        db::{Bulk, Db, DbError, Tx},
    },
};
use std::collections::BTreeMap;

/// Project, page load, vital.
type Key = (i64, i64, Vital);

/// A measurement with where it comes from and the visit that goes on there.
pub struct Attached<'a> {
    pub from: &'a Whence,
    pub loose: &'a Loose,
    pub visit: i64,
}

/// A day later nobody looks at the page any more: what comes then is left out.
const KEEP: Bulk = (
    "insert into loose_vitals (project_id, page, vital, value, at, environment, release, path, device, visit)",
    10,
    "on conflict (project_id, page, vital) do update set value = excluded.value
 where loose_vitals.at > excluded.at - 86400000 returning project_id, page, vital, at",
);

/// Stores them, each in the place of what was reported before; those that were stored, and since when they are there.
pub async fn keep(tx: &mut Tx, rows: &BTreeMap<Key, Attached<'_>>) -> Result<Vec<(Key, Millis)>, DbError> {
    let rows: Vec<_> = rows.iter().collect();
    let stored: Vec<(i64, i64, String, Millis)> = tx
        .fetch_rows(KEEP, &rows, |(key, row)| {
            let Attached { from, loose, visit } = row;
            args![
                key.0,
                key.1,
                key.2.as_str(),
                loose.value,
                loose.at,
                from.environment,
                from.release,
                loose.path,
                loose.device,
                *visit
            ]
        })
        .await?;
    let key = |(project_id, page, vital, at): (i64, i64, String, Millis)| {
        Some(((project_id, page, Vital::parse(&vital)?), at))
    };
    Ok(stored.into_iter().filter_map(key).collect())
}

/// Hands over the measurements of a span, each as a reading of its own. None under a condition on events: they belong to none.
pub async fn readings(
    db: &Db,
    project_id: i64,
    (from, to): (Millis, Millis),
    condition: &Condition,
    each: impl FnMut(Reading) + Send,
) -> Result<(), DbError> {
    if condition.names_events() {
        return Ok(());
    }
    let mut bound = Bound::new(db.is_postgres(), project_id);
    let [project, from, to] = [project_id, from, to].map(|value| bound.bind(value));
    let condition = condition.sql(&mut bound, Some("e"));
    let values = ["lcp", "cls", "inp", "fcp", "ttfb"]
        .map(|vital| format!("case when e.vital = '{vital}' then e.value end as {vital}"));
    let sql = format!(
        "select e.environment, e.path, e.release, e.device, {}
 from loose_vitals e left join visits v on v.project_id = e.project_id and v.id = e.visit
 where e.project_id = {project} and e.at >= {from} and e.at < {to} and {condition}",
        values.join(", ")
    );
    db.each_built(sql, bound.args, each).await
}
