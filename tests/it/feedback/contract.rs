//! `/api/feedback`, line by line.

use super::story::Story;
use crate::support::NOW;
use cresset::access::Scope;
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

#[tokio::test]
async fn a_text_alone_is_stored_for_the_first_project() {
    let story = Story::new().await;
    let reply =
        story.app.post("/api/feedback").json(&json!({"content": "x", "id": ID})).send().await.expect(201);
    let text = reply.text();
    let (told, link) = text.split_once(",\"status_url\":").expect("the link comes last");
    insta::assert_snapshot!(told, @r#"{"id":"0192d5a4-7c00-7000-8000-000000000001","message":"Feedback submitted successfully""#);
    assert!(link.starts_with("\"http://cresset.test/f/first/s/0192d5a47c00"), "{link}");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("access-control-expose-headers"), "retry-after");
    let entry = story.read(ID).await;
    insta::assert_json_snapshot!(entry, @r#"
    {
      "assignee": null,
      "attachments": [],
      "browser": "unknown",
      "content": "x",
      "created_at": "2026-03-03T10:00:00.000Z",
      "duplicate_of": null,
      "duplicates": [],
      "email": null,
      "environment": null,
      "feedback_type": "general",
      "history": [],
      "id": "0192d5a4-7c00-7000-8000-000000000001",
      "identity_verified": false,
      "metadata": null,
      "number": 1,
      "os": "unknown",
      "page": "unknown",
      "rating": null,
      "release": null,
      "status": "new",
      "tags": [],
      "user_id": null
    }
    "#);
}

#[tokio::test]
async fn everything_sent_is_read_back() {
    let story = Story::new().await;
    let body = json!({
        "id": ID, "content": "Line 1\r\nLine 2", "feedback_type": "bug", "user_id": 42, "page": "/a?token=s&b=1",
        "browser": "Firefox 141", "os": "Linux", "release": "web@2.4.0", "environment": "staging",
        "email": "ada@example.org", "metadata": {"deep": [1, 2.5, null], "password": "x"}, "new_member": 1,
    });
    let text = body.to_string();
    story.app.post("/api/feedback").raw("text/plain;charset=UTF-8", &text).send().await.expect(201);
    let entry = story.read(ID).await;
    assert_eq!(entry["content"], "Line 1\nLine 2");
    assert_eq!((&entry["user_id"], &entry["page"]), (&json!("42"), &json!("/a?token=[filtered]&b=1")));
    assert_eq!(entry["metadata"], json!({"deep": [1, 2.5, null], "password": "[filtered]"}));
    for member in ["feedback_type", "browser", "os", "release", "environment", "email"] {
        assert_eq!(entry[member], body[member], "{member}");
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_named() {
    let story = Story::new().await;
    let refused = async |body: &str| {
        let reply = story.app.post("/api/feedback").raw("application/json", body).send().await.expect(400);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        reply.json()
    };
    for body in ["{}", r#"{"content":""}"#, r#"{"content":" \n"}"#, r#"{"content":7}"#, r#"{"content":null}"#]
    {
        let problem = refused(body).await;
        assert_eq!(
            (&problem["error"], &problem["field"]),
            (&json!("Feedback content is required"), &json!("content"))
        );
    }
    for body in ["", "x", "[]", r#"{"content":"x""#] {
        assert!(refused(body).await["error"].is_string(), "{body}");
    }
    insta::assert_json_snapshot!(refused(r#"{"content":"x","feedback_type":"praise"}"#).await, @r#"
    {
      "allowed": [
        "bug",
        "feature",
        "general"
      ],
      "detail": "feedback_type must be one of bug, feature, general",
      "error": "feedback_type must be one of bug, feature, general",
      "field": "feedback_type",
      "status": 400,
      "title": "Invalid request",
      "type": "about:blank"
    }
    "#);
    assert_eq!(story.count().await, 0);
}

#[tokio::test]
async fn fifty_at_once_with_one_id_are_one_entry() {
    let story = Story::new().await;
    let send = |content: &str| {
        let body = json!({"id": ID, "content": content});
        story.app.post("/api/feedback").token(&story.write).json(&body).send()
    };
    let mut all = tokio::task::JoinSet::new();
    (0..50).for_each(|_| drop(all.spawn(send("same"))));
    while let Some(reply) = all.join_next().await {
        assert_eq!(reply.expect("no panic").expect(201).json()["id"], ID);
    }
    send("other").await.expect(409);
    let elsewhere = story
        .app
        .post("/api/feedback")
        .json(&json!({"id": ID, "content": "same", "key": story.second.public_key}));
    let problem = elsewhere.send().await.expect(409).text();
    assert!(!problem.contains("first"), "{problem}");
    assert_eq!(story.count().await, 1);
}

#[tokio::test]
async fn the_project_is_found_by_token_key_origin_or_default() {
    let story = Story::new().await;
    let key = story.second.public_key.clone();
    let send = |extra: Value| {
        // Other words each time: the same again would be spam.
        let mut body = json!({"content": story.app.clock.new_id()});
        body.as_object_mut().expect("an object").extend(extra.as_object().cloned().unwrap_or_default());
        body
    };
    let post = |path: &str| story.app.post(path);
    post("/api/feedback").json(&send(json!({"key": key}))).send().await.expect(201);
    post(&format!("/api/feedback?key={key}")).json(&send(json!({}))).send().await.expect(201);
    post("/api/feedback").header("x-cresset-key", &key).json(&send(json!({}))).send().await.expect(201);
    post("/api/feedback")
        .header("origin", "https://second.example")
        .json(&send(json!({})))
        .send()
        .await
        .expect(201);
    assert_eq!(story.list(&story.second_read, "").await.len(), 4);
    assert_eq!(story.count().await, 0);
    post("/api/feedback").token(&story.write).json(&send(json!({"key": key}))).send().await.expect(201);
    post("/api/feedback").json(&send(json!({}))).send().await.expect(201);
    assert_eq!(story.count().await, 2);
    post("/api/feedback").json(&send(json!({"key": "0".repeat(32)}))).send().await.expect(401);
    post("/api/feedback").token("crs_unknown").json(&send(json!({}))).send().await.expect(401);
    post("/api/feedback").token(&story.read).json(&send(json!({}))).send().await.expect(403);
    let field = post("/api/feedback").json(&send(json!({"key": 7}))).send().await.expect(400).json();
    assert_eq!(field["field"], "key");
}

#[tokio::test]
async fn without_a_default_project_a_key_is_needed() {
    let story = Story::with(&[("default_project", "off")]).await;
    let problem =
        story.app.post("/api/feedback").json(&json!({"content": "x"})).send().await.expect(400).json();
    assert_eq!(problem["field"], "key");
    assert!(problem["error"].as_str().is_some_and(|text| text.contains("X-Cresset-Key")));
}

#[tokio::test]
async fn a_listed_project_takes_nothing_from_other_origins() {
    let story = Story::new().await;
    let send = |origin: &str| {
        let body = json!({"content": "x", "key": story.second.public_key});
        story.app.post("/api/feedback").header("origin", origin).json(&body).send()
    };
    for origin in ["https://evil.example", "null", "http://second.example", "https://second.example:444"] {
        let reply = send(origin).await.expect(403);
        assert_eq!(reply.header("access-control-allow-origin"), "*", "the page may read why");
    }
    send("https://second.example").await.expect(201);
    send("http://cresset.test").await.expect(201);
    let preflight = story
        .app
        .request("OPTIONS", "/api/feedback")
        .header("origin", "https://x.example")
        .send()
        .await
        .expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert_eq!(preflight.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn sizes_types_and_rates_are_limited() {
    let story = Story::new().await;
    let large = json!({"content": "x", "metadata": {"a": "x".repeat(256_000)}}).to_string();
    story.app.post("/api/feedback").raw("application/json", &large).send().await.expect(413);
    let emoji = json!({"content": "\u{1f600}".repeat(10_000)});
    story.app.post("/api/feedback").json(&emoji).send().await.expect(201);
    for kind in ["application/x-www-form-urlencoded", "text/html"] {
        story.app.post("/api/feedback").raw(kind, "{}").send().await.expect(415);
    }
    let post = || story.app.post("/api/feedback").json(&json!({"content": "x"})).send();
    let mut passed = 4;
    let limited = loop {
        let reply = post().await;
        if reply.status != 201 {
            break reply.expect(429);
        }
        passed += 1;
    };
    assert_eq!((passed, limited.header("retry-after")), (60, "2"));
    assert_eq!(limited.header("access-control-expose-headers"), "retry-after");
    story
        .app
        .post("/api/feedback")
        .token(&story.write)
        .json(&json!({"content": "x"}))
        .send()
        .await
        .expect(201);
    story.app.clock.advance(2_000);
    post().await.expect(201);
}

#[tokio::test]
async fn a_filled_trap_is_spam_that_looks_accepted() {
    let story = Story::new().await;
    let spam = json!({"id": ID, "content": "buy", "subject_line": "x", "elapsed_ms": 12});
    story.app.post("/api/feedback").json(&spam).send().await.expect(201);
    story
        .app
        .post("/api/feedback")
        .json(&json!({"content": "quick", "elapsed_ms": 12}))
        .send()
        .await
        .expect(201);
    assert_eq!(story.list(&story.read, "").await, ["quick"]);
    assert_eq!(story.list(&story.read, "?status=spam").await, ["buy"]);
    assert_eq!(story.read(ID).await["status"], "spam");
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let story = Story::new().await;
    for (n, kind) in ["bug", "general", "bug", "feature"].into_iter().enumerate() {
        let body = json!({"content": format!("Entry {n}"), "feedback_type": kind});
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
        story.app.clock.advance(86_400_000);
    }
    let list = async |query: &str| story.list(&story.read, query).await;
    assert_eq!(list("").await, ["Entry 3", "Entry 2", "Entry 1", "Entry 0"]);
    assert_eq!(list("?feedback_type=bug&start_date=&q=").await, ["Entry 2", "Entry 0"]);
    assert_eq!(list("?type=bug&q=ENTRY%202").await, ["Entry 2"]);
    assert_eq!(list("?start_date=2026-03-04&end_date=2026-03-05").await, ["Entry 2", "Entry 1"]);
    assert_eq!(list("?from=2026-03-04T10:00:00Z&to=2026-03-04T10:00:00.000Z").await, ["Entry 1"]);
    assert_eq!(
        list("?from=2026-03-04T10:00:00.001Z&to=2026-03-05T09:59:59.999Z").await,
        Vec::<String>::new()
    );
    let page = story.app.get("/api/v1/feedback?limit=3").token(&story.read).send().await.expect(200).json();
    let next = format!("?limit=3&cursor={}", page["next"].as_str().expect("a next page"));
    assert_eq!(list(&next).await, ["Entry 0"]);
    for bad in ["type=praise", "limit=0", "limit=201", "from=x", "status=x", "cursor=x", "colour=x"] {
        let reply =
            story.app.get(&format!("/api/feedback?{bad}")).token(&story.read).send().await.expect(400);
        assert_eq!(reply.json()["field"], bad.split('=').next().unwrap_or(""));
    }
}

#[tokio::test]
async fn reading_needs_a_token_of_the_project() {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "x"});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    for path in ["/api/feedback", "/api/v1/feedback"] {
        let one = format!("{path}/{ID}");
        story.app.get(path).send().await.expect(401);
        story.app.get(&format!("{path}?key={}", story.first.public_key)).send().await.expect(401);
        story.app.get(&one).token(&story.first.public_key).send().await.expect(401);
        story.app.get(&one).token(&story.write).send().await.expect(403);
        story.app.get(&one).token(&story.second_read).send().await.expect(404);
        story.app.get(&format!("{path}/not-an-id")).token(&story.read).send().await.expect(404);
        story.app.get(&one).token(&story.read).send().await.expect(200);
        assert!(story.list(&story.second_read, "").await.is_empty());
        let instance = story.token(None, Scope::FeedbackRead).await;
        story.app.get(&one).token(&instance).send().await.expect(400);
        story.app.get(&format!("{one}?project=first")).token(&instance).send().await.expect(200);
        story.app.get(&format!("{one}?project=second")).token(&instance).send().await.expect(404);
    }
    assert_eq!(story.app.clock.now(), NOW);
}

#[tokio::test]
async fn browser_and_system_come_from_the_request_unless_the_client_says_them() {
    let story = Story::new().await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    let send = async |body: Value| {
        let reply = story.app.post("/api/feedback").header("user-agent", agent).json(&body).send().await;
        let id = reply.expect(201).json()["id"].as_str().expect("an id").to_owned();
        let entry = story.read(&id).await;
        assert!(!entry.to_string().contains("Gecko"), "the user agent itself is not kept");
        (entry["browser"].clone(), entry["os"].clone())
    };
    assert_eq!(send(json!({"content": "x"})).await, (json!("Firefox 141"), json!("Linux")));
    let said = json!({"content": "x", "browser": "Kiosk 7"});
    assert_eq!(send(said).await, (json!("Kiosk 7"), json!("Linux")));
}

#[tokio::test]
async fn a_type_is_one_of_three_words() {
    let story = Story::new().await;
    for kind in ["", "Bug", "bugs", " bug"] {
        let body = json!({"content": "x", "feedback_type": kind});
        let problem = story.app.post("/api/feedback").json(&body).send().await.expect(400).json();
        assert_eq!(problem["allowed"], json!(["bug", "feature", "general"]), "{kind}");
    }
    let body = json!({"id": ID, "content": "x", "feedback_type": null});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    assert_eq!(story.read(ID).await["feedback_type"], "general");
}

#[tokio::test]
async fn a_full_queue_says_when_to_come_again() {
    let story = Story::with(&[("queue_items", "0")]).await;
    let reply = story.app.post("/api/feedback").json(&json!({"content": "x"})).send().await.expect(503);
    let seconds: u32 = reply.header("retry-after").parse().expect("seconds");
    assert!((1..=5).contains(&seconds) && reply.body.len() < 400);
    assert_eq!(reply.header("access-control-expose-headers"), "retry-after");
}

#[tokio::test]
async fn secrets_among_the_words_are_not_stored() {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "Card 4111 1111 1111 1111 refused"});
    for _ in 0..2 {
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
    }
    assert_eq!(story.read(ID).await["content"], "Card [filtered] refused");
    let html = story.app.get("/f/first").send().await.expect(200).text();
    assert!(html.contains("name=\"content\""), "{html}");
    let fields = [("content", "ghp_abcdefghijklmnopqrstuvwxyz0123456789")];
    story.app.post("/f/first").same_origin().parts(&fields, &[]).send().await.expect(303);
    assert_eq!(story.list(&story.read, "").await[0], "[filtered]");
}
