//! The page of whoever sent an entry, by the link they got for it.

use super::story::Story;
use crate::support::Reply;
use axum::response::IntoResponse;
use cresset::access::Role;
use futures::StreamExt;
use serde_json::{Value, json};

const ID: &str = "0192d5a4-7c00-7000-8000-000000000001";
const OTHER: &str = "0192d5a4-7c00-7000-8000-000000000002";
const SCRIPT: &str = "<script>alert(1)</script>";

/// Store an entry; the path of its status page.
async fn send(story: &Story, body: Value) -> String {
    let receipt = story.app.post("/api/feedback").json(&body).send().await.expect(201).json();
    let address = receipt["status_url"].as_str().expect("an address");
    address.strip_prefix("http://cresset.test").expect("an address of ours").to_owned()
}

async fn open(story: &Story, path: &str) -> String {
    story.app.get(path).send().await.expect(200).text()
}

async fn comment(story: &Story, kind: &str, content: &str) {
    let path = format!("/api/v1/feedback/{ID}/comments");
    let body = json!({"kind": kind, "content": content});
    story.app.post(&path).token(&story.write).json(&body).send().await.expect(201);
    story.app.clock.advance(1_000);
}

async fn triage(story: &Story, status: &str) {
    let path = format!("/api/v1/feedback/{ID}/triage");
    story.app.post(&path).token(&story.write).json(&json!({"status": status})).send().await.expect(200);
    story.app.clock.advance(60_000);
}

async fn reply(story: &Story, path: &str, fields: &[(&str, &str)]) -> Reply {
    story.app.post(path).same_origin().form(fields).send().await
}

/// How many comments and replies there are.
async fn stored(story: &Story) -> i64 {
    let count = "select count(*) from feedback_comments";
    let (count,): (i64,) = story.app.state.db.fetch_one(count, cresset::args![]).await.unwrap();
    count
}

/// The field of a page that makes a repeat harmless.
fn reply_id(html: &str) -> &str {
    html.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the id")
}

#[tokio::test]
async fn every_way_of_sending_gives_the_same_link() {
    let story = Story::new().await;
    let body = json!({"id": ID, "content": "x"});
    let link = send(&story, body.clone()).await;
    assert_eq!(send(&story, body.clone()).await, link, "a repeat");
    let parts = [("entry", body.to_string())];
    let [(name, text)] = &parts;
    let again = story.app.post("/api/feedback").parts(&[(name, text)], &[]).send().await.expect(201).json();
    assert_eq!(again["status_url"], format!("http://cresset.test{link}"));
    assert_eq!(link.len(), "/f/first/s/".len() + 64, "128 bits of id and 128 of signature: {link}");
    let spam = send(&story, json!({"content": "Buy", "subject_line": "x"})).await;
    assert!(open(&story, &spam).await.contains("Received"), "who sent spam learns nothing of it");
    let story = Story::with(&[("public_url", "https://cresset.example")]).await;
    let receipt = story.app.post("/api/feedback").json(&body).send().await.expect(201).json();
    assert!(receipt["status_url"].as_str().unwrap().starts_with("https://cresset.example/f/first/s/"));
}

#[tokio::test]
async fn a_link_opens_its_own_entry_and_no_other() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "mine"})).await;
    let other = send(&story, json!({"id": OTHER, "content": "theirs"})).await;
    let second = json!({"content": "elsewhere", "key": story.second.public_key});
    let elsewhere = send(&story, second).await;
    let secret = |path: &str| path.rsplit_once('/').expect("a secret").1.to_owned();
    let (mine, theirs) = (secret(&link), secret(&other));
    let nothing = story.app.get("/f/nobody/s/x").send().await.expect(404).text();
    let without_nonce = |html: &str| {
        let nonce = html.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a nonce");
        html.replace(nonce, "")
    };
    let wrong = [
        // A wrong signature, and the right one in capitals or cut short.
        format!("{}{}", &mine[..32], "0".repeat(32)),
        mine.to_uppercase(),
        mine[..63].to_owned(),
        mine[..32].to_owned(),
        // Another entry's signature, another project's entry, an entry that never was.
        format!("{}{}", &mine[..32], &theirs[32..]),
        secret(&elsewhere),
        format!("{}{}", "0".repeat(32), &mine[32..]),
        "%C3%A9".repeat(32),
        ID.to_owned(),
    ];
    for secret in wrong {
        let path = format!("/f/first/s/{secret}");
        let page = story.app.get(&path).send().await.expect(404).text();
        assert_eq!(without_nonce(&page), without_nonce(&nothing), "{path}");
        reply(&story, &path, &[("content", "x")]).await.expect(404);
    }
    // The right secret at the wrong project.
    story.app.get(&link.replace("first", "second")).send().await.expect(404);
    reply(&story, &link.replace("first", "second"), &[("content", "x")]).await.expect(404);
    assert!(open(&story, &link).await.contains("mine") && open(&story, &other).await.contains("theirs"));
}

#[tokio::test]
async fn an_erased_entry_has_no_page_and_its_id_elsewhere_another_link() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "x", "user_id": "u1"})).await;
    let token = story.token(Some(story.first.id), cresset::access::Scope::FeedbackErase).await;
    let path = "/api/v1/feedback/subjects/u1";
    story.app.request("DELETE", path).token(&token).send().await.expect(200);
    story.app.get(&link).send().await.expect(404);
    let answer = reply(&story, &link, &[("content", "x")]).await.expect(303);
    story.app.get(answer.header("location")).send().await.expect(404);
    let again = send(&story, json!({"id": ID, "content": "y", "key": story.second.public_key})).await;
    assert_ne!(again.rsplit_once('/'), link.rsplit_once('/'));
    story.app.get(&link.replace("first", "second")).send().await.expect(404);
}

#[tokio::test]
async fn the_page_tells_the_reporter_what_concerns_them() {
    let story = Story::new().await;
    let entry = json!({"id": ID, "content": format!("Line 1\n{SCRIPT}"), "feedback_type": "bug"}).to_string();
    let files = [("notes.txt", b"what I saw".as_slice())];
    let sent = story.app.post("/api/feedback").parts(&[("entry", &entry)], &files).send().await.expect(201);
    let link = sent.json()["status_url"].as_str().unwrap().replace("http://cresset.test", "");
    story.app.clock.advance(60_000);
    for status in ["triaged", "planned", "in_progress", "declined"] {
        triage(&story, status).await;
    }
    comment(&story, "internal", "He is wrong again").await;
    comment(&story, "answer", "We will not, because <b>reasons</b>").await;
    let reply_page = story.app.get(&link).send().await.expect(200);
    let page = reply_page.text();
    for told in [
        "Your feedback for first",
        "Line 1\n&lt;script&gt;",
        "Bug",
        "notes.txt",
        "We will not, because &lt;b&gt;",
        "The team answered",
        "Reply to the team",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let titles: Vec<_> =
        page.split("moment-title\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(titles, ["Received", "Planned", "In progress", "Declined", "The team answered"]);
    for secret in ["wrong again", "Triaged", "feedback:write", "<script>alert", "console", ID] {
        assert!(!page.contains(secret), "{secret}\n{page}");
    }
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\""));
    assert!(!page.contains("<script"), "it works without any");
    let headers = ["cache-control", "referrer-policy", "set-cookie"].map(|name| reply_page.header(name));
    assert_eq!(headers, ["no-store", "same-origin", ""]);
    let (now, since) = page.split_once("public-state").expect("the state");
    assert!(!now.contains("Declined") && since.contains("Declined"), "{page}");
    triage(&story, "spam").await;
    let page = open(&story, &link).await;
    assert!(!page.to_lowercase().contains("spam"), "{page}");
}

#[tokio::test]
async fn a_reply_reaches_the_team_and_changes_nothing_else() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "x"})).await;
    triage(&story, "done").await;
    let mut heard =
        story.app.state.hub.subscribe(story.first.id).into_response().into_body().into_data_stream();
    let html = open(&story, &link).await;
    let fields = [("id", reply_id(&html)), ("content", "Still\r\nbroken <b>"), ("subject_line", "")];
    for _ in 0..2 {
        let answer = reply(&story, &link, &fields).await.expect(303);
        assert_eq!(answer.header("location"), format!("{link}?replied=1"));
    }
    let change = heard.next().await.expect("open pages are told").expect("bytes");
    assert_eq!(&*change, b"event: change\ndata: {\"topic\":\"feedback\"}\n\n");
    let other = [("id", reply_id(&html)), ("content", "Went back, wrote more")];
    reply(&story, &link, &other).await.expect(303);
    let page = open(&story, &format!("{link}?replied=1")).await;
    assert!(page.contains("Your reply was sent to the team"), "{page}");
    assert_eq!(page.matches("You replied").count(), 2, "the repeat is one: {page}");
    assert!(page.contains("Still\nbroken &lt;b&gt;") && page.contains("Went back"));
    assert_eq!(story.read(ID).await["status"], "done");
    let cookie = story.person(Role::Viewer).await;
    let entry = format!("/app/first/feedback/{ID}");
    let entry = story.app.get(&entry).session(&cookie).send().await.expect(200).text();
    assert_eq!(entry.matches("The reporter replied").count(), 2, "{entry}");
    assert!(!entry.contains("Answer the reporter"), "a viewer answers nobody");
}

#[tokio::test]
async fn a_reply_is_marked_in_the_list_until_the_team_does_something() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "mine"})).await;
    send(&story, json!({"id": OTHER, "content": "other"})).await;
    let cookie = story.person(Role::Viewer).await;
    let marked = async || {
        let page = story.app.get("/app/first/feedback").session(&cookie).send().await.expect(200).text();
        page.matches("New reply").count()
    };
    let say = async || {
        story.app.clock.advance(1_000);
        reply(&story, &link, &[("content", "Well?")]).await.expect(303);
        assert_eq!(marked().await, 1, "once, however often they reply");
        story.app.clock.advance(1_000);
    };
    assert_eq!(marked().await, 0);
    say().await;
    say().await;
    comment(&story, "answer", "Yes").await;
    assert_eq!(marked().await, 0);
    say().await;
    comment(&story, "internal", "Seen").await;
    assert_eq!(marked().await, 0);
    say().await;
    triage(&story, "done").await;
    assert_eq!(marked().await, 0);
}

#[tokio::test]
async fn a_wrong_reply_is_refused_in_words() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "x"})).await;
    let long = "x".repeat(10_001);
    for (fields, code, said) in [
        (vec![("content", " \r\n")], "content_blank", "Write a few words first."),
        (vec![("content", long.as_str())], "content_long", "longer than 10,000 characters"),
        (vec![("content", "Buy"), ("subject_line", "x")], "refused", "go back to change it"),
        (vec![], "content_blank", "Your reply was not sent"),
    ] {
        let answer = reply(&story, &link, &fields).await.expect(303);
        assert_eq!(answer.header("location"), format!("{link}?error={code}"));
        let page = open(&story, answer.header("location")).await;
        assert!(page.contains(said), "{said}\n{page}");
    }
    let foreign = story.app.post(&link).header("origin", "https://evil.example").form(&[("content", "x")]);
    foreign.send().await.expect(303);
    let second = send(&story, json!({"content": "x", "key": story.second.public_key})).await;
    let foreign = story.app.post(&second).header("origin", "https://evil.example").form(&[("content", "x")]);
    assert!(foreign.send().await.header("location").ends_with("?error=refused"), "an origin not on its list");
    let huge = "x".repeat(300_000);
    let answer = reply(&story, &link, &[("content", &huge)]).await.expect(303);
    assert!(answer.header("location").ends_with("?error=refused"));
    assert_eq!(stored(&story).await, 1, "the one from a page of any origin, where none are listed");
}

#[tokio::test]
async fn replies_are_limited_like_entries_and_end_at_a_hundred() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "x"})).await;
    let from = async |client: &str, content: &str| {
        let call = story.app.post(&link).same_origin().client(client).form(&[("content", content)]);
        call.send().await.expect(303).header("location").to_owned()
    };
    for n in 0..60 {
        assert!(from("192.0.2.1:1", &n.to_string()).await.ends_with("replied=1"));
    }
    assert!(from("192.0.2.1:1", "61").await.ends_with("?error=busy"));
    for n in 60..100 {
        assert!(from("192.0.2.2:1", &n.to_string()).await.ends_with("replied=1"));
    }
    let full = from("192.0.2.2:1", "101").await;
    assert!(open(&story, &full).await.contains("as many replies as it can"), "{full}");
    assert_eq!(stored(&story).await, 100);
}

#[tokio::test]
async fn a_member_answers_without_javascript() {
    let story = Story::new().await;
    let link = send(&story, json!({"id": ID, "content": "x"})).await;
    let cookie = story.person(Role::Member).await;
    let page = format!("/app/first/feedback/{ID}");
    let shown = story.app.get(&page).session(&cookie).send().await.expect(200).text();
    assert!(shown.contains("Answer the reporter") && shown.contains("Only the team reads it"), "{shown}");
    let fields =
        [("project", "first"), ("id", ID), ("comment", OTHER), ("content", "Fixed"), ("kind", "answer")];
    let call = story.app.post("/fn/feedback/comment").same_origin().session(&cookie);
    let call = call.header("accept", "text/html").header("referer", &format!("http://cresset.test{page}"));
    call.form(&fields).send().await.expect(302);
    let shown = story.app.get(&page).session(&cookie).send().await.expect(200).text();
    assert!(shown.contains("member answered the reporter"), "{shown}");
    let told = open(&story, &link).await;
    assert!(told.contains("Fixed") && !told.contains("member"), "names stay with the team: {told}");
    // Nobody speaks for the reporter.
    let forged = [("project", "first"), ("id", ID), ("comment", ID), ("content", "x"), ("kind", "reply")];
    let call = story.app.post("/fn/feedback/comment").same_origin().session(&cookie).form(&forged);
    assert_eq!(call.send().await.expect(400).json()["invalid"]["field"], "kind");
    let path = format!("/api/v1/feedback/{ID}/comments");
    let call = story.app.post(&path).token(&story.write).json(&json!({"content": "x", "kind": "reply"}));
    assert_eq!(call.send().await.expect(400).json()["field"], "kind");
}

#[tokio::test]
async fn a_duplicate_goes_the_way_of_what_stands_for_it() {
    let story = Story::new().await;
    send(&story, json!({"id": ID, "content": "No chests"})).await;
    let link = send(&story, json!({"id": OTHER, "content": "The chests are gone"})).await;
    let path = format!("/api/v1/feedback/{OTHER}/merges");
    story.app.post(&path).token(&story.write).json(&json!({"into": ID})).send().await.expect(200);
    assert!(!open(&story, &link).await.contains("Planned"));

    triage(&story, "planned").await;

    let page = open(&story, &link).await;
    assert!(page.contains("Planned") && page.contains("The chests are gone"), "{page}");
    assert!(!page.contains("No chests"), "the other's words stay with them");
}
