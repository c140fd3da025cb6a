//! `PATCH /api/v1/deployments/{id}` and what rollbacks do.

use super::{Deploys, web, with};
use cresset::deploys::{model::Status, server::transitions};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/deployments";

fn path(deployment: &Value) -> String {
    format!("{PATH}/{}", deployment["id"].as_str().expect("an id"))
}

/// A row per current status, a column per next one, in the order of `Status::ALL`.
const TABLE: [&str; 6] = ["=xxx.x", ".=xxxx", "..=.x.", "...=x.", "....=.", ".....="];

#[tokio::test]
async fn all_36_pairs_of_statuses() {
    let deploys = Deploys::new().await;
    for (from, row) in Status::ALL.into_iter().zip(TABLE) {
        for (to, cell) in Status::ALL.into_iter().zip(row.chars()) {
            let made = deploys.record(with(web("1.0.0"), "status", from.as_str())).await;
            let call = deploys.patch(&path(&made)).json(&json!({ "status": to.as_str() }));
            let reply = call.send().await;
            let pair = format!("{from:?} to {to:?}: {}", reply.text());
            match cell {
                '.' => {
                    assert_eq!(reply.status, 409, "{pair}");
                    assert!(reply.text().contains(from.as_str()), "{pair}");
                    for allowed in from.next() {
                        assert!(reply.text().contains(allowed.as_str()), "{pair}");
                    }
                }
                _ => {
                    assert_eq!(reply.status, 200, "{pair}");
                    assert_eq!(reply.json()["status"], to.as_str(), "{pair}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_change_is_kept_with_its_reason() {
    let deploys = Deploys::new().await;
    let made = deploys.record(with(web("1.0.0"), "status", "pending")).await;
    deploys.app.clock.advance(1_000);
    deploys.patch(&path(&made)).json(&json!({ "status": "running" })).send().await.expect(200);
    deploys.app.clock.advance(1_000);
    let body = json!({ "status": "failed", "reason": "health check", "log_url": "https://ci.example/7" });
    let answer = deploys.patch(&path(&made)).json(&body).send().await.expect(200).json();
    assert_eq!(answer["finished_at"], "2026-03-03T10:00:02Z");
    assert_eq!(answer["log_url"], "https://ci.example/7");

    let id = made["id"].as_str().unwrap();
    let steps = transitions(&deploys.app.state, deploys.project.id, id).await.expect("steps");
    let words: Vec<_> = steps.iter().map(|step| (step.from, step.to, step.reason.as_deref())).collect();
    assert_eq!(
        words,
        [
            (None, Status::Pending, None),
            (Some(Status::Pending), Status::Running, None),
            (Some(Status::Running), Status::Failed, Some("health check")),
        ]
    );
}

#[tokio::test]
async fn what_was_fixed_at_creation_cannot_be_patched() {
    let deploys = Deploys::new().await;
    let made = deploys.record(web("1.0.0")).await;
    for member in ["environment", "release", "commit", "kind", "deployed_by", "id"] {
        let call = deploys.patch(&path(&made)).json(&json!({ member: "abcdef0" }));
        assert_eq!(call.send().await.expect(400).json()["field"], member);
    }
    deploys.patch(&format!("{PATH}/nothing")).json(&json!({})).send().await.expect(404);
}

#[tokio::test]
async fn setting_rolled_back_makes_the_one_before_active_again() {
    let deploys = Deploys::new().await;
    deploys.record(web("1.0.0")).await;
    deploys.app.clock.advance(60_000);
    let second = deploys.record(web("1.1.0")).await;
    assert_eq!(second["previous"]["release"], "web@1.0.0");
    assert_eq!(deploys.active("production").await, ["web@1.1.0"]);
    deploys.patch(&path(&second)).json(&json!({ "status": "rolled_back" })).send().await.expect(200);
    assert_eq!(deploys.active("production").await, ["web@1.0.0"]);
    assert_eq!(deploys.active("staging").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_rollback_that_succeeds_replaces_what_ran() {
    let deploys = Deploys::new().await;
    deploys.record(web("1.0.0")).await;
    deploys.app.clock.advance(60_000);
    let bad = deploys.record(web("1.1.0")).await;
    deploys.app.clock.advance(60_000);
    deploys.record(with(web("0.9.0"), "release", "api@3.0.0")).await;
    deploys.app.clock.advance(60_000);
    let rollback = with(with(web("1.0.0"), "kind", "rollback"), "status", "running");
    let rollback = deploys.record(rollback).await;
    assert_eq!(deploys.active("production").await, ["api@3.0.0", "web@1.1.0"]);
    deploys.patch(&path(&rollback)).json(&json!({ "status": "succeeded" })).send().await.expect(200);
    let bad = deploys.get(&path(&bad)).send().await.expect(200).json();
    assert_eq!(bad["status"], "rolled_back");
    assert_eq!(deploys.active("production").await, ["web@1.0.0", "api@3.0.0"]);
    let rollback = deploys.get(&path(&rollback)).send().await.expect(200).json();
    assert_eq!(rollback["previous"]["release"], "web@1.1.0");
}
