//! What other slices ask.

use super::{Deploys, new_project, web, with};
use crate::support::NOW;
use axum::response::IntoResponse;
use cresset::deploys::{
    model::Status,
    server::{self, environment_name},
};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn telemetry_names_are_cleaned() {
    let deploys = Deploys::new().await;
    let cases = [
        (None, "production"),
        (Some(""), "production"),
        (Some("PROD"), "production"),
        (Some("qa"), "testing"),
        (Some("moon"), "(other)"),
    ];
    for (given, expected) in cases {
        let name = environment_name(&deploys.app.state, deploys.project.id, given).await.expect("a name");
        assert_eq!(name, expected);
    }
}

#[tokio::test]
async fn another_project_sees_nothing() {
    let deploys = Deploys::new().await;
    let made = deploys.record(with(web("1.0.0"), "status", "failed")).await;
    deploys.app.clock.advance(1_000);
    deploys.record(web("1.0.1")).await;
    let state = &deploys.app.state;
    let other = new_project(&deploys.app.state, "other").await.id;
    for (project, counts) in [(deploys.project.id, [1, 1, 2, 1]), (other, [0, 0, 0, 0])] {
        let active = server::active(state, project).await.expect("active");
        let latest = server::latest(state, project, 1).await.expect("latest");
        let markers =
            server::markers(state, project, Some("production"), 0, i64::MAX).await.expect("markers");
        let failed = server::count(state, project, Status::Failed, NOW, NOW + 1).await.expect("a count");
        let found = [active.len(), latest.len(), markers.len(), usize::try_from(failed).unwrap()];
        assert_eq!(found, counts);
    }
    let id = made["id"].as_str().unwrap();
    assert!(server::transitions(state, other, id).await.expect("none").is_empty());
    assert!(server::get(state, other, id).await.is_err());
}

/// Per environment: its name, what runs there, and what is on its way.
async fn now(deploys: &Deploys) -> Vec<(String, Vec<String>, Vec<(String, Status)>)> {
    let now = server::environments_now(&deploys.app.state, deploys.project.id).await.expect("environments");
    now.into_iter()
        .map(|place| {
            let active = place.active.into_iter().map(|deployment| deployment.release).collect();
            let unsettled =
                place.unsettled.into_iter().map(|deployment| (deployment.release, deployment.status));
            (place.name, active, unsettled.collect())
        })
        .collect()
}

#[tokio::test]
async fn an_environment_shows_what_runs_and_what_is_on_its_way() {
    let deploys = Deploys::new().await;
    deploys.record(web("1.0.0")).await;
    deploys.app.clock.advance(1_000);
    deploys.record(json!({ "release": "api@3.0.0" })).await;
    deploys.record(with(web("2.0.0"), "environment", "staging")).await;
    deploys.app.clock.advance(1_000);
    let failed = deploys.record(with(web("1.1.0"), "status", "running")).await;
    let quiet = |name: &str| (name.to_owned(), vec![], vec![]);
    let staging = ("staging".to_owned(), vec!["web@2.0.0".to_owned()], vec![]);
    let production = |status| {
        let active = vec!["api@3.0.0".to_owned(), "web@1.0.0".to_owned()];
        ("production".to_owned(), active, vec![("web@1.1.0".to_owned(), status)])
    };
    let [first, second] = ["development", "testing"].map(quiet);
    let expected = [first, second, staging, production(Status::Running)];
    assert_eq!(now(&deploys).await, expected);

    let path = format!("/api/v1/deployments/{}", failed["id"].as_str().unwrap());
    deploys.patch(&path).json(&json!({ "status": "failed" })).send().await.expect(200);
    assert_eq!(now(&deploys).await[3], production(Status::Failed));
    deploys.app.clock.advance(1_000);
    deploys.record(web("1.1.1")).await;
    let arrived = vec!["web@1.1.1".to_owned(), "api@3.0.0".to_owned()];
    assert_eq!(now(&deploys).await[3], ("production".to_owned(), arrived, vec![]));
}

#[tokio::test]
async fn open_pages_hear_of_every_change() {
    let deploys = Deploys::new().await;
    let made = deploys.record(with(web("1.0.0"), "status", "running")).await;
    let path = format!("/api/v1/deployments/{}", made["id"].as_str().unwrap());
    let calls = [
        deploys.post("/api/v1/deployments").json(&web("1.0.1")),
        deploys.patch(&path).json(&json!({ "status": "succeeded" })),
        deploys.post("/api/v1/releases").json(&json!({ "name": "web@3" })),
        deploys.patch("/api/v1/environments/testing").json(&json!({ "aliases": ["uat"] })),
    ];
    for call in calls {
        let stream = deploys.app.state.hub.subscribe(deploys.project.id).into_response();
        call.send().await;
        let mut body = std::pin::pin!(stream.into_body().into_data_stream());
        let next = tokio::time::timeout(Duration::from_secs(5), futures::StreamExt::next(&mut body));
        let chunk = next.await.expect("a message").expect("an open stream").expect("bytes");
        assert_eq!(chunk, "event: change\ndata: {\"topic\":\"deploys\"}\n\n");
    }
}
