//! Files that come with an entry: taken, refused, drawn anew, served, deleted.

use super::story::Story;
use crate::support::{Reply, TestApp};
use cresset::{
    access::Role,
    args,
    feedback::{
        model::{FileState, MediaType},
        server::store::{self, NewAttachment},
    },
    server::{clock::DAY, router, ticker::Ticker},
};
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};
use std::io::Cursor;

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";
const SVG: &[u8] = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";

fn picture(width: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, 10).write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

fn png() -> Vec<u8> {
    picture(20, ImageFormat::Png)
}

async fn send(story: &Story, entry: Value, files: &[(&str, &[u8])]) -> Reply {
    let entry = entry.to_string();
    story.app.post("/api/feedback").parts(&[("entry", &entry)], files).send().await
}

async fn number(story: &Story, sql: &'static str) -> i64 {
    story.app.state.db.fetch_one::<(i64,)>(sql, args![]).await.expect("a number").0
}

/// Wait until no picture is left to draw.
async fn drawn(story: &Story) {
    while number(story, "select count(*) from feedback_attachments where state = 'pending'").await > 0 {
        tokio::task::yield_now().await;
    }
}

/// The files of an entry as a token reads them.
async fn files(story: &Story, id: &str) -> Vec<Value> {
    story.read(id).await["attachments"].as_array().expect("a list").clone()
}

async fn open(story: &Story, cookie: &str, id: &str, file: &Value) -> Reply {
    let path = format!("/app/first/feedback/{id}/files/{}", file["id"].as_str().expect("an id"));
    story.app.get(&path).session(cookie).send().await
}

#[tokio::test]
async fn files_are_stored_with_their_entry_and_served_to_people() {
    let story = Story::new().await;
    let (png, pdf) = (png(), b"%PDF-1.7 <script>alert(1)</script>".as_slice());
    let given: [(&str, &[u8]); 4] =
        [("C:\\shot.jpg", &png), ("report.png", pdf), ("log \"a\".txt", b"a line"), ("a.json", b"[1]")];
    send(&story, json!({"id": ID, "content": "Look"}), &given[..2]).await.expect(201);
    drawn(&story).await;
    let found = files(&story, ID).await;
    let told =
        |n: usize| (found[n]["name"].as_str(), found[n]["media_type"].as_str(), found[n]["state"].as_str());
    assert_eq!(told(0), (Some("shot.jpg"), Some("image/png"), Some("ready")));
    assert_eq!(told(1), (Some("report.png"), Some("application/pdf"), Some("ready")));
    assert_eq!(found[1]["size"], pdf.len());
    let cookie = story.person(Role::Viewer).await;
    let shown = open(&story, &cookie, ID, &found[0]).await.expect(200);
    assert!(image::load_from_memory_with_format(&shown.body, ImageFormat::Png).is_ok());
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("content-disposition"), "inline; filename*=UTF-8''shot.jpg");
    let download = open(&story, &cookie, ID, &found[1]).await.expect(200);
    assert_eq!((&*download.body, download.header("content-type")), (pdf, "application/pdf"));
    assert_eq!(download.header("content-disposition"), "attachment; filename*=UTF-8''report.png");
    for reply in [shown, download] {
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("content-security-policy"), "default-src 'none'; sandbox");
    }
    let other = send(&story, json!({"content": "More"}), &given[2..]).await.expect(201).json();
    let found = files(&story, other["id"].as_str().expect("an id")).await;
    let types: Vec<_> = found.iter().map(|file| file["media_type"].as_str()).collect();
    assert_eq!(types, [Some("text/plain"), Some("application/json")]);
}

#[tokio::test]
async fn what_is_no_file_we_take_is_refused_by_name_and_nothing_is_stored() {
    let story = Story::new().await;
    for (name, bytes) in [("logo.png", SVG), ("page.txt", b"<html>"), ("run.pdf", b"MZ\x90\0"), ("none", b"")]
    {
        let reply =
            send(&story, json!({"content": "x"}), &[("fine.txt", b"x"), (name, bytes)]).await.expect(415);
        let problem = reply.json()["error"].as_str().expect("a sentence").to_owned();
        assert!(problem.contains(&format!("\"{name}\"")) && problem.contains("PNG"), "{problem}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
    assert_eq!((story.count().await, number(&story, "select count(*) from blobs").await), (0, 0));
}

#[tokio::test]
async fn number_and_size_are_limited() {
    let story = Story::new().await;
    let (large, most) = (vec![b'x'; (5 << 20) + 1], vec![b'x'; 5 << 20]);
    let problem = send(&story, json!({"content": "x"}), &[("long.txt", &large)]).await.expect(413).json();
    assert_eq!(problem["error"], "The file \"long.txt\" is larger than 5 MB");
    let five: Vec<(&str, &[u8])> = vec![("a.txt", b"a"); 5];
    send(&story, json!({"content": "five"}), &five).await.expect(201);
    send(&story, json!({"content": "six"}), &[five, vec![("a.txt", b"a")]].concat()).await.expect(413);
    send(&story, json!({"content": "most", "id": ID}), &[("most.txt", &most)]).await.expect(201);
    assert_eq!(files(&story, ID).await[0]["size"], 5 << 20);
    let text = "x".repeat(300_000);
    send(&story, json!({"content": "x", "metadata": {"a": text}}), &[]).await.expect(413);
    let long: Vec<(&str, &[u8])> = vec![("a.txt", &most); 6];
    let whole = send(&story, json!({"content": "x"}), &long).await.expect(413).json();
    assert_eq!(whole["error"], "The body must be at most 26 MB");
    let announced = story.app.post("/api/feedback").header("content-length", "99000000");
    announced.parts(&[], &[]).send().await.expect(413);
    assert_eq!(story.count().await, 2);
}

#[tokio::test]
async fn a_body_must_be_what_it_says() {
    let story = Story::new().await;
    let post = |kind: &str, body: &str| story.app.post("/api/feedback").raw(kind, body).send();
    let field = |reply: Reply| reply.expect(400).json()["field"].clone();
    assert_eq!(field(post("multipart/form-data", "x").await), "body");
    assert_eq!(field(post("multipart/form-data; boundary=x", "--x\r\n").await), "body");
    assert_eq!(field(story.app.post("/api/feedback").parts(&[("x", "y")], &[]).send().await), "entry");
    assert_eq!(field(story.app.post("/api/feedback").parts(&[("entry", "{")], &[]).send().await), "body");
    assert_eq!(field(send(&story, json!({"content": " "}), &[("a.txt", b"a")]).await), "content");
    assert_eq!(number(&story, "select count(*) from blobs").await, 0);
    let refused = story.app.post("/api/feedback").header("origin", "https://evil.example");
    let entry = json!({"content": "x", "key": story.second.public_key}).to_string();
    refused.parts(&[("entry", &entry)], &[("a.txt", b"a")]).send().await.expect(403);
}

#[tokio::test]
async fn a_repeat_is_stored_once_and_other_files_are_another_entry() {
    let story = Story::new().await;
    let entry = json!({"id": ID, "content": "x"});
    let [a, b]: [(&str, &[u8]); 2] = [("a.txt", b"a"), ("b.txt", b"b")];
    send(&story, entry.clone(), &[a, b]).await.expect(201);
    send(&story, entry.clone(), &[b, a]).await.expect(201);
    assert_eq!(files(&story, ID).await.len(), 2);
    for files in [vec![a], vec![a, b, b], vec![a, ("b.txt", b"c")], vec![]] {
        send(&story, entry.clone(), &files).await.expect(409);
    }
    story.app.post("/api/feedback").json(&entry).send().await.expect(409);
    assert_eq!(number(&story, "select count(*) from blobs").await, 2);
}

#[tokio::test]
async fn a_picture_is_seen_by_nobody_before_it_is_drawn_anew_and_a_new_process_goes_on() {
    let story = Story::new().await;
    story.app.post("/api/feedback").json(&json!({"id": ID, "content": "x"})).send().await.expect(201);
    // As a process that was killed after COMMIT leaves it: the task was not woken.
    let (state, bytes) = (&story.app.state, [png(), b"GPSSECRET".to_vec()].concat());
    let mut tx = state.db.begin_write().await.expect("a transaction");
    let id = state.clock.new_id();
    let new = NewAttachment {
        id: id.clone(),
        feedback_id: ID,
        position: 0,
        name: "shot.png",
        media_type: MediaType::Png,
        sha256: "sent",
        state: FileState::Pending,
    };
    store::attach(&mut tx, new, bytes).await.expect("attached");
    tx.commit().await.expect("a commit");
    assert_eq!(files(&story, ID).await[0]["state"], "pending");
    let cookie = story.person(Role::Maintainer).await;
    open(&story, &cookie, ID, &json!({"id": id})).await.expect(404);

    let next = router::state(state.config.clone(), state.db.clone(), state.clock.clone()).await;
    let _next = next.expect("another process starts");
    drawn(&story).await;
    let shown = open(&story, &cookie, ID, &json!({"id": id})).await.expect(200);
    assert!(!shown.text().contains("GPSSECRET"));
    assert_eq!(
        number(&story, "select count(*) from blobs where sha256 = 'sent'").await,
        0,
        "what was sent is gone"
    );
}

#[tokio::test]
async fn a_picture_that_cannot_be_drawn_is_not_kept() {
    let story = Story::new().await;
    let polyglot: (&str, &[u8]) = ("fun.gif", b"GIF89a/*<script>alert(1)</script>*/");
    send(&story, json!({"id": ID, "content": "x"}), &[polyglot]).await.expect(201);
    drawn(&story).await;
    let found = files(&story, ID).await;
    assert_eq!((&found[0]["state"], &found[0]["name"]), (&json!("refused"), &json!("fun.gif")));
    let cookie = story.person(Role::Viewer).await;
    open(&story, &cookie, ID, &found[0]).await.expect(404);
    assert_eq!(number(&story, "select count(*) from blobs").await, 0);
}

#[tokio::test]
async fn a_file_of_another_project_is_not_there() {
    let story = Story::new().await;
    let entry = json!({"id": ID, "content": "x", "key": story.second.public_key});
    let post = story.app.post("/api/feedback").header("origin", "https://second.example");
    post.parts(&[("entry", &entry.to_string())], &[("a.txt", b"secret")]).send().await.expect(201);
    let entry =
        story.app.get(&format!("/api/feedback/{ID}")).token(&story.second_read).send().await.expect(200);
    let file = &entry.json()["attachments"][0];
    let cookie = story.person(Role::Maintainer).await;
    open(&story, &cookie, ID, file).await.expect(404);
    let path = format!("/app/second/feedback/{ID}/files/{}", file["id"].as_str().expect("an id"));
    story.app.get(&path).session(&cookie).send().await.expect(404);
    story.app.get(&path).send().await.expect(401);
    let own = story.app.viewer(story.second.id).await;
    assert_eq!(story.app.get(&path).session(&own).send().await.expect(200).text(), "secret");
}

#[tokio::test]
async fn bytes_are_kept_once_and_go_with_the_last_entry_that_has_them() {
    let story = Story::new().await;
    let png = png();
    let files: [(&str, &[u8]); 3] = [("a.png", &png), ("b.png", &png), ("a.txt", b"a")];
    let trap = json!({"content": "spam", "subject_line": "x"});
    send(&story, trap, &[("x.png", &png), ("x.txt", b"other")]).await.expect(201);
    send(&story, json!({"id": ID, "content": "kept"}), &files).await.expect(201);
    drawn(&story).await;
    assert_eq!(number(&story, "select count(*) from blobs").await, 3);
    assert_eq!(number(&story, "select max(refs) from blobs").await, 3);
    story.app.clock.advance(31 * DAY);
    Ticker::new(router::tasks()).tick(&story.app.state).await;
    assert_eq!(number(&story, "select count(*) from feedback_attachments").await, 3);
    assert_eq!(number(&story, "select count(*) from blobs").await, 2);
    assert_eq!(number(&story, "select max(refs) from blobs").await, 2);
}

/// Only SQLite lets a test take its space away.
#[tokio::test]
async fn on_a_full_disk_nothing_is_half_stored_and_the_same_may_come_again() {
    let story = Story::new().await;
    if story.app.state.db.is_postgres() {
        return;
    }
    let allow = async |pages: &'static str| {
        let mut tx = story.app.state.db.begin_write().await.expect("a transaction");
        tx.execute(pages, args![]).await.expect("a limit");
        tx.commit().await.expect("a commit");
    };
    let (entry, large) = (json!({"id": ID, "content": "x"}), vec![b'x'; 1 << 20]);
    let given: [(&str, &[u8]); 3] = [("a.txt", b"a"), ("large.txt", &large), ("c.txt", b"c")];
    allow("pragma max_page_count = 1").await;
    let refused = send(&story, entry.clone(), &given).await.expect(503);
    assert!(!refused.header("retry-after").is_empty());
    let rows = "select (select count(*) from feedback) + (select count(*) from feedback_attachments) \
         + (select count(*) from blobs)";
    assert_eq!(number(&story, rows).await, 0);
    allow("pragma max_page_count = 1000000000").await;
    send(&story, entry, &given).await.expect(201);
    assert_eq!(files(&story, ID).await.len(), 3);
}

#[tokio::test]
async fn the_folder_holds_nothing_of_what_came() {
    let story = Story::new().await;
    send(&story, json!({"content": "x"}), &[("a.txt", b"a")]).await.expect(201);
    let names = |app: &TestApp| -> Vec<String> {
        let entries = std::fs::read_dir(&app.state.config.data_dir).expect("the folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    };
    let strays = names(&story.app).into_iter().filter(|name| !name.starts_with("cresset.db"));
    assert_eq!(strays.collect::<Vec<_>>(), Vec::<String>::new());
}

#[tokio::test]
async fn the_page_of_an_entry_shows_its_files() {
    let story = Story::new().await;
    let files: [(&str, &[u8]); 3] =
        [("a shot.png", &png()), ("<b>.txt", b"a line"), ("fun.gif", b"GIF89a<script>")];
    send(&story, json!({"id": ID, "content": "x"}), &files).await.expect(201);
    drawn(&story).await;
    let cookie = story.person(Role::Viewer).await;
    let page =
        story.app.get(&format!("/app/first/feedback/{ID}")).session(&cookie).send().await.expect(200).text();
    let found = self::files(&story, ID).await;
    let address =
        |n: usize| format!("/app/first/feedback/{ID}/files/{}", found[n]["id"].as_str().expect("an id"));
    let picture = format!("<img src=\"{}\" alt=\"Picture a shot.png\"", address(0));
    assert!(page.contains(&picture), "{page}");
    assert!(page.contains(&format!("href=\"{}\" download", address(1))) && page.contains("&lt;b&gt;.txt"));
    assert!(page.contains("cannot be read as a picture") && !page.contains(&address(2)));
}
