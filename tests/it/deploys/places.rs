//! Releases and environments.

use super::Deploys;
use serde_json::json;

#[tokio::test]
async fn a_release_is_made_once_and_added_to() {
    let deploys = Deploys::new().await;
    let path = "/api/v1/releases";
    let made = deploys.post(path).json(&json!({ "name": "@tba/web@2.4.0" })).send().await.expect(201);
    insta::assert_json_snapshot!(made.json(), @r#"
    {
      "commit": null,
      "created_at": "2026-03-03T10:00:00Z",
      "name": "@tba/web@2.4.0",
      "package": "@tba/web",
      "released_at": null,
      "updated_at": "2026-03-03T10:00:00Z",
      "url": null,
      "version": "2.4.0"
    }
    "#);
    let more = json!({ "name": "@tba/web@2.4.0", "commit": "abcdef0" });
    assert_eq!(deploys.post(path).json(&more).send().await.expect(200).json()["commit"], "abcdef0");
    let one = "/api/v1/releases/%40tba%2Fweb%402.4.0";
    let change = json!({ "released_at": "2026-03-03T10:00:00Z" });
    let changed = deploys.patch(one).json(&change).send().await.expect(200).json();
    assert_eq!(
        (&changed["commit"], &changed["released_at"]),
        (&json!("abcdef0"), &json!("2026-03-03T10:00:00Z"))
    );
    assert_eq!(deploys.get(one).send().await.expect(200).json(), changed);
    deploys.patch("/api/v1/releases/none").json(&change).send().await.expect(404);
    let list = deploys.get(path).send().await.expect(200).json();
    assert_eq!(list["items"], json!([changed]));
}

#[tokio::test]
async fn environments_can_be_added_and_renamed() {
    let deploys = Deploys::new().await;
    let path = "/api/v1/environments";
    let list = deploys.get(path).send().await.expect(200).json();
    let names: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["development", "testing", "staging", "production"]);

    let canary = json!({ "name": "Canary", "aliases": ["early"] });
    let made = deploys.post(path).json(&canary).send().await.expect(201).json();
    assert_eq!(made, json!({ "name": "canary", "rank": 5, "aliases": ["early"], "active": [] }));
    deploys.record(json!({ "environment": "early", "release": "web@1" })).await;
    assert_eq!(deploys.active("canary").await, ["web@1"]);

    let renamed = json!({ "name": "preview", "rank": 3 });
    deploys.patch("/api/v1/environments/early").json(&renamed).send().await.expect(200);
    assert_eq!(deploys.active("preview").await, ["web@1"]);
    deploys.get("/api/v1/environments/canary").send().await.expect(404);
    for taken in ["production", "live"] {
        deploys.post(path).json(&json!({ "name": taken })).send().await.expect(409);
    }
    for wrong in [json!({}), json!({ "name": "two words" }), json!({ "name": "x", "rank": 0 })] {
        deploys.post(path).json(&wrong).send().await.expect(400);
    }
}
