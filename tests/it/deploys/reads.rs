//! Lists, cursors and annotations.

use super::{Deploys, web, with};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/deployments";

async fn releases(deploys: &Deploys, query: &str) -> Vec<String> {
    let answer = deploys.get(&format!("{PATH}?{query}")).send().await.expect(200).json();
    let items = answer["items"].as_array().expect("a list").iter();
    items.map(|item| item["release"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn filters_narrow_the_list_newest_first() {
    let deploys = Deploys::new().await;
    deploys.record(with(web("1.0.0"), "environment", "staging")).await;
    deploys.app.clock.advance(60_000);
    deploys.record(with(web("1.0.0"), "status", "failed")).await;
    deploys.app.clock.advance(60_000);
    deploys.record(with(web("1.1.0"), "kind", "hotfix")).await;
    assert_eq!(releases(&deploys, "").await, ["web@1.1.0", "web@1.0.0", "web@1.0.0"]);
    assert_eq!(releases(&deploys, "environment=live").await, ["web@1.1.0", "web@1.0.0"]);
    assert_eq!(releases(&deploys, "status=failed").await, ["web@1.0.0"]);
    assert_eq!(releases(&deploys, "kind=hotfix").await, ["web@1.1.0"]);
    assert_eq!(releases(&deploys, "release=web%401.0.0&environment=staging").await, ["web@1.0.0"]);
    assert_eq!(releases(&deploys, "release=web%409").await, Vec::<String>::new());
    assert_eq!(releases(&deploys, "from=2026-03-03T10:02:00Z").await, ["web@1.1.0"]);
    assert_eq!(releases(&deploys, "to=2026-03-03T10:01:00Z").await, ["web@1.0.0"]);
    assert_eq!(releases(&deploys, "from=2026-03-03T11:02:00+01:00").await, ["web@1.1.0"]);
    for wrong in
        ["status=x", "kind=x", "environment=x", "limit=0", "from=x", "cursor=x", "release=%00", "c=x"]
    {
        let problem = deploys.get(&format!("{PATH}?{wrong}")).send().await.expect(400).json();
        assert_eq!(problem["field"], wrong.split('=').next().unwrap());
    }
    for path in [PATH, "/api/v1/releases", "/api/v1/environments"] {
        deploys.get(&format!("{path}/%00")).send().await.expect(404);
        deploys.patch(&format!("{path}/%00")).json(&json!({})).send().await.expect(404);
    }
}

#[tokio::test]
async fn a_cursor_walk_is_complete_while_rows_arrive() {
    let deploys = Deploys::new().await;
    for patch in 0..25 {
        deploys.record(web(&format!("1.0.{patch}"))).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = deploys.get(&format!("{PATH}?limit=10&cursor={cursor}")).send().await.expect(200).json();
        let items = page["items"].as_array().unwrap().iter();
        seen.extend(items.map(|item| item["id"].as_str().unwrap().to_owned()));
        deploys.app.clock.advance(1_000);
        deploys.record(web("2.0.0")).await;
        let Some(next) = page["next"].as_str() else { break };
        cursor = next.to_owned();
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (25, 25));
}

#[tokio::test]
async fn annotations_are_what_grafana_reads() {
    let deploys = Deploys::new().await;
    let body = with(web("2.4.0"), "started_at", "2026-03-03T09:58:00Z");
    deploys.record(with(body, "deployed_by", "ada")).await;
    deploys.record(with(web("2.5.0"), "status", "pending")).await;
    let path = "/api/v1/annotations?from=1772530000000&to=1772540000000&environment=prod";
    let answer: Value = deploys.get(path).send().await.expect(200).json();
    assert_eq!(
        answer,
        json!([{
            "time": 1_772_531_880_000_i64,
            "timeEnd": 1_772_532_000_000_i64,
            "title": "web@2.4.0 → production",
            "text": "deployed by ada, succeeded",
            "tags": ["deployment", "production", "succeeded"],
        }])
    );
    let outside = "/api/v1/annotations?from=1&to=1772532000000";
    assert_eq!(deploys.get(outside).send().await.expect(200).json(), json!([]));
}
