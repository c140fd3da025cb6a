//! How long single events are kept, and what they came to stays.

use super::site::{ADA, Site};
use cresset::{
    analytics::server::{seal_due, tasks},
    args,
};

impl Site {
    /// Run what forgets, and nothing that seals; how many events are left.
    async fn forget(&self) -> i64 {
        let task = tasks().into_iter().find(|task| task.name == "forget events").expect("one forgets");
        (task.run)(self.app.state.clone()).await.expect("forgotten");
        let sql = "select cast(count(*) as bigint) from events where project_id = $1";
        let (left,): (i64,) = self.app.state.db.fetch_one(sql, args![self.project.id]).await.expect("a row");
        left
    }
}

#[tokio::test]
async fn a_day_is_forgotten_whole() {
    let site = Site::new("UTC").await;
    for hour in [9, 20] {
        site.at(0, hour, 0, 0);
        site.look(&ADA, "/a").await;
    }
    for (hour, left) in [(12, 2), (23, 2)] {
        site.at(400, hour, 0, 0);
        while seal_due(&site.app.state, &site.project).await.expect("sealed") {}
        assert_eq!(site.forget().await, left, "at {hour}, 400 days later");
    }
    site.at(401, 0, 0, 1);
    assert_eq!((site.forget().await, site.total((0, 0)).await.views), (0, 2));
}

#[tokio::test]
async fn what_is_not_added_up_yet_is_not_forgotten() {
    let site = Site::new("UTC").await;
    for day in [0, 25] {
        site.at(day, 9, 0, 0);
        site.look(&ADA, "/a").await;
    }
    site.at(500, 9, 0, 0);
    assert_eq!(site.forget().await, 2, "nothing is sealed");
    assert!(seal_due(&site.app.state, &site.project).await.expect("sealed"), "more days are due");
    assert_eq!(site.forget().await, 1, "20 days are");
    while seal_due(&site.app.state, &site.project).await.expect("sealed") {}
    let change = "insert into dirty_days (project_id, day) select project_id, min(day) + 25 from sealed_days group by project_id";
    let mut tx = site.app.state.db.begin_write().await.expect("a transaction");
    tx.execute(change, args![]).await.expect("changed");
    tx.commit().await.expect("committed");
    assert_eq!(site.forget().await, 1, "it has changed since");
    while seal_due(&site.app.state, &site.project).await.expect("sealed") {}
    assert_eq!((site.forget().await, site.total((0, 25)).await.views), (0, 2));
}
