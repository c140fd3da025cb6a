//! Entries that may say the same as another one.

use super::story::Story;
use cresset::access::Role;
use serde_json::{Value, json};

fn id(n: usize) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012}")
}

/// A project in which much was said, and the same thing about the chest list thrice.
async fn told() -> Story {
    let story = Story::with(&[("limits", "off")]).await;
    let about = ["goals", "battles", "roster", "export", "login", "news"];
    for n in 0..60 {
        let content = format!("Please make the {} page number {n} faster on a phone", about[n % about.len()]);
        send(&story, n, &content, "/other").await;
    }
    send(&story, 100, "The chest list is empty after a reload", "/chests").await;
    send(&story, 101, "Chest list empty after reload", "/chests?page=2").await;
    send(&story, 102, "After reloading the page the chest list was empty", "/chests").await;
    send(&story, 103, "Chests of the last week are counted twice", "/chests").await;
    story
}

async fn send(story: &Story, n: usize, content: &str, page: &str) {
    let body = json!({"id": id(n), "content": content, "page": page});
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    story.app.clock.advance(60_000);
}

async fn similar(story: &Story, n: usize) -> Vec<Value> {
    let path = format!("/api/v1/feedback/{}/similar", id(n));
    let body = story.app.get(&path).token(&story.read).send().await.expect(200).json();
    body["items"].as_array().expect("a list").clone()
}

fn ids(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|item| item["id"].as_str()).collect()
}

#[tokio::test]
async fn the_same_thing_in_other_words_is_found_and_nothing_else() {
    let story = told().await;
    let found = similar(&story, 100).await;
    assert_eq!(ids(&found), [id(101), id(102)]);
    let scores: Vec<_> = found.iter().map(|item| item["score"].as_f64().expect("a score")).collect();
    assert!(scores[0] >= scores[1] && scores.iter().all(|score| (0.45..=1.0).contains(score)), "{scores:?}");
    assert_eq!(found[0]["excerpt"], "Chest list empty after reload");
    assert!(similar(&story, 103).await.is_empty());
    assert_eq!(similar(&story, 5).await.len(), 5, "many are alike, few are told");
}

#[tokio::test]
async fn spam_and_other_projects_are_not_told() {
    let story = told().await;
    let text = "The chest list is empty after a reload, always";
    let elsewhere = json!({"id": id(200), "content": text, "key": story.second.public_key});
    let call = story.app.post("/api/feedback").header("origin", "https://second.example");
    call.json(&elsewhere).send().await.expect(201);
    let spam = json!({"id": id(201), "content": text, "subject_line": "x"});
    story.app.post("/api/feedback").json(&spam).send().await.expect(201);
    assert_eq!(ids(&similar(&story, 100).await), [id(101), id(102)]);
    let path = format!("/api/v1/feedback/{}/similar", id(200));
    story.app.get(&path).token(&story.read).send().await.expect(404);
    let own = story.app.get(&path).token(&story.second_read).send().await.expect(200).json();
    assert_eq!(own, json!({"items": []}));
}

#[tokio::test]
async fn a_text_without_words_is_like_nothing() {
    let story = Story::new().await;
    send(&story, 1, "!!!", "/a").await;
    send(&story, 2, "???", "/a").await;
    assert!(similar(&story, 1).await.is_empty());
}

#[tokio::test]
async fn the_page_of_an_entry_links_to_them() {
    let story = told().await;
    let cookie = story.person(Role::Viewer).await;
    let page = async |n: usize| {
        let path = format!("/app/first/feedback/{}?q=nothing", id(n));
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    let shown = page(100).await;
    assert!(
        shown.contains("Similar entries") && shown.contains(&format!("/app/first/feedback/{}\"", id(101)))
    );
    assert!(!page(103).await.contains("Similar entries"));
}
