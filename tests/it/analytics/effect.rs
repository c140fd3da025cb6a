//! What a deployment did to users.

use super::site::{ADA, Person, Site, view};
use crate::deploys::new_token;
use cresset::{access::Scope, analytics::server::seal_due, server::clock::DAY};
use serde_json::{Value, json};

impl Site {
    /// So many people at once: each looks at pages, reads the first for a while, and measures how long it took to show.
    async fn crowd(&self, count: usize, paths: &[&str], lcp: i64, signs_up: impl Fn(usize) -> bool) {
        for n in 0..count {
            let address = format!("198.51.100.{n}:40000").leak();
            let who = Person { address, ..ADA };
            let mut events: Vec<_> = (0..).zip(paths).map(|(q, path)| view(q, path)).collect();
            events.push(json!({ "q": 0, "n": "engagement", "e": 2_000 * paths.len(), "sd": 50 }));
            events.push(json!({ "q": 0, "n": "vitals", "y": 1, "m": { "lcp": lcp } }));
            if signs_up(n) {
                events.push(json!({ "q": 9, "n": "Signup", "u": "https://tba.example/b" }));
            }
            self.send(&who, &self.page(), json!(events)).await;
        }
    }

    async fn deploy(&self, release: &str) -> String {
        let token = new_token(&self.app.state, Some(self.project.id), vec![Scope::DeployWrite]).await;
        let body = json!({ "environment": "production", "release": release });
        let call = self.app.post("/api/v1/deployments").token(&token).json(&body);
        call.send().await.expect(201).json()["id"].as_str().expect("an id").to_owned()
    }

    async fn effect(&self, id: &str) -> Value {
        let cookie = self.app.viewer(self.project.id).await;
        let call = self.app.post("/fn/deploys/get").session(&cookie).same_origin();
        call.json(&json!({ "project": "tba", "id": id })).send().await.expect(200).json()["effect"].clone()
    }
}

/// `what before/sample after/sample` of each row.
fn rows(effect: &Value) -> Vec<String> {
    let side = |side: &Value| match side["value"].as_f64() {
        Some(value) => format!("{value:.0}/{}", side["sample"]),
        None => "none".to_owned(),
    };
    let what = |what: &Value| {
        what.as_object().and_then(|what| what.values().next()?.as_str()).unwrap_or("?").to_owned()
    };
    let row =
        |row: &Value| format!("{} {} {}", what(&row["what"]), side(&row["before"]), side(&row["after"]));
    effect["rows"].as_array().expect("rows").iter().map(row).collect()
}

/// A week before the deployment 40 people bounce in the hour after ten, and ten come later; after it 40 sign up.
async fn told() -> (Site, String) {
    let site = Site::new("Europe/Berlin").await;
    site.goals(&["Signup"]).await;
    site.at(-8, 9, 0, 0);
    site.look(&ADA, "/a").await;
    site.at(-7, 10, 20, 0);
    site.crowd(40, &["/a"], 3_000, |n| n < 4).await;
    site.at(-7, 15, 0, 0);
    site.crowd(10, &["/a"], 3_000, |_| false).await;
    site.at(0, 10, 0, 0);
    let id = site.deploy("web@2.4.0").await;
    site.at(0, 10, 30, 0);
    site.crowd(40, &["/a", "/b"], 2_000, |n| n < 10).await;
    site.at(0, 12, 0, 0);
    (site, id)
}

#[tokio::test]
async fn the_time_since_a_deployment_stands_beside_the_same_hours_a_week_before() {
    let (site, id) = told().await;
    let effect = site.effect(&id).await;
    let expected = [
        "Visits 40/40 40/40",
        "Pageviews 40/40 80/40",
        "BounceRate 90/40 0/40",
        "EngagedTime 2/40 4/40",
        "Signup 10/40 25/40",
        "lcp 2991/40 1994/40",
    ];
    assert_eq!((rows(&effect), effect["ended"].as_str()), (expected.map(str::to_owned).into(), Some("Now")));
    let cookie = site.app.viewer(site.project.id).await;
    let page =
        site.app.get(&format!("/app/tba/deployments/{id}")).session(&cookie).send().await.expect(200).text();
    for text in [
        "The 2 h since, beside the same hours 7 days earlier",
        "33.3 % down",
        "40 visits",
        "40 views",
        "Signup",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn sums_of_days_say_the_same_as_their_events() {
    let (site, id) = told().await;
    site.app.clock.advance(9 * DAY);
    let open = site.effect(&id).await;
    assert_eq!(open["ended"], "Window");
    assert_eq!(rows(&open)[..3], ["Visits 50/50 40/40", "Pageviews 50/50 80/40", "BounceRate 92/50 0/40"]);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(site.effect(&id).await, open);
}

#[tokio::test]
async fn the_next_deployment_ends_the_effect_of_this_one() {
    let (site, id) = told().await;
    let other = site.deploy("worker@1.0.0").await;
    site.app.clock.advance(1_000);
    let next = site.deploy("web@2.4.1").await;
    site.app.clock.advance(60_000);
    site.crowd(5, &["/late"], 1_000, |_| false).await;
    site.app.clock.advance(60_000);
    let effect = site.effect(&id).await;
    assert_eq!((&effect["ended"], &rows(&effect)[1]), (&json!("Next"), &"Pageviews 40/40 80/40".to_owned()));
    assert_eq!(site.effect(&other).await["ended"], "Now", "another package");
    // A week before this one came nobody, and that says nothing.
    let effect = site.effect(&next).await;
    assert_eq!(rows(&effect)[..2], ["Visits none 5/5", "Pageviews none 5/5"]);
}

#[tokio::test]
async fn without_a_time_before_nothing_is_compared() {
    let site = Site::new("UTC").await;
    site.look(&ADA, "/a").await;
    site.app.clock.advance(1_000);
    let id = site.deploy("web@1.0.0").await;
    site.app.clock.advance(1_000);
    site.look(&ADA, "/a").await;
    site.app.clock.advance(1_000);
    // Ada's visit began before the deployment.
    assert_eq!(rows(&site.effect(&id).await)[..2], ["Visits none none", "Pageviews none none"]);
}
