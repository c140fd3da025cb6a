//! `POST /api/v1/deployments`.

use super::{Deploys, new_project, new_token, web, with};
use crate::support::NOW;
use cresset::access::Scope;
use serde_json::json;

const PATH: &str = "/api/v1/deployments";

#[tokio::test]
async fn one_line_is_enough() {
    let deploys = Deploys::new().await;
    let body = json!({ "release": "web@2.4.0", "commit": "A1B2C3D4" });
    let reply = deploys.post(PATH).json(&body).send().await.expect(201);
    let mut answer = reply.json();
    assert_eq!(reply.header("location"), format!("{PATH}/{}", answer["id"].as_str().unwrap()));
    answer["id"] = json!("(id)");
    insta::assert_json_snapshot!(answer, @r#"
    {
      "commit": "a1b2c3d4",
      "created_at": "2026-03-03T10:00:00Z",
      "deployed_by": "ci",
      "description": null,
      "environment": "production",
      "finished_at": "2026-03-03T10:00:00Z",
      "id": "(id)",
      "kind": "deploy",
      "log_url": null,
      "package": "web",
      "previous": null,
      "release": "web@2.4.0",
      "started_at": null,
      "status": "succeeded",
      "updated_at": "2026-03-03T10:00:00Z",
      "url": null,
      "version": "2.4.0"
    }
    "#);
}

#[tokio::test]
async fn environments_answer_to_their_aliases() {
    let deploys = Deploys::new().await;
    for (given, name) in [("PROD", "production"), ("stage", "staging"), ("Dev", "development")] {
        let answer = deploys.record(with(web("1.0.0"), "environment", given)).await;
        assert_eq!(answer["environment"], name);
    }
    let unknown = with(web("1.0.0"), "environment", "moon");
    let problem = deploys.post(PATH).json(&unknown).send().await.expect(400).json();
    assert_eq!(problem["field"], "environment");
    assert_eq!(problem["allowed"], json!(["development", "testing", "staging", "production"]));
}

#[tokio::test]
async fn a_bad_member_is_named() {
    let deploys = Deploys::new().await;
    let cases = [
        ("release", json!("")),
        ("release", json!(" web@1")),
        ("release", json!("x".repeat(201))),
        ("release", json!("web\u{0}@1")),
        ("release", json!(7)),
        ("status", json!("done")),
        ("kind", json!("runbook")),
        ("deployed_by", json!("x".repeat(201))),
        ("commit", json!("xyz1234")),
        ("commit", json!("abc")),
        ("url", json!("ftp://a")),
        ("log_url", json!("https://")),
        ("started_at", json!("yesterday")),
        ("finished_at", json!("2026-03-03T10:10:01Z")),
        ("id", json!("01890000-0000-4000-8000-000000000000")),
        ("colour", json!("red")),
    ];
    for (member, value) in cases {
        let body = with(web("1.0.0"), member, value.clone());
        let problem = deploys.post(PATH).json(&body).send().await.expect(400).json();
        assert_eq!(problem["field"], member, "{value}");
    }
    let problem = deploys.post(PATH).json(&json!({})).send().await.expect(400).json();
    assert_eq!(problem["field"], "release");
    deploys.post(PATH).raw("application/json", "[]").send().await.expect(400);
    deploys.post(PATH).raw("text/plain", "{}").send().await.expect(415);
    deploys.post(PATH).raw("application/json", &" ".repeat(70_000)).send().await.expect(413);
}

#[tokio::test]
async fn times_may_lie_in_the_past_and_ten_minutes_ahead() {
    let deploys = Deploys::new().await;
    let old = with(with(web("1.0.0"), "started_at", "2024-02-29T23:59:00+01:00"), "status", "running");
    assert_eq!(deploys.record(old).await["started_at"], "2024-02-29T22:59:00Z");
    let ahead = deploys.record(with(web("1.0.0"), "started_at", "2026-03-03T10:09:59Z")).await;
    assert_eq!(ahead["finished_at"], "2026-03-03T10:09:59Z");
    let reversed =
        with(with(web("1.0.0"), "started_at", "2026-03-03T09:00:00Z"), "finished_at", "2026-03-03T08:00:00Z");
    let problem = deploys.post(PATH).json(&reversed).send().await.expect(400).json();
    assert_eq!(problem["field"], "finished_at");
}

#[tokio::test]
async fn a_client_made_id_makes_a_repeat_harmless() {
    let deploys = Deploys::new().await;
    let id = "019cb2f0-0000-7000-8000-000000000001";
    let body = with(web("1.0.0"), "id", id);
    let first = deploys.record(body.clone()).await;
    assert_eq!(first["id"], id);
    assert_eq!(deploys.record(body.clone()).await, first);
    deploys.post(PATH).json(&with(body, "release", "web@1.0.1")).send().await.expect(409);
    let list = deploys.get(PATH).send().await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_key_a_hundred_times_at_once_is_one_deployment() {
    let deploys = std::sync::Arc::new(Deploys::new().await);
    let calls = (0..100).map(|_| {
        let deploys = deploys.clone();
        tokio::spawn(async move {
            let call = deploys.post(PATH).header("idempotency-key", "7-1-production");
            call.json(&web("2.4.0")).send().await.expect(201).json()
        })
    });
    let mut answers = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        answers.push(call.await.expect("an answer"));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let list = deploys.get(PATH).send().await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);

    let keyed =
        |version: &str| deploys.post(PATH).header("idempotency-key", "7-1-production").json(&web(version));
    keyed("2.4.1").send().await.expect(422);
    deploys.app.clock.advance(24 * 3_600_000 + 1);
    keyed("2.4.1").send().await.expect(201);
    deploys.post(PATH).header("idempotency-key", &"k".repeat(201)).json(&web("1")).send().await.expect(400);
}

#[tokio::test]
async fn a_token_reaches_its_own_project_only() {
    let deploys = Deploys::new().await;
    let made = deploys.record(web("1.0.0")).await;
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    let app = &deploys.app;
    let state = &app.state;
    let other = new_project(state, "other").await;
    let foreign = new_token(state, Some(other.id), vec![Scope::DeployRead, Scope::DeployWrite]).await;
    app.get(&path).token(&foreign).send().await.expect(404);
    app.patch(&path).token(&foreign).json(&json!({ "status": "rolled_back" })).send().await.expect(404);
    let list = app.get(PATH).token(&foreign).send().await.expect(200).json();
    assert_eq!(list["items"], json!([]));

    app.post(PATH).json(&web("1")).send().await.expect(401);
    let reader = new_token(state, Some(deploys.project.id), vec![Scope::DeployRead]).await;
    app.post(PATH).token(&reader).json(&web("1")).send().await.expect(403);
    let instance = new_token(state, None, vec![Scope::DeployRead]).await;
    app.get(&format!("{path}?project=tba")).token(&instance).send().await.expect(200);
    app.get(&format!("{path}?project=other")).token(&instance).send().await.expect(404);
}

#[tokio::test]
async fn every_change_is_audited() {
    let deploys = Deploys::new().await;
    let made = deploys.record(with(web("1.0.0"), "status", "running")).await;
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    deploys.patch(&path).json(&json!({ "status": "failed" })).send().await.expect(200);
    deploys.patch(&path).json(&json!({ "status": "failed" })).send().await.expect(200);
    let sql = "select action, actor, at from audit where action like 'deployment.%' order by action";
    let rows: Vec<(String, String, i64)> =
        deploys.app.state.db.fetch_all(sql, cresset::args![]).await.expect("rows");
    let expected = ["deployment.change", "deployment.record"].map(|action| (action.into(), "ci".into(), NOW));
    assert_eq!(rows, expected);
}
