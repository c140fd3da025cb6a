//! Changes by the team, numbers by day, and what open pages hear.

use super::story::Story;
use axum::response::IntoResponse;
use cresset::{
    access::Role,
    error::AppError,
    feedback::{
        model::{Event, Status, Summary, What},
        server::{Change, counts_by_day, counts_by_type, get, history, latest, triage},
    },
    server::{
        clock::{DAY, HOUR},
        ctx::By,
    },
};
use futures::StreamExt;
use serde_json::json;

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

async fn with_entry() -> Story {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "x"});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    story
}

async fn audited(story: &Story) -> Vec<(String, String, String)> {
    let audit = "select actor, target, detail from audit where action = 'feedback.triage' order by at, id";
    story.app.state.db.fetch_all(audit, cresset::args![]).await.expect("audit entries")
}

#[tokio::test]
async fn a_move_leaves_who_when_and_an_audit_entry() {
    let story = with_entry().await;
    let (state, project) = (&story.app.state, story.first.id);
    let by = By { id: None, name: "ada@example.org".into() };
    let change = Change::of_status(Status::New, Status::Planned);
    triage(state, &by, project, ID, change.clone()).await.expect("a move");
    triage(state, &by, project, ID, change).await.expect("no change");
    assert_eq!(get(state, project, ID).await.expect("the entry").status, Status::Planned);
    let what = What::Moved { from: Status::New, to: Status::Planned };
    let moved = Event { at: story.app.clock.now(), by: "ada@example.org".into(), what };
    assert_eq!(history(state, project, ID).await.expect("a history"), [moved]);
    let detail = r#"{"status":{"from":"new","to":"planned"}}"#;
    assert_eq!(audited(&story).await, [("ada@example.org".into(), ID.into(), detail.into())]);
}

#[tokio::test]
async fn an_entry_is_given_to_somebody_who_triages_and_filed() {
    let story = with_entry().await;
    story.person(Role::Viewer).await;
    story.person(Role::Member).await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    let to = |who: Option<&str>| Change { assignee: Some(who.map(str::to_owned)), ..Change::default() };
    let member = "member@example.org";
    let given = triage(state, &by, project, ID, to(Some("Member@example.org"))).await.expect("a change");
    assert_eq!(given.assignee.map(|person| person.email).as_deref(), Some(member));
    for stranger in ["viewer@example.org", "nobody@example.org", ""] {
        let refused = triage(state, &by, project, ID, to(Some(stranger))).await.unwrap_err();
        assert!(matches!(&refused, AppError::Invalid { field, .. } if field == "assignee"), "{stranger}");
    }
    story.app.clock.advance(HOUR);
    let tags = |add: &[&str], remove: &[&str]| Change {
        add_tags: add.iter().map(|tag| tag.to_string()).collect(),
        remove_tags: remove.iter().map(|tag| tag.to_string()).collect(),
        ..Change::default()
    };
    let filed = triage(state, &by, project, ID, tags(&["UI", "chests", "ui "], &["none"])).await;
    assert_eq!(filed.expect("a change").tags, ["chests", "ui"]);
    story.app.clock.advance(HOUR);
    let filed = triage(state, &by, project, ID, Change { ..to(None) }).await.expect("a change");
    assert_eq!((filed.assignee, filed.tags.len()), (None, 2));
    story.app.clock.advance(HOUR);
    triage(state, &by, project, ID, tags(&["ui"], &["chests"])).await.expect("a change");
    let said: Vec<_> =
        history(state, project, ID).await.expect("a history").into_iter().map(|e| e.what).collect();
    let tagged = |added: &[&str], removed: &[&str]| What::Tagged {
        added: added.iter().map(|tag| tag.to_string()).collect(),
        removed: removed.iter().map(|tag| tag.to_string()).collect(),
    };
    let expected = [
        What::Assigned(Some("member".into())),
        tagged(&["chests", "ui"], &[]),
        What::Assigned(None),
        tagged(&[], &["chests"]),
    ];
    assert_eq!(said, expected);
    let details: Vec<_> = audited(&story).await.into_iter().map(|(.., detail)| detail).collect();
    assert_eq!(details[0], format!(r#"{{"assignee":"{member}"}}"#));
    assert_eq!(details[2..], [r#"{"assignee":null}"#, r#"{"tags_removed":["chests"]}"#]);
}

#[tokio::test]
async fn a_refused_part_leaves_the_whole_as_it_was() {
    let story = with_entry().await;
    story.person(Role::Member).await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    let good = Change {
        status: Some(Status::Done),
        assignee: Some(Some("member@example.org".into())),
        add_tags: vec!["ui".into()],
        ..Change::default()
    };
    let many = (0..21).map(|n| format!("tag {n}")).collect();
    let wrong = [
        ("add_tags", Change { add_tags: vec!["a,b".into()], ..good.clone() }),
        ("remove_tags", Change { remove_tags: vec!["--".into()], ..good.clone() }),
        ("add_tags", Change { add_tags: many, ..good.clone() }),
        ("assignee", Change { assignee: Some(Some("x".into())), ..good.clone() }),
    ];
    for (name, change) in wrong {
        let refused = triage(state, &by, project, ID, change).await.unwrap_err();
        assert!(matches!(&refused, AppError::Invalid { field, .. } if field == name), "{name}: {refused:?}");
    }
    let entry = get(state, project, ID).await.expect("the entry");
    assert_eq!((entry.status, entry.assignee_id, entry.tags.len()), (Status::New, None, 0));
    assert!(history(state, project, ID).await.expect("a history").is_empty());
    triage(state, &by, project, ID, good).await.expect("a change");
    assert_eq!(
        history(state, project, ID).await.expect("a history").len(),
        3,
        "one change, told in three parts"
    );
    assert_eq!(audited(&story).await.len(), 1);
}

#[tokio::test]
async fn what_may_not_move_stays() {
    let story = with_entry().await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    let refused = async |project, id, from, to| {
        triage(state, &by, project, id, Change::of_status(from, to)).await.unwrap_err()
    };
    let meanwhile = refused(project, ID, Status::Triaged, Status::Done).await;
    assert!(matches!(&meanwhile, AppError::Conflict { message } if message.contains("new now")));
    assert_eq!(refused(story.second.id, ID, Status::New, Status::Done).await, AppError::NotFound);
    assert_eq!(refused(project, "x", Status::New, Status::Done).await, AppError::NotFound);
    triage(state, &by, project, ID, Change::of_status(Status::New, Status::Done)).await.expect("a move");
    let wrong = refused(project, ID, Status::Done, Status::Planned).await;
    let allowed = ["triaged", "spam"];
    assert!(
        matches!(wrong, AppError::Invalid { field, allowed: named, .. } if field == "status" && named == allowed)
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
    let change = Change::of_status(Status::New, Status::Done);
    triage(&story.app.state, &by, story.first.id, ID, change).await.expect("a move");
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
