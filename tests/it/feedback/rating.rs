//! How much whoever sent an entry likes it.

use super::story::Story;
use cresset::access::Role;
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

async fn send(story: &Story, body: Value, status: u16) -> Value {
    story.app.post("/api/feedback").json(&body).send().await.expect(status).json()
}

#[tokio::test]
async fn a_rating_is_a_whole_number_from_1_to_5_or_absent() {
    let story = Story::new().await;
    for rating in
        [json!(0), json!(6), json!(-1), json!(4.5), json!("4"), json!(true), json!([4]), json!(1e30)]
    {
        let refused = send(&story, json!({"content": "x", "rating": rating}), 400).await;
        assert_eq!(refused["field"], "rating", "{rating}");
        assert_eq!(refused["error"], "rating must be a whole number from 1 to 5");
    }
    assert_eq!(story.count().await, 0);
    for (n, rating) in [Value::Null, json!(1), json!(5)].into_iter().enumerate() {
        let id = format!("0192d5a4-7c00-7000-8000-0000000000{n:02}");
        send(&story, json!({"id": id, "content": "x", "rating": rating}), 201).await;
        assert_eq!(story.read(&id).await["rating"], rating);
    }
    let entry = json!({"content": "with files", "rating": 3}).to_string();
    let files = [("a.txt", b"a".as_slice())];
    story.app.post("/api/feedback").parts(&[("entry", &entry)], &files).send().await.expect(201);
    assert_eq!(story.list(&story.read, "?rating=3").await, ["with files"]);
}

#[tokio::test]
async fn another_rating_under_the_same_id_is_another_entry() {
    let story = Story::new().await;
    for (rating, status) in [(json!(3), 201), (json!(3), 201), (json!(4), 409), (Value::Null, 409)] {
        send(&story, json!({"id": ID, "content": "x", "rating": rating}), status).await;
    }
    assert_eq!((story.count().await, &story.read(ID).await["rating"]), (1, &json!(3)));
}

#[tokio::test]
async fn lists_and_exports_know_ratings() {
    let story = Story::new().await;
    for (content, rating) in
        [("fine", json!(4)), ("good", json!(4)), ("bad", json!(1)), ("none", Value::Null)]
    {
        send(&story, json!({"content": content, "rating": rating}), 201).await;
        story.app.clock.advance(1_000);
    }
    assert_eq!(story.list(&story.read, "?rating=4").await, ["good", "fine"]);
    assert_eq!(story.list(&story.read, "?rating=4&q=fine").await, ["fine"]);
    assert_eq!(story.list(&story.read, "?rating=2").await, [""; 0]);
    assert_eq!(story.list(&story.read, "?rating=").await.len(), 4);
    let refused = story.app.get("/api/feedback?rating=9").token(&story.read).send().await.expect(400);
    assert_eq!(refused.json()["field"], "rating");
    let get = async |path: &str| story.app.get(path).token(&story.read).send().await.expect(200).text();
    let table = get("/api/v1/feedback/export.csv?rating=1").await;
    assert!(table.lines().next().unwrap().contains("\"environment\",\"rating\",\"tags\""), "{table}");
    assert!(table.lines().nth(1).unwrap().contains("\"\",\"1\",\"\""), "{table}");
    let lines = get("/api/v1/feedback/export.ndjson?rating=4").await;
    assert_eq!(lines.matches("\"rating\":4").count(), 2, "{lines}");
    let cookie = story.person(Role::Viewer).await;
    let inbox =
        story.app.get("/app/first/feedback?rating=4").session(&cookie).send().await.expect(200).text();
    assert!(inbox.contains("2 entries, 2 new") && inbox.contains("Remove filter Rating: 4"), "{inbox}");
}

#[tokio::test]
async fn the_form_asks_for_it_and_both_sides_see_it() {
    let story = Story::new().await;
    let html = story.app.get("/f/first").send().await.expect(200).text();
    assert_eq!(html.matches("name=\"rating\"").count(), 5, "{html}");
    assert!(html.contains("How do you like it?") && html.contains("from 1, not at all, to 5, very much"));
    let fields = [("content", "Nice"), ("rating", "4"), ("id", ID)];
    let sent = story.app.post("/f/first").same_origin().parts(&fields, &[]).send().await.expect(303);
    assert_eq!(story.read(ID).await["rating"], 4);
    let link = sent.header("location").replace("sent?link=", "s/");
    let status = story.app.get(&link).send().await.expect(200).text();
    assert!(status.contains("4 of 5"), "{status}");
    let cookie = story.person(Role::Viewer).await;
    let entry = format!("/app/first/feedback/{ID}");
    let entry = story.app.get(&entry).session(&cookie).send().await.expect(200).text();
    assert!(entry.contains("4 of 5"), "{entry}");
    for (rating, end) in [("", "/f/first/sent?link="), ("7", "/f/first?error=refused")] {
        let fields = [("content", "x"), ("rating", rating)];
        let sent = story.app.post("/f/first").same_origin().parts(&fields, &[]).send().await.expect(303);
        assert!(sent.header("location").starts_with(end), "{rating}: {}", sent.header("location"));
    }
}
