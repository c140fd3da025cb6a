//! The public page, as a browser without JavaScript uses it.

use super::story::Story;
use crate::support::Reply;
use cresset::args;

const SCRIPT: &str = "<script>alert(1)</script>";

/// The hidden fields of a form.
fn hidden(html: &str, name: &str) -> String {
    let field = html.split("<input").find(|field| field.contains(&format!("name=\"{name}\""))).expect(name);
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
}

async fn form(story: &Story, path: &str) -> String {
    story.app.get(path).send().await.expect(200).text()
}

async fn send(story: &Story, html: &str, extra: &[(&str, &str)]) -> Reply {
    send_files(story, html, extra, &[]).await
}

async fn send_files(story: &Story, html: &str, extra: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
    let (id, issued, page) = (hidden(html, "id"), hidden(html, "issued"), hidden(html, "page"));
    let mut fields = vec![("id", id.as_str()), ("issued", &issued), ("page", &page)];
    fields.extend(extra);
    story.app.post("/f/first").same_origin().parts(&fields, files).send().await.expect(303)
}

#[tokio::test]
async fn the_form_works_without_javascript() {
    let story = Story::new().await;
    let html = form(&story, "/f/first?page=https%3A%2F%2Ftba.example%2Fchests").await;
    story.app.clock.advance(5_000);
    let text = format!("Line 1\r\n{SCRIPT}");
    let fields = [
        ("content", text.as_str()),
        ("feedback_type", "bug"),
        ("email", "ada@example.org"),
        ("subject_line", ""),
    ];
    let reply = send(&story, &html, &fields).await;
    let receipt = form(&story, reply.header("location")).await;
    assert!(receipt.contains("Thank you") && receipt.contains("href=\"/f/first\""), "{receipt}");
    let link = receipt.split("http://cresset.test").nth(1).and_then(|rest| rest.split('"').next());
    let status = form(&story, link.expect("the link, whole")).await;
    assert!(status.contains("Your feedback for first") && status.contains("Line 1"), "{status}");
    for nonsense in ["", "?link=x", "?link=%22%3E%3Cscript%3E"] {
        let bare = form(&story, &format!("/f/first/sent{nonsense}")).await;
        assert!(bare.contains("Thank you") && !bare.contains("Keep this link"), "{bare}");
    }
    let entry = story.read(&hidden(&html, "id")).await;
    assert_eq!((&entry["content"], &entry["status"]), (&format!("Line 1\n{SCRIPT}").into(), &"new".into()));
    assert_eq!(
        (&entry["page"], &entry["feedback_type"]),
        (&"https://tba.example/chests".into(), &"bug".into())
    );
    assert_eq!(entry["email"], "ada@example.org");
}

#[tokio::test]
async fn sending_again_is_one_entry_and_other_words_are_another() {
    let story = Story::new().await;
    let html = form(&story, "/f/first").await;
    story.app.clock.advance(5_000);
    send(&story, &html, &[("content", "one")]).await;
    send(&story, &html, &[("content", "one")]).await;
    send(&story, &html, &[("content", "two")]).await;
    let mut texts = story.list(&story.read, "").await;
    texts.sort();
    assert_eq!(texts, ["one", "two"]);
}

#[tokio::test]
async fn what_is_wrong_comes_back_as_a_code_and_not_as_text() {
    let story = Story::new().await;
    let html = form(&story, "/f/first").await;
    let long = "secret".repeat(2_000);
    for (fields, code) in [
        (vec![("content", " ")], "content_blank"),
        (vec![("content", long.as_str())], "content_long"),
        (vec![("content", "secret"), ("email", "nobody")], "email"),
        (vec![("content", "secret"), ("feedback_type", "praise")], "refused"),
    ] {
        let reply = send(&story, &html, &fields).await;
        assert_eq!(reply.header("location"), format!("/f/first?error={code}"));
        let again = form(&story, reply.header("location")).await;
        assert!(!again.contains("secret") && again.contains("go back"), "{code}");
        assert!(again.contains("Write a few words first.") == (code == "content_blank"), "{code}");
    }
    assert_eq!(story.count().await, 0);
    let post = async |path: &str, origin: &str| {
        story.app.post(path).header("origin", origin).parts(&[("content", "x")], &[]).send().await
    };
    post("/f/nobody", "http://cresset.test").await.expect(404);
    let refused = post("/f/second", "https://evil.example").await.expect(303);
    assert_eq!(refused.header("location"), "/f/second?error=refused");
    let listed = post("/f/second", "https://second.example").await.expect(303);
    assert!(listed.header("location").starts_with("/f/second/sent?link="));
    let plain = story.app.post("/f/first").same_origin().form(&[("content", "x")]).send().await.expect(303);
    assert_eq!(plain.header("location"), "/f/first?error=refused", "the form says how it is sent");
}

#[tokio::test]
async fn haste_counts_and_a_filled_trap_is_spam() {
    let story = Story::new().await;
    let html = form(&story, "/f/first").await;
    send(&story, &html, &[("content", "quick")]).await;
    send(&story, &html, &[("content", "buy"), ("subject_line", "x")]).await;
    assert_eq!(story.list(&story.read, "").await, ["quick"]);
    assert_eq!(story.list(&story.read, "?status=spam").await, ["buy"]);
    let (other, _) = (form(&story, "/f/second").await, story.app.clock.advance(5_000));
    let scores = [hidden(&html, "issued"), hidden(&other, "issued"), "1.x".into(), String::new()];
    for issued in &scores {
        let fields = [("content", issued.as_str()), ("issued", issued)];
        story.app.post("/f/first").same_origin().parts(&fields, &[]).send().await.expect(303);
    }
    let rows: Vec<(String, i64)> = story
        .app
        .state
        .db
        .fetch_all("select content, spam_score from feedback where status = 'new'", cresset::args![])
        .await
        .expect("rows");
    let score = |text: &str| rows.iter().find(|(content, _)| content == text).map(|(_, score)| *score);
    assert_eq!(
        (score("quick"), score(&scores[0]), score(&scores[1]), score("1.x")),
        (Some(1), Some(0), Some(1), Some(1))
    );
}

#[tokio::test]
async fn the_page_may_be_framed_where_the_project_says_and_reads_no_cookie() {
    let story = Story::new().await;
    let first = story.app.get("/f/first").send().await.expect(200);
    let policy = first.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors *"), "{policy}");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert_eq!(first.text().matches(&format!("nonce=\"{nonce}\"")).count(), 2, "style and script");
    assert_eq!((first.header("cache-control"), first.header("referrer-policy")), ("no-store", "same-origin"));
    assert_eq!((first.header("x-frame-options"), first.header("set-cookie")), ("", ""));
    assert!(!first.text().contains("console"), "the console's bundle is not loaded");
    assert!(first.text().contains("<title>Feedback for first</title>"), "{}", first.text());
    let second = story.app.get(&format!("/f/{}", story.second.public_key)).send().await.expect(200);
    assert!(
        second.header("content-security-policy").ends_with("frame-ancestors 'self' https://second.example")
    );
    let nothing = story.app.get("/f/nobody").send().await.expect(404);
    assert!(nothing.header("content-type").starts_with("text/html"));
    let quoted = form(&story, "/f/first?page=%22%3E%3Cscript%3E&error=%3Cscript%3E").await;
    assert!(!quoted.contains("\"><script>"), "{quoted}");
}

#[tokio::test]
async fn files_come_along_and_what_is_wrong_with_them_is_named() {
    let story = Story::new().await;
    let html = form(&story, "/f/first").await;
    let tag =
        |name: &str| html.split(name).nth(1).and_then(|rest| rest.split('>').next()).expect("the element");
    assert!(tag("<form").contains("enctype=\"multipart/form-data\""), "{html}");
    let field = tag("<input type=\"file\"");
    assert!(field.contains("name=\"file\"") && field.contains("image/png,image/jpeg"), "{field}");
    story.app.clock.advance(5_000);
    let (large, six) = (vec![b'x'; (5 << 20) + 1], vec![("a.txt", b"a".as_slice()); 6]);
    let fine = ("a.txt", b"a".as_slice());
    for (files, code, said) in [
        (vec![fine, ("b.txt", large.as_slice())], "file_large.2", "file 2 is larger than 5 MB"),
        (vec![("logo.png", b"<svg>".as_slice())], "file_kind.1", "file 1 is none of PNG"),
        (six, "files_many", "more than 5 files"),
    ] {
        let reply = send_files(&story, &html, &[("content", "kept")], &files).await;
        assert_eq!(reply.header("location"), format!("/f/first?error={code}"));
        let again = form(&story, reply.header("location")).await;
        assert!(again.contains(said) && again.contains("go back"), "{again}");
    }
    let nonsense = form(&story, "/f/first?error=file_large.%3Cb%3E").await;
    assert!(nonsense.contains("the server refused it") && !nonsense.contains("&lt;b"), "{nonsense}");
    assert_eq!(story.count().await, 0);
    let unchosen = ("", b"".as_slice());
    let reply = send_files(&story, &html, &[("content", "With a file")], &[unchosen, fine]).await;
    assert!(reply.header("location").starts_with("/f/first/sent?link="));
    let entry = story.read(&hidden(&html, "id")).await;
    assert_eq!((&entry["status"], &entry["attachments"][0]["name"]), (&"new".into(), &"a.txt".into()));
}

#[tokio::test]
async fn the_form_is_counted_where_the_project_says_so_and_only_on_its_own() {
    let story = Story::new().await;
    let tag = "src=\"/embed.js\"";
    assert!(!form(&story, "/f/first").await.contains(tag), "nobody asked for it");
    let mut tx = story.app.state.db.begin_write().await.expect("a transaction");
    tx.execute("update projects set counts_form = $1", args![true]).await.expect("stored");
    tx.commit().await.expect("committed");
    story.app.clock.advance(2_000);
    let html = form(&story, "/f/first").await;
    assert!(html.contains(tag) && html.contains("data-button=\"off\""), "{html}");
    let framed = story.app.get("/f/first").header("sec-fetch-dest", "iframe").send().await.expect(200).text();
    assert!(!framed.contains(tag), "the page around it counts");
    let sent = form(&story, "/f/first/sent?link=x").await;
    assert!(!sent.contains(tag), "its address holds a secret");
}
