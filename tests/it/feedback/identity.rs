//! Users a product's server vouches for: who is taken for one, who is refused, what it is worth.

use super::story::Story;
use crate::support::Reply;
use cresset::{
    access::Role,
    accounts::server::{identity, settings},
    args,
    server::{ctx::By, secret::hmac},
};
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";

/// The signature a product's server makes of what `project_id` shows its maintainers.
async fn sign(story: &Story, project_id: i64, user_id: &str) -> String {
    let signing = identity::signing(&story.app.state, project_id).await.expect("a secret");
    hmac(signing.secret.as_bytes(), user_id.as_bytes())
}

async fn send(story: &Story, body: Value) -> Reply {
    story.app.post("/api/feedback").json(&body).send().await
}

/// What is refused, with the name of its member.
async fn refused(story: &Story, user_id: Value, user_sig: Value) -> Value {
    let body = json!({"content": "x", "user_id": user_id, "user_sig": user_sig});
    let problem = send(story, body).await.expect(400).json();
    assert_eq!(problem["field"], "user_sig", "{problem}");
    problem
}

#[tokio::test]
async fn a_signed_user_is_verified_wherever_the_entry_is_read() {
    let story = Story::new().await;
    let (text, number) =
        (sign(&story, story.first.id, "zoë").await, sign(&story, story.first.id, "42").await);
    send(&story, json!({"id": ID, "content": "a", "user_id": "zoë", "user_sig": text})).await.expect(201);
    send(&story, json!({"content": "b", "user_id": 42, "user_sig": number})).await.expect(201);
    let entry = json!({"content": "c", "user_id": "42", "user_sig": number}).to_string();
    story.app.post("/api/feedback").parts(&[("entry", &entry)], &[]).send().await.expect(201);
    let by_token = json!({"content": "d", "user_id": 42, "user_sig": number});
    story.app.post("/api/feedback").token(&story.write).json(&by_token).send().await.expect(201);
    assert_eq!(story.read(ID).await["identity_verified"], true);
    let get = async |path: &str| story.app.get(path).token(&story.read).send().await.expect(200).text();
    for path in ["/api/feedback", "/api/v1/feedback/export.ndjson"] {
        assert_eq!(get(path).await.matches("\"identity_verified\":true").count(), 4, "{path}");
    }
    assert!(get("/api/v1/feedback/subjects/zo%C3%AB").await.contains("\"identity_verified\":true"));
    assert!(get("/api/v1/feedback/export.csv").await.contains("\"zoë\",\"true\""));
    let cookie = story.person(Role::Viewer).await;
    let list = story.app.get("/app/first/feedback").session(&cookie).send().await.expect(200).text();
    assert_eq!(list.matches(", verified user").count(), 4);
    let page = story.app.get(&format!("/app/first/feedback/{ID}")).session(&cookie).send().await.expect(200);
    assert!(page.text().contains(">Verified<"));
}

#[tokio::test]
async fn without_a_signature_a_user_is_only_claimed() {
    let story = Story::new().await;
    for (n, body) in [
        json!({"user_id": "ada"}),
        json!({"user_id": "ada", "user_sig": null}),
        json!({"user_id": "ada", "user_sig": ""}),
        json!({"user_id": null, "user_sig": ""}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut entry = body;
        entry["content"] = json!(format!("text {n}"));
        send(&story, entry).await.expect(201);
    }
    let cookie = story.person(Role::Viewer).await;
    let list = story.app.get("/app/first/feedback").session(&cookie).send().await.expect(200).text();
    assert!(list.contains("text 0") && !list.contains("verified user"));
    let all = story.app.get("/api/feedback").token(&story.read).send().await.expect(200).json();
    let items = all["items"].as_array().expect("a list");
    assert!(items.len() == 4 && items.iter().all(|item| item["identity_verified"] == false), "{all}");
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_nothing_is_kept() {
    let story = Story::new().await;
    let right = sign(&story, story.first.id, "ada").await;
    let elsewhere = sign(&story, story.second.id, "ada").await;
    let other = sign(&story, story.first.id, "bob").await;
    assert_ne!(right, elsewhere);
    for wrong in [&elsewhere, &other, &right.to_uppercase(), &right[..63], &format!("{right}0"), " "] {
        refused(&story, json!("ada"), json!(wrong)).await;
    }
    for somebody in [json!("Ada"), json!("ada "), json!("bob"), json!(""), json!(null)] {
        refused(&story, somebody, json!(right)).await;
    }
    refused(&story, json!("ada"), json!(7)).await;
    insta::assert_json_snapshot!(refused(&story, json!("ada"), json!("0")).await, @r#"
    {
      "detail": "user_sig is not the signature of this user_id: send the HMAC-SHA256 of user_id with the project's identity secret, in lower-case hex",
      "error": "user_sig is not the signature of this user_id: send the HMAC-SHA256 of user_id with the project's identity secret, in lower-case hex",
      "field": "user_sig",
      "status": 400,
      "title": "Invalid request",
      "type": "about:blank"
    }
    "#);
    assert_eq!(story.count().await, 0);
    let body =
        json!({"content": "x", "user_id": "ada", "user_sig": elsewhere, "key": story.second.public_key});
    send(&story, body).await.expect(201);
    assert_eq!(story.list(&story.second_read, "").await, ["x"]);
}

#[tokio::test]
async fn a_rotated_secret_ends_its_signatures_and_not_what_they_proved() {
    let story = Story::new().await;
    let old = sign(&story, story.first.id, "ada").await;
    let elsewhere = sign(&story, story.second.id, "ada").await;
    send(&story, json!({"id": ID, "content": "a", "user_id": "ada", "user_sig": old})).await.expect(201);
    settings::rotate_identity(&story.app.state, story.first.id, &By::command_line()).await.expect("rotated");
    refused(&story, json!("ada"), json!(old)).await;
    let new = sign(&story, story.first.id, "ada").await;
    send(&story, json!({"content": "b", "user_id": "ada", "user_sig": new})).await.expect(201);
    assert_eq!(story.read(ID).await["identity_verified"], true);
    assert_eq!(sign(&story, story.second.id, "ada").await, elsewhere, "other projects keep theirs");
}

#[tokio::test]
async fn a_signature_is_stored_nowhere() {
    let story = Story::new().await;
    let signature = sign(&story, story.first.id, "ada").await;
    send(&story, json!({"id": ID, "content": "a", "user_id": "ada", "user_sig": signature}))
        .await
        .expect(201);
    assert!(!story.read(ID).await.to_string().contains(&signature));
    let row = "select f.content || f.page || f.browser || f.os || f.body_hash || coalesce(f.metadata, '') || f.user_id \
         from feedback f";
    let (row,): (String,) = story.app.state.db.fetch_one(row, args![]).await.expect("a row");
    assert!(row.contains("ada") && !row.contains(&signature), "{row}");
}

#[tokio::test]
async fn a_verified_user_has_a_limit_of_their_own_and_leaves_the_anonymous_one_alone() {
    let story = Story::new().await;
    let signature = sign(&story, story.first.id, "ada").await;
    let ada = async || {
        let content = story.app.clock.new_id();
        send(&story, json!({"content": content, "user_id": "ada", "user_sig": signature})).await
    };
    for n in 0..120 {
        assert_eq!(ada().await.status, 201, "entry {n}");
    }
    assert_eq!(ada().await.expect(429).header("retry-after"), "1");
    // Her 121st and a guess were of the address: so 58 of its 60 are left.
    refused(&story, json!("ada"), json!("0")).await;
    for n in 0..58 {
        assert_eq!(send(&story, json!({"content": format!("text {n}")})).await.status, 201, "entry {n}");
    }
    send(&story, json!({"content": "x"})).await.expect(429);
    story.app.clock.advance(1_000);
    assert_eq!(ada().await.status, 429, "an empty address is refused before anybody knows who it is");
    story.app.clock.advance(1_000);
    ada().await.expect(201);
    send(&story, json!({"content": "y"})).await.expect(201);
    send(&story, json!({"content": "z"})).await.expect(429);
}
