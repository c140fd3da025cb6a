//! Vitals by page, device and release; and the overview's traffic.

use super::site::{ADA, Person, Site, view};
use cresset::{
    analytics::server::{seal_due, traffic},
    server::clock::{DAY, HOUR},
};
use serde_json::{Value, json};

const PHONE: Person = Person {
    address: "192.0.2.7:40000",
    agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    gpc: false,
};

impl Site {
    async fn measured(&self, who: &Person, path: &str, lcp: i64) {
        let vitals = json!({ "q": 0, "n": "vitals", "y": 1, "m": { "lcp": lcp, "cls": 0 } });
        self.send(who, &self.page(), json!([view(0, path), vitals])).await;
    }
}

fn rows(page: &Value) -> Vec<String> {
    let row =
        |row: &Value| format!("{} {} {}", row["text"].as_str().unwrap_or("?"), row["p75"], row["views"]);
    page["vitals"]["By"]["rows"].as_array().expect("rows").iter().map(row).collect()
}

#[tokio::test]
async fn vitals_are_told_by_page_device_and_release() {
    let site = Site::new("UTC").await;
    for _ in 0..2 {
        site.measured(&ADA, "/fast", 100).await;
        site.measured(&PHONE, "/slow", 180).await;
    }
    site.measured(&ADA, "/fast", 120).await;
    site.look(&ADA, "/unmeasured").await;
    let read = async || {
        let mut found = Vec::new();
        for by in ["page", "device", "release"] {
            found.push(rows(&site.dashboard(&[("period", "7d"), ("vitals", by)]).await));
        }
        found
    };
    let open = read().await;
    assert_eq!(open[0], ["/fast [120,null,0,null,null] 3", "/slow [180,null,0,null,null] 2"]);
    assert_eq!(open[1], ["desktop [120,null,0,null,null] 3", "mobile [180,null,0,null,null] 2"]);
    assert_eq!(open[2], [" [180,null,0,null,null] 5"]);
    let csv = site.csv("panel=vitals&vitals=page&period=7d").await.replace('"', "");
    assert_eq!(csv.lines().nth(1), Some("/fast,120,,0,,,3"));
    let all = site.dashboard(&[("period", "7d")]).await;
    assert_eq!(all["vitals"]["All"][0]["p75"], 180);
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(read().await, open);
    let filtered = site.dashboard(&[("period", "7d"), ("vitals", "page"), ("f", "is,device,mobile")]).await;
    assert_eq!(rows(&filtered), ["/slow [180,null,0,null,null] 2"]);
}

#[tokio::test]
async fn the_overview_compares_visitors_up_to_this_time_of_day() {
    let site = Site::new("Asia/Kathmandu").await;
    for (days, hours) in [(-8, 5), (-7, 9), (-7, 11), (-2, 9), (-1, 9), (-1, 11), (0, 9)] {
        site.at(days, hours, 0, 0);
        site.look(&ADA, "/a").await;
        site.look(&PHONE, "/a").await;
    }
    site.at(-1, 12, 0, 0);
    let late = Person { address: "192.0.2.8:40000", ..PHONE };
    site.look(&late, "/a").await;
    site.at(0, 10, 0, 0);
    let told = async || traffic(&site.app.state, &site.project).await.expect("traffic");
    let open = told().await;
    assert_eq!((open.days.as_slice(), open.today(), open.week()), (&[0, 0, 0, 0, 2, 3, 2][..], 2, 7));
    assert_eq!((open.yesterday, open.before, open.online), (2, 4, 0));
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(told().await, open);
    site.app.clock.advance(20 * HOUR);
    assert_eq!(told().await.days, [0, 0, 0, 2, 3, 2, 0]);
}
