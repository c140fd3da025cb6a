//! What happened around an entry.

use super::story::Story;
use cresset::{
    access::{Role, Scope},
    feedback::server::around::MOST,
};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

/// `count` views of a page that happen now; `load` names the page load.
async fn views(story: &Story, load: u64, env: &str, path: &str, count: usize) {
    let url = format!("https://tba.example{path}");
    let view = |q| json!({ "q": q, "t": 0, "n": "pageview", "u": url });
    let events: Vec<Value> = (0..count).map(view).collect();
    let batch = json!({
        "v": 1, "k": story.first.public_key, "i": format!("{load:016x}"), "s": 0, "env": env, "ev": events
    });
    story.app.post("/api/events").browser().json(&batch).send().await.expect(202);
}

async fn deploy(story: &Story, environment: &str, release: &str) -> String {
    let token = story.token(Some(story.first.id), Scope::DeployWrite).await;
    let body = json!({ "environment": environment, "release": release });
    let made = story.app.post("/api/v1/deployments").token(&token).json(&body).send().await.expect(201);
    made.json()["id"].as_str().expect("an id").to_owned()
}

async fn report(story: &Story, mut body: Value) {
    body["id"] = json!(ID);
    body["content"] = json!("The chest list stays empty.");
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
}

async fn around(story: &Story, id: &str) -> Value {
    let call = story.app.post("/fn/feedback/around").same_origin().session(&story.person(Role::Viewer).await);
    call.json(&json!({ "project": "first", "id": id })).send().await.expect(200).json()
}

/// Each line: minutes from the report, and what happened.
fn told(around: &Value) -> Vec<(i64, String)> {
    let at = around["at"].as_i64().expect("an instant");
    let line = |near: &Value| {
        let away = (near["at"].as_i64().expect("an instant") - at) / MINUTE;
        let what = match &near["what"]["deployed"]["release"] {
            Value::String(release) => release.clone(),
            _ => near["what"]["views"].to_string(),
        };
        (away, what)
    };
    around["near"].as_array().expect("a list").iter().map(line).collect()
}

#[tokio::test]
async fn views_of_the_page_and_deployments_there_are_told_by_the_minute() {
    let story = Story::new().await;
    let clock = &story.app.clock;
    views(&story, 1, "production", "/chests", 9).await;
    clock.advance(MINUTE);
    views(&story, 2, "prod", "/chests?player=7", 2).await;
    views(&story, 3, "production", "/players", 1).await;
    views(&story, 4, "staging", "/chests", 1).await;
    clock.advance(10 * MINUTE);
    let deployed = deploy(&story, "production", "web@2.4.0").await;
    deploy(&story, "staging", "web@2.5.0").await;
    clock.advance(20 * MINUTE);
    report(&story, json!({ "page": "https://tba.example/chests?player=8#top" })).await;
    clock.advance(30 * MINUTE);
    views(&story, 5, "production", "/chests", 1).await;
    clock.advance(MINUTE);
    views(&story, 6, "production", "/chests", 9).await;

    let found = around(&story, ID).await;
    let expected = [(-30, "2"), (-20, "web@2.4.0"), (30, "1")].map(|(at, what)| (at, what.to_owned()));
    assert_eq!(told(&found), expected, "both ends belong to it, what lies beyond does not");
    assert_eq!((&found["path"], &found["environment"]), (&json!("/chests"), &json!("production")));
    let path = format!("/app/first/feedback/{ID}");
    let page =
        story.app.get(&path).session(&story.person(Role::Viewer).await).send().await.expect(200).text();
    assert!(page.contains("Nothing tells which views were the reporter") && page.contains("This report"));
    assert!(page.contains(&format!("/app/first/deployments/{deployed}")) && page.contains("2 page views"));
}

#[tokio::test]
async fn a_report_without_a_page_has_deployments_of_its_own_environment() {
    let story = Story::new().await;
    deploy(&story, "production", "web@2.4.0").await;
    deploy(&story, "staging", "web@2.5.0").await;
    views(&story, 1, "staging", "/", 1).await;
    report(&story, json!({ "environment": "stage" })).await;
    let found = around(&story, ID).await;
    assert_eq!(told(&found), [(0, "web@2.5.0".to_owned())]);
    assert_eq!((&found["path"], &found["environment"]), (&Value::Null, &json!("staging")));
}

#[tokio::test]
async fn nothing_around_is_said_and_no_entry_is_no_timeline() {
    let story = Story::new().await;
    report(&story, json!({ "page": "/chests" })).await;
    let path = format!("/app/first/feedback/{ID}");
    let page =
        story.app.get(&path).session(&story.person(Role::Viewer).await).send().await.expect(200).text();
    assert!(page.contains("No page view of /chests and no deployment to production"), "{page}");
    assert_eq!(around(&story, "0192d5a4-7c00-7000-8000-000000000009").await, Value::Null);
    assert_eq!(around(&story, "nonsense\0").await, Value::Null);
}

#[tokio::test]
async fn a_busy_hour_keeps_its_deployments_and_what_is_nearest() {
    let story = Story::with(&[("limits", "off")]).await;
    deploy(&story, "production", "web@2.4.0").await;
    for minute in 0..60 {
        story.app.clock.advance(MINUTE);
        views(&story, minute + 1, "production", "/chests", 1).await;
        if minute == 29 {
            report(&story, json!({ "page": "/chests" })).await;
        }
    }
    let found = around(&story, ID).await;
    let lines = told(&found);
    assert_eq!((lines.len(), found["more"].as_i64()), (MOST, Some(61 - MOST as i64)));
    assert_eq!(lines.first(), Some(&(-30, "web@2.4.0".to_owned())), "the furthest of all");
    assert!(lines[1].0 >= -25 && lines[MOST - 1].0 <= 25, "{lines:?}");
}
