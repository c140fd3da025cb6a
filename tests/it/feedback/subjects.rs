//! What one person sent: exported whole, then gone from everywhere.

use super::story::Story;
use crate::support::Reply;
use cresset::{access::Scope, args};
use serde_json::{Value, json};

const FILE: (&str, &[u8]) = ("notes.txt", b"what I saw");

async fn send(story: &Story, entry: Value, files: &[(&str, &[u8])]) {
    let entry = entry.to_string();
    story.app.post("/api/feedback").parts(&[("entry", &entry)], files).send().await.expect(201);
    // Lists are by time: each is a second younger than the one before.
    story.app.clock.advance(1_000);
}

/// Three entries of Ada, by id, by address and as spam; one of somebody else, one elsewhere.
async fn told() -> Story {
    let story = Story::new().await;
    send(&story, json!({"content": "The harbour is empty", "user_id": "u1", "metadata": {"a": 1}}), &[FILE])
        .await;
    send(&story, json!({"content": "Again the harbour", "email": "Ada@Example.org", "user_id": "u2"}), &[])
        .await;
    send(&story, json!({"content": "Cheap harbours", "user_id": "u1", "subject_line": "x"}), &[]).await;
    send(&story, json!({"content": "My harbour", "user_id": "u3"}), &[FILE]).await;
    send(&story, json!({"content": "Elsewhere", "user_id": "u1", "key": story.second.public_key}), &[]).await;
    story
}

async fn of(story: &Story, subject: &str) -> Value {
    let path = format!("/api/v1/feedback/subjects/{subject}");
    story.app.get(&path).token(&story.read).send().await.expect(200).json()
}

async fn erase(story: &Story, subject: &str) -> Reply {
    let token = story.token(Some(story.first.id), Scope::FeedbackErase).await;
    story.app.request("DELETE", &format!("/api/v1/feedback/subjects/{subject}")).token(&token).send().await
}

fn texts(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("a list").iter().map(|item| item["content"].as_str().unwrap()).collect()
}

async fn rows(story: &Story, sql: &'static str) -> i64 {
    story.app.state.db.fetch_one::<(i64,)>(sql, args![]).await.expect("a number").0
}

#[tokio::test]
async fn an_export_holds_everything_of_a_person_and_nothing_of_others() {
    let story = told().await;
    let list = of(&story, "u1").await;
    assert_eq!(texts(&list), ["Cheap harbours", "The harbour is empty"]);
    let entry = &list["items"][1];
    assert_eq!((&entry["metadata"]["a"], &entry["attachments"][0]["name"]), (&json!(1), &json!(FILE.0)));
    let (id, file) = (entry["id"].as_str().unwrap(), entry["attachments"][0]["id"].as_str().unwrap());
    let path = format!("/api/v1/feedback/{id}/files/{file}");
    let reply = story.app.get(&path).token(&story.read).send().await.expect(200);
    assert_eq!((&*reply.body, reply.header("content-type")), (FILE.1, "text/plain"));
    story.app.get(&path).token(&story.second_read).send().await.expect(404);
    assert_eq!(of(&story, "ada%40example.org").await["items"][0]["email"], "Ada@Example.org");
    assert_eq!(of(&story, "nobody").await, json!({"items": [], "next": null}));
}

#[tokio::test]
async fn what_was_said_is_exported_and_erased_with_the_entry() {
    let story = Story::new().await;
    let sent = json!({"content": "The harbour", "user_id": "u1"});
    let receipt = story.app.post("/api/feedback").json(&sent).send().await.expect(201).json();
    send(&story, json!({"content": "Not theirs", "user_id": "u2"}), &[]).await;
    let post = async |what: &str, body: Value, status: u16| {
        let path = format!("/api/v1/feedback/{}/{what}", receipt["id"].as_str().unwrap());
        story.app.post(&path).token(&story.write).json(&body).send().await.expect(status);
        story.app.clock.advance(1_000);
    };
    post("comments", json!({"content": "Ask Grace"}), 201).await;
    post("comments", json!({"content": "Which ships?", "kind": "answer"}), 201).await;
    let link = receipt["status_url"].as_str().unwrap().replace("http://cresset.test", "");
    story.app.post(&link).same_origin().form(&[("content", "All of them")]).send().await.expect(303);
    story.app.clock.advance(1_000);
    post("triage", json!({"status": "planned", "add_tags": ["ships"]}), 200).await;
    let history = &of(&story, "u1").await["items"][0]["history"];
    let told: Vec<_> =
        history.as_array().unwrap().iter().map(|event| (&event["kind"], &event["by"])).collect();
    let team = json!("feedback:write");
    let expected = [
        (&json!("internal"), &team),
        (&json!("answer"), &team),
        (&json!("reply"), &json!("The reporter")),
        (&json!("status"), &team),
        (&json!("tags"), &team),
    ];
    assert_eq!(told, expected);
    assert_eq!((&history[2]["content"], &history[3]["to"]), (&json!("All of them"), &json!("planned")));
    assert_eq!(story.read(receipt["id"].as_str().unwrap()).await["history"], *history);
    assert_eq!(erase(&story, "u1").await.expect(200).json(), json!({"erased": 1}));
    for table in ["select count(*) from feedback_comments", "select count(*) from feedback_triage"] {
        assert_eq!(rows(&story, table).await, 0, "{table}");
    }
    story.app.get(&link).send().await.expect(404);
}

#[tokio::test]
async fn an_export_is_read_page_by_page() {
    let story = Story::new().await;
    for n in 0..5 {
        send(&story, json!({"content": format!("text {n}"), "user_id": "u1"}), &[]).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = of(&story, &format!("u1?limit=2&cursor={cursor}")).await;
        seen.extend(texts(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(seen, ["text 4", "text 3", "text 2", "text 1", "text 0"]);
    let path = "/api/v1/feedback/subjects/u2?cursor=".to_owned() + &cursor;
    let reply = story.app.get(&path).token(&story.read).send().await.expect(400);
    assert_eq!(reply.json()["field"], "cursor");
    story.app.get("/api/v1/feedback/subjects/%20").token(&story.read).send().await.expect(400);
}

#[tokio::test]
async fn erasing_a_person_leaves_nothing_of_them_and_all_of_others() {
    let story = told().await;
    assert_eq!(erase(&story, "u1").await.expect(200).json(), json!({"erased": 2}));
    assert_eq!(erase(&story, "ADA%40example.org").await.expect(200).json(), json!({"erased": 1}));
    assert_eq!(erase(&story, "u1").await.expect(200).json(), json!({"erased": 0}));
    assert_eq!(of(&story, "u1").await["items"], json!([]));
    assert_eq!(story.list(&story.read, "?q=harbour*").await, ["My harbour"]);
    assert_eq!(story.list(&story.read, "?status=spam").await, [""; 0]);
    assert_eq!(story.list(&story.second_read, "").await, ["Elsewhere"]);
    assert_eq!(rows(&story, "select count(*) from feedback_contacts").await, 0);
    assert_eq!(rows(&story, "select count(*) from feedback_search").await, 2);
    assert_eq!(rows(&story, "select count(*) from feedback_attachments").await, 1);
    assert_eq!(
        rows(&story, "select cast(sum(refs) as bigint) from blobs").await,
        1,
        "somebody else's same file stays"
    );
    assert_eq!(rows(&story, "select cast(sum(entries) as bigint) from feedback_counts").await, 2);
    let audit = "select actor, target, detail from audit where action = 'feedback.erase'";
    let noted: Vec<(String, String, String)> =
        story.app.state.db.fetch_all(audit, args![]).await.expect("rows");
    assert_eq!(noted.len(), 2, "one that changed nothing is no change");
    assert!(
        noted.iter().all(|(actor, target, _)| actor == "feedback:erase" && target.is_empty()),
        "{noted:?}"
    );
}

#[tokio::test]
async fn the_list_is_exported_as_a_table_and_as_lines() {
    let story = told().await;
    let get = async |path: &str| story.app.get(path).token(&story.read).send().await.expect(200).text();
    let lines = get("/api/v1/feedback/export.ndjson?q=harbour").await;
    let entries: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let contents: Vec<_> = entries.iter().map(|entry| entry["content"].as_str().unwrap()).collect();
    assert_eq!(contents, ["My harbour", "Again the harbour", "The harbour is empty"]);
    let table = get("/api/v1/feedback/export.csv?type=general").await;
    assert_eq!((table.lines().count(), table.starts_with("\"number\",\"id\"")), (4, true), "{table}");
    story.app.get("/api/v1/feedback/export.csv?nonsense=1").token(&story.read).send().await.expect(400);
}
