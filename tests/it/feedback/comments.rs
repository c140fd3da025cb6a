//! What is said about an entry, and triage over HTTP.

use super::story::Story;
use cresset::{
    access::Role,
    feedback::{
        model::{CommentKind, What},
        server::history,
    },
};
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";
const COMMENT: &str = "0192d5a4-7c00-7000-8000-0000000000c1";
const CLIENT_ID: &str = "0192d5a4-7c00-7000-8000-0000000000c2";

async fn with_entry() -> Story {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "x"});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    story
}

/// What was said about the entry, oldest first.
async fn said(story: &Story) -> Vec<(CommentKind, String)> {
    let events = history(&story.app.state, story.first.id, ID).await.expect("a history");
    let said = |what| match what {
        What::Said(kind, text) => Some((kind, text)),
        _ => None,
    };
    events.into_iter().filter_map(|event| said(event.what)).collect()
}

async fn post(story: &Story, what: &str, body: Value, status: u16) -> Value {
    let path = format!("/api/v1/feedback/{ID}/{what}");
    story.app.post(&path).token(&story.write).json(&body).send().await.expect(status).json()
}

#[tokio::test]
async fn a_comment_is_kept_with_who_and_when_and_a_repeat_is_one() {
    let story = with_entry().await;
    let body = json!({"id": CLIENT_ID, "content": "Which level?\r\n2", "kind": "answer"});
    let made = post(&story, "comments", body.clone(), 201).await;
    assert_eq!((&made["content"], &made["by"]), (&json!("Which level?\n2"), &json!("feedback:write")));
    story.app.clock.advance(1);
    assert_eq!(post(&story, "comments", body.clone(), 201).await, made);
    let mut other = body;
    other["content"] = json!("Another");
    post(&story, "comments", other, 409).await;
    story.app.clock.advance(1);
    post(&story, "comments", json!({"content": "Ask Ada"}), 201).await;
    let expected = [(CommentKind::Answer, "Which level?\n2"), (CommentKind::Internal, "Ask Ada")];
    assert_eq!(said(&story).await, expected.map(|(kind, text)| (kind, text.to_owned())));
    let audit = "select detail from audit where action = 'feedback.comment' order by at, id";
    let rows: Vec<(String,)> = story.app.state.db.fetch_all(audit, cresset::args![]).await.expect("rows");
    assert_eq!(rows, [(r#"{"kind":"answer"}"#.into(),), (r#"{"kind":"internal"}"#.into(),)]);
}

#[tokio::test]
async fn a_wrong_comment_is_refused_by_name() {
    let story = with_entry().await;
    for (field, body) in [
        ("content", json!({})),
        ("content", json!({"content": " \n"})),
        ("content", json!({"content": 7})),
        ("content", json!({"content": "x".repeat(10_001)})),
        ("kind", json!({"content": "x", "kind": "loud"})),
        ("id", json!({"content": "x", "id": "7"})),
        ("note", json!({"content": "x", "note": 1})),
    ] {
        assert_eq!(post(&story, "comments", body, 400).await["field"], field);
    }
    let other = story.token(Some(story.second.id), cresset::access::Scope::FeedbackWrite).await;
    let path = format!("/api/v1/feedback/{ID}/comments");
    story.app.post(&path).token(&other).json(&json!({"content": "x"})).send().await.expect(404);
    assert!(said(&story).await.is_empty());
}

#[tokio::test]
async fn a_program_triages_by_one_call() {
    let story = with_entry().await;
    story.person(Role::Member).await;
    let body = json!({"status": "planned", "assignee": "member@example.org", "add_tags": ["UI", "chests"]});
    let stands =
        json!({"id": ID, "status": "planned", "assignee": "member@example.org", "tags": ["chests", "ui"]});
    assert_eq!(post(&story, "triage", body, 200).await, stands);
    let entry = story.read(ID).await;
    for name in ["status", "assignee", "tags"] {
        assert_eq!(entry[name], stands[name]);
    }
    let listed = story.app.get("/api/v1/feedback").token(&story.read).send().await.expect(200).json();
    assert_eq!(
        (&listed["items"][0]["tags"], &listed["items"][0]["assignee"]),
        (&stands["tags"], &stands["assignee"])
    );
    let freed = post(&story, "triage", json!({"assignee": null, "remove_tags": ["ui"]}), 200).await;
    assert_eq!(
        (&freed["assignee"], &freed["tags"], &freed["status"]),
        (&Value::Null, &json!(["chests"]), &json!("planned"))
    );
    for (field, body) in [
        ("status", json!({"status": "open"})),
        ("assignee", json!({"assignee": 7})),
        ("add_tags", json!({"add_tags": "ui"})),
        ("priority", json!({"priority": 1})),
    ] {
        assert_eq!(post(&story, "triage", body, 400).await["field"], field);
    }
    let path = format!("/api/v1/feedback/{ID}/triage?cursor=1");
    let refused = story.app.post(&path).token(&story.write).json(&json!({})).send().await.expect(400);
    assert_eq!(refused.json()["field"], "cursor");
}

#[tokio::test]
async fn lists_are_narrowed_to_a_tag_and_an_assignee() {
    let story = with_entry().await;
    let cookie = story.person(Role::Member).await;
    story.app.post("/api/feedback").json(&json!({"content": "other"})).send().await.expect(201);
    post(&story, "triage", json!({"assignee": "member@example.org", "add_tags": ["Chest list"]}), 200).await;
    let list = async |query: &str| story.list(&story.read, query).await;
    assert_eq!(list("?tag=chest+LIST").await, ["x"]);
    assert_eq!(list("?assignee=member@example.org&status=new").await, ["x"]);
    assert_eq!(list("?assignee=nobody").await, ["other"]);
    assert!(list("?assignee=nobody&tag=chest+list").await.is_empty());
    assert_eq!(list("?tag=&assignee=").await.len(), 2);
    for (name, value) in [("assignee", "me"), ("assignee", "ada@example.org"), ("tag", "a,b")] {
        let path = format!("/api/feedback?{name}={value}");
        let refused = story.app.get(&path).token(&story.read).send().await.expect(400);
        assert_eq!(refused.json()["field"], name);
    }
    let inbox = async |query: &str| {
        let path = format!("/app/first/feedback{query}");
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    let (mine, open) = (inbox("?assignee=me").await, inbox("?assignee=nobody").await);
    assert!(mine.contains("1 entry, 1 new") && mine.contains("@member #chest list"), "{mine}");
    assert!(open.contains("1 entry, 1 new") && !open.contains("@member"));
    assert!(mine.contains("Remove filter Assignee: Me") && open.contains("Remove filter Assignee: Nobody"));
    let file = story.app.get("/app/first/feedback.csv?assignee=me").session(&cookie).send().await;
    assert_eq!(file.expect(200).text().matches("\r\n").count(), 2, "a head and one entry");
}

#[tokio::test]
async fn a_member_comments_and_tags_without_javascript() {
    let story = with_entry().await;
    let cookie = story.person(Role::Member).await;
    let page = format!("http://cresset.test/app/first/feedback/{ID}");
    let send = async |path: &str, fields: &[(&str, &str)]| {
        let all = [&[("project", "first"), ("id", ID)], fields].concat();
        let call = story.app.post(path).same_origin().session(&cookie).header("accept", "text/html");
        call.header("referer", &page).form(&all).send().await.expect(302);
    };
    let words = [("comment", COMMENT), ("content", "<b>Seen</b>"), ("kind", "internal")];
    send("/fn/feedback/comment", &words).await;
    send("/fn/feedback/comment", &words).await;
    send("/fn/feedback/triage", &[("add", "UI, maps")]).await;
    send("/fn/feedback/triage", &[("remove", "ui")]).await;
    let member = story.app.state.db.fetch_one::<(String,)>("select id from users", cresset::args![]);
    let (member,) = member.await.expect("the member");
    send("/fn/feedback/triage", &[("assignee", &member), ("from", "new")]).await;
    let shown = story.app.get(page.trim_start_matches("http://cresset.test")).session(&cookie).send().await;
    let shown = shown.expect(200).text();
    assert_eq!(shown.matches("&lt;b&gt;Seen").count(), 1, "said once, and a text");
    for words in
        ["added the tags maps, ui", "removed the tag ui", "assigned this to member", "Remove the tag maps"]
    {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}
