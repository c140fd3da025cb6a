//! Many entries changed at once, and the way back.

use super::story::Story;
use cresset::{
    access::{Role, Scope},
    args,
    feedback::{
        model::{Event, Status, What},
        server::{
            history,
            store::{self, Selection},
        },
    },
};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/feedback/batches";

fn id(n: usize) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012}")
}

/// Entries #1 to #count, and somebody they can be given to.
async fn with_entries(count: usize) -> Story {
    let story = Story::with(&[("limits", "off")]).await;
    story.person(Role::Member).await;
    for n in 1..=count {
        let body = json!({"id": id(n), "content": format!("Entry {n}.")});
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
        story.app.clock.advance(1_000);
    }
    story
}

async fn batch(story: &Story, ids: &[usize], mut change: Value, status: u16) -> Value {
    change["ids"] = ids.iter().map(|n| id(*n)).collect();
    story.app.clock.advance(1_000);
    story.app.post(PATH).token(&story.write).json(&change).send().await.expect(status).json()
}

async fn undo(story: &Story, batch: &Value, status: u16) -> Value {
    story.app.clock.advance(1_000);
    let path = format!("{PATH}/{}", batch["id"].as_str().expect("something was done"));
    story.app.request("DELETE", &path).token(&story.write).send().await.expect(status).json()
}

async fn triage(story: &Story, n: usize, change: Value) {
    story.app.clock.advance(1_000);
    let path = format!("/api/v1/feedback/{}/triage", id(n));
    story.app.post(&path).token(&story.write).json(&change).send().await.expect(200);
}

/// Status, assignee and tags of the entries up to #count.
async fn standing(story: &Story, count: usize) -> Vec<Value> {
    let mut all = Vec::new();
    for n in 1..=count {
        let entry = story.read(&id(n)).await;
        all.push(json!([entry["status"], entry["assignee"], entry["tags"]]));
    }
    all
}

fn numbers(list: &Value) -> Vec<i64> {
    list.as_array().expect("a list").iter().map(|entry| entry["number"].as_i64().expect("a number")).collect()
}

async fn count_of(story: &Story, status: Status) -> i64 {
    let kept = Selection { status: Some(status), ..Selection::default() };
    let counted = Selection { from: 1, ..kept.clone() };
    let db = &story.app.state.db;
    let (kept, _) = store::counts(db, story.first.id, &kept).await.expect("counts");
    let (counted, _) = store::counts(db, story.first.id, &counted).await.expect("counts");
    assert_eq!(kept, counted, "what is kept in mind agrees with what is there");
    kept.total
}

#[tokio::test]
async fn a_batch_tells_what_was_before_and_can_be_taken_back() {
    let story = with_entries(4).await;
    triage(&story, 1, json!({"status": "planned", "assignee": "member@example.org", "add_tags": ["ui"]}))
        .await;
    triage(&story, 2, json!({"add_tags": ["old", "chests"]})).await;
    triage(&story, 3, json!({"status": "done", "add_tags": ["chests"]})).await;
    let before = standing(&story, 4).await;
    let change = json!({"status": "done", "add_tags": ["chests"], "remove_tags": ["old"]});
    let done = batch(&story, &[3, 2, 1, 1], change, 200).await;
    assert_eq!((numbers(&done["changed"]), numbers(&done["unchanged"])), (vec![1, 2], vec![3]));
    let first = json!({"status": "planned", "assignee": "member@example.org", "tags": ["ui"]});
    assert_eq!(done["changed"][0]["before"], first);
    assert_eq!(standing(&story, 2).await[1], json!(["done", null, ["chests"]]));
    assert_eq!(count_of(&story, Status::Done).await, 3);
    let back = undo(&story, &done, 200).await;
    assert_eq!((numbers(&back["changed"]), numbers(&back["unchanged"])), (vec![1, 2], vec![]));
    assert_eq!(standing(&story, 4).await, before);
    assert_eq!(count_of(&story, Status::Done).await, 1);
    let told = history(&story.app.state, story.first.id, &id(1)).await.expect("a history");
    let moved: Vec<_> = told
        .into_iter()
        .filter_map(|Event { what, .. }| match what {
            What::Moved { from, to } => Some((from, to)),
            _ => None,
        })
        .collect();
    let [new, planned, done_now] = [Status::New, Status::Planned, Status::Done];
    assert_eq!(moved, [(new, planned), (planned, done_now), (done_now, planned)], "the history keeps both");
    let again = undo(&story, &done, 409).await;
    assert!(again["detail"].as_str().unwrap().contains("already"), "{again}");
    undo(&story, &back, 200).await;
    assert_eq!(count_of(&story, Status::Done).await, 3, "what was taken back can be taken back");
}

#[tokio::test]
async fn what_somebody_changed_since_is_left_alone_and_named() {
    let story = with_entries(5).await;
    let done = batch(&story, &[1, 2, 3, 4, 5], json!({"status": "planned", "add_tags": ["ui"]}), 200).await;
    triage(&story, 2, json!({"status": "in_progress"})).await;
    triage(&story, 3, json!({"status": "done"})).await;
    triage(&story, 3, json!({"status": "triaged"})).await;
    triage(&story, 3, json!({"status": "planned"})).await;
    let merges = format!("/api/v1/feedback/{}/merges", id(4));
    story.app.post(&merges).token(&story.write).json(&json!({"into": 1})).send().await.expect(200);
    let back = undo(&story, &done, 200).await;
    assert_eq!((numbers(&back["changed"]), numbers(&back["unchanged"])), (vec![1, 5], vec![2, 3, 4]));
    let now: Vec<Value> = standing(&story, 5).await.into_iter().map(|entry| entry[0].clone()).collect();
    assert_eq!(now, ["new", "in_progress", "planned", "duplicate", "new"]);
}

#[tokio::test]
async fn one_that_does_not_fit_stops_all() {
    let story = with_entries(3).await;
    let elsewhere = json!({"id": id(9), "content": "elsewhere", "key": story.second.public_key});
    story.app.post("/api/feedback").json(&elsewhere).send().await.expect(201);
    triage(&story, 2, json!({"status": "declined"})).await;
    let before = standing(&story, 3).await;
    for unknown in [9, 77] {
        let refused = batch(&story, &[1, unknown, 3], json!({"status": "done"}), 400).await;
        assert_eq!(refused["field"], "ids");
        let told = refused["detail"].as_str().unwrap();
        assert!(told.contains(&id(unknown)) && !told.contains(&id(1)), "{told}");
    }
    let refused = batch(&story, &[1, 2, 3], json!({"status": "done", "add_tags": ["ui"]}), 400).await;
    assert!(refused["field"] == "status" && refused["detail"].as_str().unwrap().contains("#2:"), "{refused}");
    for (field, ids, change) in [
        ("ids", vec![], json!({"status": "done"})),
        ("ids", (1..=501).collect(), json!({"status": "done"})),
        ("status", vec![1], json!({})),
        ("status", vec![1], json!({"status": "duplicate"})),
        ("assignee", vec![1], json!({"assignee": "nobody@example.org"})),
        ("add_tags", vec![1], json!({"add_tags": ["a,b"]})),
        ("note", vec![1], json!({"note": 1})),
    ] {
        assert_eq!(batch(&story, &ids, change, 400).await["field"], field);
    }
    for ids in [json!("x"), json!([1]), json!(["x"])] {
        let body = json!({"ids": ids, "status": "done"});
        assert_eq!(
            story.app.post(PATH).token(&story.write).json(&body).send().await.expect(400).json()["field"],
            "ids"
        );
    }
    assert_eq!(standing(&story, 3).await, before);
    let rows: (i64,) = story
        .app
        .state
        .db
        .fetch_one("select count(*) from feedback_batches", args![])
        .await
        .expect("a number");
    assert_eq!(rows.0, 0);
}

#[tokio::test]
async fn a_batch_is_taken_back_in_its_own_project_only() {
    let story = with_entries(1).await;
    let done = batch(&story, &[1], json!({"status": "done"}), 200).await;
    let other = story.token(Some(story.second.id), Scope::FeedbackWrite).await;
    let path = format!("{PATH}/{}", done["id"].as_str().unwrap());
    story.app.request("DELETE", &path).token(&other).send().await.expect(404);
    story.app.request("DELETE", &path).token(&story.read).send().await.expect(403);
    story.app.request("DELETE", &format!("{PATH}/{}", id(1))).token(&story.write).send().await.expect(404);
    assert_eq!(standing(&story, 1).await[0][0], "done");
    let audit = "select action, detail from audit where action in ('feedback.batch', 'feedback.undo')";
    let rows: Vec<(String, String)> = story.app.state.db.fetch_all(audit, args![]).await.expect("rows");
    assert_eq!(rows, [("feedback.batch".into(), r##"{"entries":["#1"],"status":"done"}"##.into())]);
}

#[tokio::test]
async fn five_hundred_entries_are_one_batch() {
    let story = with_entries(500).await;
    let all: Vec<usize> = (1..=500).collect();
    let done = batch(&story, &all, json!({"status": "done", "add_tags": ["bulk"]}), 200).await;
    assert_eq!((done["changed"].as_array().unwrap().len(), count_of(&story, Status::Done).await), (500, 500));
    undo(&story, &done, 200).await;
    assert_eq!(count_of(&story, Status::New).await, 500);
    let tags = store::project_tags(&story.app.state.db, story.first.id).await.expect("tags");
    assert!(tags.is_empty(), "{tags:?}");
}

#[tokio::test]
async fn members_choose_lines_without_javascript_and_undo_it_on_the_next_page() {
    let story = with_entries(3).await;
    let cookie = story.person(Role::Member).await;
    let page = async |extra: &str| {
        let cookies = format!("__Host-cresset={cookie}; {extra}");
        let call = story.app.get("/app/first/feedback?status=new").header("cookie", &cookies);
        call.send().await.expect(200).text()
    };
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let call = story.app.post(path).same_origin().session(&cookie).header("accept", "text/html");
        let call = call.header("referer", "http://cresset.test/app/first/feedback?status=new");
        let fields = [&[("project", "first")], fields].concat();
        let reply = call.form(&fields).send().await.expect(302);
        let kept = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        (reply.header("location").to_owned(), kept)
    };
    let list = page("").await;
    assert!(list.contains("action=\"/fn/feedback/batch\"") && list.contains("Select #2"), "{list}");
    let viewer = story.person(Role::Viewer).await;
    let seen = story.app.get("/app/first/feedback").session(&viewer).send().await.expect(200).text();
    assert!(!seen.contains("/fn/feedback/batch") && !seen.contains("Select #2"));
    let (first, second) = (id(1), id(2));
    let (back, kept) =
        post("/fn/feedback/batch", &[("ids[]", &first), ("ids[]", &second), ("to", "done")]).await;
    assert!(back.ends_with("/app/first/feedback?status=new"), "{back}");
    let told = page(&kept).await;
    assert!(told.contains("2 entries set to done") && told.contains("/fn/feedback/undo"), "{told}");
    assert!(!page("").await.contains("set to done"), "it is said once");
    let batch = told.split("name=\"batch\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    triage(&story, 2, json!({"status": "triaged"})).await;
    let (_, kept) = post("/fn/feedback/undo", &[("batch", batch.expect("the batch"))]).await;
    let told = page(&kept).await;
    assert!(told.contains("1 entry is as it was before. #2 was changed since and stays as it is"), "{told}");
    assert_eq!(story.read(&first).await["status"], "new");
}

#[tokio::test]
async fn all_of_a_page_and_every_kind_of_change_by_a_form() {
    let story = with_entries(3).await;
    let cookie = story.person(Role::Member).await;
    let post = async |fields: &[(&str, &str)]| {
        let fields = [&[("project", "first")], fields].concat();
        let call = story.app.post("/fn/feedback/batch").same_origin().session(&cookie).form(&fields);
        let reply = call.send().await;
        (reply.status.as_u16(), reply.text())
    };
    let (first, third) = (id(1), id(3));
    let page = [("all", "true"), ("page[]", first.as_str()), ("page[]", third.as_str())];
    let (_, said) = post(&[&page[..], &[("tag", "UI"), ("tagging", "add")]].concat()).await;
    assert!(said.contains("2 entries tagged UI"), "{said}");
    let (_, said) =
        post(&[&page[..], &[("ids[]", &first), ("tag", ""), ("assignee", "nobody")]].concat()).await;
    assert!(said.contains("Nothing to change: 2 entries assigned to nobody already"), "{said}");
    let (_, said) = post(&[("ids[]", &first), ("tag", "ui"), ("tagging", "remove")]).await;
    assert!(said.contains("1 entry no longer tagged ui"), "{said}");
    for fields in [
        &[("to", "done")][..],
        &[("page[]", &first), ("to", "done")],
        &[("ids[]", &first), ("tagging", "add")],
    ] {
        assert_eq!(post(fields).await.0, 400, "{fields:?}");
    }
    let tags: Vec<Value> = standing(&story, 3).await.into_iter().map(|entry| entry[2].clone()).collect();
    assert_eq!(tags, [json!([]), json!([]), json!(["ui"])]);
}
