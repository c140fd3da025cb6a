//! Status changes, numbers by day, and what open pages hear.

use super::story::Story;
use axum::response::IntoResponse;
use cresset::{
    error::AppError,
    feedback::{
        model::{Status, Summary},
        server::{Change, counts_by_day, counts_by_type, get, history, latest, set_status},
    },
    server::{
        clock::{DAY, HOUR},
        ctx::By,
    },
};
use futures::StreamExt;
use serde_json::json;

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

fn change(from: Status, to: Status) -> Change {
    Change { id: ID.into(), from, to }
}

async fn with_entry() -> Story {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "x"});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    story
}

#[tokio::test]
async fn a_move_leaves_who_when_and_an_audit_entry() {
    let story = with_entry().await;
    let (state, project) = (&story.app.state, story.first.id);
    let by = By { id: None, name: "ada@example.org".into() };
    set_status(state, &by, project, change(Status::New, Status::Planned)).await.expect("a move");
    set_status(state, &by, project, change(Status::New, Status::Planned)).await.expect("no change");
    assert_eq!(get(state, project, ID).await.expect("the entry").status, Status::Planned);
    let rows = history(state, project, ID).await.expect("a history");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].by.as_str(), rows[0].at), ("ada@example.org", story.app.clock.now()));
    let audit = "select actor, target, detail from audit where action = 'feedback.triage'";
    let rows: Vec<(String, String, String)> =
        state.db.fetch_all(audit, cresset::args![]).await.expect("audit entries");
    let detail = r#"{"from":"new","to":"planned"}"#;
    assert_eq!(rows, [("ada@example.org".into(), ID.into(), detail.into())]);
}

#[tokio::test]
async fn what_may_not_move_stays() {
    let story = with_entry().await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    let refused = async |project, change| set_status(state, &by, project, change).await.unwrap_err();
    let meanwhile = refused(project, change(Status::Triaged, Status::Done)).await;
    assert!(matches!(&meanwhile, AppError::Conflict { message } if message.contains("new now")));
    assert_eq!(refused(story.second.id, change(Status::New, Status::Done)).await, AppError::NotFound);
    let nowhere = Change { id: "x".into(), ..change(Status::New, Status::Done) };
    assert_eq!(refused(project, nowhere).await, AppError::NotFound);
    set_status(state, &by, project, change(Status::New, Status::Done)).await.expect("a move");
    let wrong = refused(project, change(Status::Done, Status::Planned)).await;
    assert!(
        matches!(wrong, AppError::Invalid { field, allowed, .. } if field == "to" && allowed == ["triaged", "spam"])
    );
    assert_eq!(history(state, project, ID).await.expect("a history").len(), 1);
}

#[tokio::test]
async fn open_pages_of_the_project_hear_what_is_stored_and_moved() {
    let story = Story::new().await;
    let hear =
        |project| story.app.state.hub.subscribe(project).into_response().into_body().into_data_stream();
    let (mut first, mut second) = (hear(story.first.id), hear(story.second.id));
    let body = json!({"id": ID, "content": "x"});
    for _ in 0..2 {
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
    }
    let said = first.next().await.expect("an event").expect("bytes");
    assert_eq!(said, "event: change\ndata: {\"topic\":\"feedback\"}\n\n");
    let by = By::command_line();
    set_status(&story.app.state, &by, story.first.id, change(Status::New, Status::Done))
        .await
        .expect("a move");
    assert!(first.next().await.is_some(), "the move is told too");
    let silent = futures::poll!(second.next());
    assert!(silent.is_pending(), "another project hears nothing");
}

#[tokio::test]
async fn numbers_by_type_and_day_leave_spam_out() {
    let story = Story::new().await;
    let post = async |content: &str, kind: &str, trap: &str| {
        let body = json!({"content": content, "feedback_type": kind, "subject_line": trap});
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
    };
    let start = story.app.clock.now();
    post("a", "bug", "").await;
    post("b", "bug", "trapped").await;
    story.app.clock.advance(DAY);
    post("c", "feature", "").await;
    story.app.clock.advance(13 * HOUR + HOUR - 1);
    post("d", "general", "").await;
    let (state, project, now) = (&story.app.state, story.first.id, story.app.clock.now());
    let counts = counts_by_type(state, project, start, now - 1).await.expect("counts");
    assert_eq!(counts, Summary { total: 2, bug: 1, feature: 1, general: 0 });
    let days = counts_by_day(state, project, 3).await.expect("days");
    let day = |day: usize| days[day].counts;
    assert_eq!(day(0), Summary::default());
    assert_eq!(day(1), Summary { total: 1, bug: 1, ..Summary::default() });
    assert_eq!(day(2), Summary { total: 2, feature: 1, general: 1, ..Summary::default() });
    assert_eq!(days[1].start, start - 10 * HOUR);
    let texts: Vec<_> = latest(state, project, 2).await.expect("entries");
    assert_eq!(texts.iter().map(|brief| brief.excerpt.as_str()).collect::<Vec<_>>(), ["d", "c"]);
}
