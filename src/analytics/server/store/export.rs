//! The SQL of all events, page by page in the order of the table.

use crate::{
    analytics::server::dict::Id,
    args,
    server::{
        clock::Millis,
        db::{Db, DbError},
    },
};

/// An event with what is known of its visit and what its view measured.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Kept {
    pub at: Millis,
    pub page: i64,
    pub seq: i64,
    pub environment: Id,
    pub release: Id,
    pub visitor: i64,
    pub visit: i64,
    pub name: Id,
    pub path: Id,
    pub engaged_ms: i64,
    pub scroll: i64,
    pub nav: i64,
    pub flags: i64,
    pub props: Option<String>,
    pub source: Id,
    pub channel: Id,
    pub referrer: Id,
    pub utm_source: Id,
    pub utm_medium: Id,
    pub utm_campaign: Id,
    pub utm_term: Id,
    pub utm_content: Id,
    pub country: Id,
    pub region: Id,
    pub city: Id,
    pub device: Id,
    pub browser: Id,
    pub os: Id,
    pub screen: Id,
    pub lcp: Option<i64>,
    pub cls: Option<i64>,
    pub inp: Option<i64>,
    pub fcp: Option<i64>,
    pub ttfb: Option<i64>,
}

/// Where an event stands.
pub type Place = (Millis, i64, i64);

const PAGE: &str = "select e.at, e.page, e.seq, e.environment, e.release, e.visitor, e.visit, e.name, e.path, e.engaged_ms,
 e.scroll, e.nav, e.flags, e.props, coalesce(v.source, 0) as source, coalesce(v.channel, 0) as channel,
 coalesce(v.referrer, 0) as referrer, coalesce(v.utm_source, 0) as utm_source, coalesce(v.utm_medium, 0) as utm_medium,
 coalesce(v.utm_campaign, 0) as utm_campaign, coalesce(v.utm_term, 0) as utm_term,
 coalesce(v.utm_content, 0) as utm_content, coalesce(v.country, 0) as country, coalesce(v.region, 0) as region,
 coalesce(v.city, 0) as city, coalesce(v.device, 0) as device, coalesce(v.browser, 0) as browser,
 coalesce(v.os, 0) as os, coalesce(v.screen, 0) as screen, m.lcp, m.cls, m.inp, m.fcp, m.ttfb
 from events e left join visits v on v.project_id = e.project_id and v.id = e.visit
 left join vitals m on m.project_id = e.project_id and m.page = e.page and m.seq = e.seq
 where e.project_id = $1 and e.at >= $2 and (e.at, e.page, e.seq) > ($2, $3, $4) and e.at < $5
 order by e.at, e.page, e.seq limit $6";

/// The events behind a place and before an instant, oldest first.
pub async fn page(
    db: &Db,
    project_id: i64,
    after: Place,
    before: Millis,
    limit: i64,
) -> Result<Vec<Kept>, DbError> {
    db.fetch_all(PAGE, args![project_id, after.0, after.1, after.2, before, limit]).await
}
