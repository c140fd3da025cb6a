//! Answers about many events are given again for a moment; those about few never are.

use super::{
    query::ask,
    site::{ADA, Site},
};
use cresset::{
    access::Scope,
    args,
    server::clock::{MINUTE, SECOND},
};
use serde_json::{Value, json};

/// So many more events like the first one, each a millisecond later.
const MORE: &str = "insert into events (project_id, at, page, seq, environment, release, visitor, visit, name, path,
  engaged_ms, scroll, nav, flags)
 with recursive n(i) as (select cast($2 as bigint) union all select i + 1 from n where i < $3)
 select e.project_id, e.at + n.i, e.page + n.i, e.seq, e.environment, e.release, e.visitor, e.visit, e.name, e.path,
  e.engaged_ms, e.scroll, e.nav, e.flags
 from (select * from events where project_id = $1 order by at limit 1) e cross join n";

impl Site {
    async fn more(&self, from: i64, to: i64) {
        let mut tx = self.app.state.db.begin_write().await.expect("a transaction");
        tx.execute(MORE, args![self.project.id, from, to]).await.expect("stored");
        tx.commit().await.expect("committed");
    }
}

fn views(answer: &Value) -> i64 {
    answer["results"][0]["metrics"][0].as_i64().expect("a number")
}

#[tokio::test]
async fn many_events_are_counted_every_few_seconds_and_few_at_once() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsRead).await;
    let question = json!({ "metrics": ["events"], "date_range": "day", "dimensions": ["event:page"] });
    let count = async || views(&ask(&site, &token, question.clone()).await);
    site.look(&ADA, "/a").await;
    assert_eq!(count().await, 1);
    site.more(1, 99).await;
    assert_eq!(count().await, 100, "few are counted anew");
    site.more(100, 19_999).await;
    assert_eq!(count().await, 20_000);
    site.more(20_000, 20_004).await;
    assert_eq!(count().await, 20_000, "many are not, for a moment");
    site.app.clock.advance(50 * SECOND);
    // Whoever comes then gets the old answer, and whoever comes later the new one.
    let mut tries = 0;
    while count().await != 20_005 {
        tries += 1;
        assert!(tries < 1_000, "it is counted anew meanwhile");
    }
    assert!(tries > 0, "nobody waits");
    site.more(20_005, 20_009).await;
    site.app.clock.advance(10 * MINUTE);
    assert_eq!(count().await, 20_010, "an old answer is none");
    let erase = site.token(Scope::AnalyticsErase).await;
    let day = json!({ "from": "2026-03-03", "to": "2026-03-03" });
    site.app.post("/api/v1/analytics/erasures").token(&erase).json(&day).send().await.expect(200);
    let gone = ask(&site, &token, question.clone()).await;
    assert_eq!(gone["results"], json!([]), "what was erased is not told any more");
}
