//! The history of `cresset demo`, lived through on both databases.

use crate::support::{NOW, TestApp};
use cresset::{
    analytics,
    cli::demo::history,
    deploys::{
        self,
        model::{Kind, Status},
        server::Filter,
    },
    feedback::{self, model::Status as Stage},
    server::clock::DAY,
};

#[tokio::test]
async fn the_demonstration_tells_the_same_story_everywhere() {
    let app = TestApp::new().await;
    let state = &app.state;
    let project = history::write(&state.config, &state.db, NOW).await.expect("a history").id;

    let written =
        feedback::server::counts_by_type(state, project, NOW - 90 * DAY, NOW).await.expect("counts");
    assert_eq!((written.total, written.bug, written.feature, written.general), (397, 177, 117, 103));
    let newest = feedback::server::latest(state, project, 40).await.expect("entries");
    assert!(newest.is_sorted_by(|a, b| a.created_at >= b.created_at) && newest[0].created_at > NOW - DAY);
    let open = newest.iter().filter(|brief| brief.status == Stage::New).count();
    assert!((3..40).contains(&open), "{open} of the newest 40 are new");

    let filter = Filter { limit: 1_000, ..Filter::default() };
    let deployments = deploys::server::list(state, project, filter).await.expect("deployments").items;
    let count = |status| deployments.iter().filter(|deployment| deployment.status == status).count();
    let statuses =
        [Status::Succeeded, Status::Failed, Status::Cancelled, Status::RolledBack, Status::Running];
    assert_eq!(statuses.map(count), [46, 3, 1, 1, 1]);
    let back = deployments.iter().find(|deployment| deployment.kind == Kind::Rollback).expect("a rollback");
    assert_eq!(back.previous.as_ref().map(|previous| previous.release.as_str()), Some("web@2.3.0"));
    let active = deploys::server::active(state, project).await.expect("what runs");
    let in_production = active.iter().find(|deployment| deployment.environment == "production");
    assert_eq!(in_production.map(|deployment| deployment.release.as_str()), Some("web@2.4.1"));

    let starts: Vec<_> = (0..30).rev().map(|days| NOW - (days + 1) * DAY).collect();
    let days = analytics::server::views_of(state, project, &starts, NOW).await.expect("views");
    assert!(days.iter().all(|views| (500..2_500).contains(views)), "{days:?}");
}
