//! What looks like spam is filed, found, restored, and purged at last.

use super::story::Story;
use cresset::{
    access::Role,
    feedback::server::store::{self, Selection},
    server::{clock::DAY, router, ticker::Ticker},
};
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

async fn post(story: &Story, body: Value) {
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
}

async fn lists(story: &Story) -> (Vec<String>, Vec<String>) {
    (story.list(&story.read, "").await, story.list(&story.read, "?status=spam").await)
}

async fn tick(story: &Story) {
    Ticker::new(router::tasks()).tick(&story.app.state).await;
}

#[tokio::test]
async fn a_quick_text_full_of_links_is_spam_and_either_alone_is_not() {
    let story = Story::new().await;
    let links = "https://a.example ".repeat(4);
    post(&story, json!({"content": format!("{links}slowly"), "elapsed_ms": 60_000})).await;
    post(&story, json!({"content": "quickly", "elapsed_ms": 900})).await;
    post(&story, json!({"content": format!("{links}quickly"), "elapsed_ms": 900})).await;
    let (inbox, spam) = lists(&story).await;
    assert_eq!((inbox.len(), spam), (2, vec![format!("{links}quickly")]));
}

#[tokio::test]
async fn the_same_words_under_another_id_within_a_day_are_spam() {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "Buy this"});
    post(&story, body.clone()).await;
    post(&story, body).await;
    assert_eq!(story.read(ID).await["status"], "new", "a retry is no repetition");
    post(&story, json!({"content": "buy THIS", "page": "/other"})).await;
    post(&story, json!({"content": "Buy this", "key": story.second.public_key})).await;
    assert_eq!(lists(&story).await, (vec!["Buy this".into()], vec!["buy THIS".into()]));
    assert_eq!(story.list(&story.second_read, "").await, ["Buy this"], "another project has its own");
    let by_token = story.app.post("/api/feedback").token(&story.write);
    by_token.json(&json!({"content": "Buy this"})).send().await.expect(201);
    story.app.clock.advance(DAY);
    post(&story, json!({"content": "Buy this"})).await;
    assert_eq!(lists(&story).await.0.len(), 3);
}

#[tokio::test]
async fn spam_is_found_in_the_inbox_and_restored() {
    let story = Story::new().await;
    post(&story, json!({"id": ID, "content": "Not spam at all", "subject_line": "x"})).await;
    let cookie = story.person(Role::Member).await;
    let page = async |path: &str| {
        let path = format!("/app/first/{path}");
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    assert!(!page("feedback").await.contains("Not spam at all"));
    assert!(page("feedback?status=spam").await.contains("Not spam at all"));
    let entry = page(&format!("feedback/{ID}")).await;
    assert!(
        entry.contains("Received from somebody and filed as spam") && entry.contains(">Not spam<"),
        "{entry}"
    );
    let post = story.app.post("/fn/feedback/triage").same_origin().session(&cookie);
    post.form(&[("project", "first"), ("id", ID), ("from", "spam"), ("to", "new")]).send().await.expect(200);
    assert!(page("feedback").await.contains("Not spam at all"));
    assert_eq!(story.read(ID).await["status"], "new");
}

#[tokio::test]
async fn spam_is_deleted_after_thirty_days_and_nothing_else() {
    let story = Story::new().await;
    let trap = |content: &str| json!({"content": content, "subject_line": "x", "email": "a@b.example"});
    post(&story, json!({"content": "kept", "email": "ada@example.org"})).await;
    for n in 0..12 {
        post(&story, trap(&format!("spam {n}"))).await;
    }
    story.app.clock.advance(29 * DAY);
    post(&story, trap("younger")).await;
    tick(&story).await;
    assert_eq!(lists(&story).await.1.len(), 13);
    story.app.clock.advance(DAY + 1);
    tick(&story).await;
    assert_eq!(lists(&story).await, (vec!["kept".into()], vec!["younger".into()]));
    let spam = Selection { status: Some(cresset::feedback::model::Status::Spam), ..Selection::default() };
    let (kept, _) = store::counts(&story.app.state.db, story.first.id, &spam).await.expect("counts");
    assert_eq!(kept.total, 1, "what is kept in mind agrees with what is there");
}

#[tokio::test]
async fn an_old_entry_that_became_spam_today_is_kept_for_another_month() {
    let story = Story::new().await;
    post(&story, json!({"id": ID, "content": "old"})).await;
    story.app.clock.advance(40 * DAY);
    let cookie = story.person(Role::Member).await;
    let post = story.app.post("/fn/feedback/triage").same_origin().session(&cookie);
    post.form(&[("project", "first"), ("id", ID), ("from", "new"), ("to", "spam")]).send().await.expect(200);
    for (what, body) in [("comments", json!({"content": "x"})), ("triage", json!({"add_tags": ["ui"]}))] {
        let path = format!("/api/v1/feedback/{ID}/{what}");
        assert!(story.app.post(&path).token(&story.write).json(&body).send().await.status.is_success());
    }
    tick(&story).await;
    assert_eq!(story.read(ID).await["status"], "spam");
    story.app.clock.advance(30 * DAY + 1);
    tick(&story).await;
    story.app.get(&format!("/api/feedback/{ID}")).token(&story.read).send().await.expect(404);
}
