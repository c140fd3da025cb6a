//! What other slices ask.

use super::{Deploys, new_project, web, with};
use crate::support::NOW;
use cresset::deploys::{
    model::Status,
    server::{self, environment_name},
};

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
    let other = new_project(&deploys.app, "other").await.id;
    for (project, counts) in [(deploys.project.id, [1, 1, 2, 1]), (other, [0, 0, 0, 0])] {
        let active = server::active(state, project).await.expect("active");
        let latest = server::latest(state, project).await.expect("latest");
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
