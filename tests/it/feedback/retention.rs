//! A project keeps feedback for as long as its maintainers say.

use super::story::Story;
use cresset::{
    access::Role,
    accounts::server::settings,
    args,
    error::AppError,
    feedback::server::{
        counts_by_type,
        store::{self, Selection},
    },
    server::{clock::DAY, ctx::By, router, ticker::Ticker},
};
use serde_json::{Value, json};

fn id(n: usize) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012}")
}

async fn send(story: &Story, n: usize, more: Value) {
    let mut entry = json!({"id": id(n), "content": format!("Harbour {n}"), "email": "ada@example.org"});
    for (name, value) in more.as_object().expect("an object") {
        entry[name] = value.clone();
    }
    let entry = entry.to_string();
    let files: &[(&str, &[u8])] = &[("notes.txt", b"what I saw")];
    story.app.post("/api/feedback").parts(&[("entry", &entry)], files).send().await.expect(201);
}

async fn post(story: &Story, path: &str, body: Value) {
    let path = format!("/api/v1/feedback/{path}");
    assert!(story.app.post(&path).token(&story.write).json(&body).send().await.status.is_success(), "{path}");
}

async fn keep(story: &Story, days: &str) {
    let by = By::command_line();
    settings::keep_feedback(&story.app.state, story.first.id, &by, days).await.expect("a choice");
}

async fn tick(story: &Story) {
    Ticker::new(router::tasks()).tick(&story.app.state).await;
}

async fn rows(story: &Story, sql: &'static str) -> i64 {
    story.app.state.db.fetch_one::<(i64,)>(sql, args![]).await.expect("a number").0
}

#[tokio::test]
async fn without_a_word_nothing_is_deleted() {
    let story = Story::with(&[("limits", "off")]).await;
    send(&story, 1, json!({})).await;
    story.app.clock.advance(3_000 * DAY);
    tick(&story).await;
    assert_eq!(story.count().await, 1);
}

#[tokio::test]
async fn what_is_older_goes_with_everything_that_belongs_to_it() {
    let story = Story::with(&[("limits", "off")]).await;
    for n in 1..=3 {
        send(&story, n, json!({})).await;
    }
    send(&story, 9, json!({"key": story.second.public_key})).await;
    post(&story, &format!("{}/comments", id(1)), json!({"content": "Seen"})).await;
    post(&story, "batches", json!({"ids": [id(1), id(2)], "status": "planned", "add_tags": ["ui"]})).await;
    post(&story, &format!("{}/merges", id(2)), json!({"into": 1})).await;
    keep(&story, "30").await;
    story.app.clock.advance(30 * DAY);
    tick(&story).await;
    assert_eq!(story.count().await, 3, "exactly so old is not older");
    send(&story, 4, json!({})).await;
    post(&story, &format!("{}/merges", id(4)), json!({"into": 1})).await;
    story.app.clock.advance(1);
    tick(&story).await;
    assert_eq!(story.list(&story.read, "").await, ["Harbour 4"]);
    assert_eq!(story.list(&story.read, "?q=harbour").await, ["Harbour 4"]);
    let entry = story.read(&id(4)).await;
    assert_eq!((&entry["status"], &entry["duplicate_of"]), (&json!("planned"), &Value::Null));
    assert_eq!(story.list(&story.second_read, "").await, ["Harbour 9"], "another project keeps its own");
    for (table, sql) in [
        ("contacts", "select count(*) - 2 from feedback_contacts"),
        ("comments", "select count(*) from feedback_comments"),
        ("tags", "select count(*) from feedback_tags"),
        ("changes", "select count(*) - 1 from feedback_triage"),
        ("merges", "select count(*) from feedback_merges"),
        ("batches", "select count(*) from feedback_batches"),
        ("search", "select count(*) - 2 from feedback_search"),
        ("files", "select count(*) - 2 from feedback_attachments"),
        ("bytes", "select cast(sum(refs) - 2 as bigint) from blobs"),
    ] {
        assert_eq!(rows(&story, sql).await, 0, "{table}");
    }
    let (state, project, now) = (&story.app.state, story.first.id, story.app.clock.now());
    assert_eq!(counts_by_type(state, project, 0, now).await.expect("counts").total, 1);
    let (kept, _) = store::counts(&state.db, project, &Selection::default()).await.expect("counts");
    assert_eq!(kept.total, 1);
    let quarters = store::counts_by_quarter(&state.db, project, 0, now).await.expect("counts");
    assert_eq!(quarters.iter().map(|(.., entries)| entries).sum::<i64>(), 1);
    let audit = "select actor, target, detail from audit where action = 'feedback.expire'";
    let noted: Vec<(String, String, String)> = state.db.fetch_all(audit, args![]).await.expect("rows");
    assert_eq!(noted, [("Cresset".into(), String::new(), r#"{"days":30,"entries":3}"#.into())]);
}

#[tokio::test]
async fn many_go_in_one_run_and_spam_keeps_its_own_time() {
    let story = Story::with(&[("limits", "off")]).await;
    for n in 1..=230 {
        send(&story, n, json!({})).await;
    }
    send(&story, 500, json!({})).await;
    keep(&story, "90").await;
    story.app.clock.advance(89 * DAY);
    post(&story, &format!("{}/triage", id(500)), json!({"status": "spam"})).await;
    story.app.clock.advance(2 * DAY);
    tick(&story).await;
    assert_eq!(story.count().await, 0);
    assert_eq!(story.read(&id(500)).await["status"], "spam", "it has 30 days from when it became spam");
    story.app.clock.advance(29 * DAY);
    tick(&story).await;
    story.app.get(&format!("/api/feedback/{}", id(500))).token(&story.read).send().await.expect(404);
    assert_eq!(rows(&story, "select count(*) from blobs").await, 0);
    assert_eq!(rows(&story, "select cast(sum(entries) as bigint) from feedback_counts").await, 0);
}

#[tokio::test]
async fn maintainers_say_how_long_and_it_is_logged() {
    let story = Story::with(&[("limits", "off")]).await;
    let cookie = story.person(Role::Maintainer).await;
    let page = async || {
        let call = story.app.get("/app/first/settings").session(&cookie);
        call.send().await.expect(200).text()
    };
    assert!(page().await.contains(r#"<option value="forever" selected"#));
    let post = async |cookie: &str, days: &str| {
        let call = story.app.post("/fn/project/keep-feedback").same_origin().session(cookie);
        call.form(&[("project", "first"), ("days", days)]).send().await.status.as_u16()
    };
    assert_eq!(post(&cookie, "180").await, 200);
    assert!(page().await.contains(r#"<option value="180" selected"#));
    assert_eq!(post(&cookie, "180").await, 200);
    for wrong in ["7", "-30", "", "ever"] {
        assert_eq!(post(&cookie, wrong).await, 400, "{wrong}");
    }
    assert_eq!(post(&story.person(Role::Member).await, "30").await, 403);
    assert_eq!(post(&cookie, "forever").await, 200);
    let audit = "select actor, detail from audit where action = 'project.update' order by at, id";
    let mut noted: Vec<(String, String)> = story.app.state.db.fetch_all(audit, args![]).await.expect("rows");
    noted.sort();
    let row = |from: &str, to: &str| {
        let detail = json!({"feedback_kept": {"from": from, "to": to}}).to_string();
        ("maintainer@example.org".to_owned(), detail)
    };
    assert_eq!(noted, [row("180 days", "for ever"), row("for ever", "180 days")]);
    let refused = settings::keep_feedback(&story.app.state, story.first.id, &By::command_line(), "31").await;
    assert!(matches!(refused, Err(AppError::Invalid { field, .. }) if field == "days"));
}
