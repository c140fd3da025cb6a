//! The inbox as the server writes it: what is read and done without JavaScript.

use super::story::Story;
use crate::support::Reply;
use cresset::access::Role;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn id(n: usize) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012}")
}

/// A story with `count` entries, a minute apart, every third one a bug.
async fn with_entries(count: usize) -> Story {
    let story = Story::with(&[("limits", "off")]).await;
    for n in 0..count {
        let kind = if n % 3 == 0 { "bug" } else { "general" };
        send(&story, json!({"id": id(n), "content": format!("Entry {n}."), "feedback_type": kind})).await;
        story.app.clock.advance(60_000);
    }
    story
}

async fn send(story: &Story, body: Value) {
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
}

async fn open(story: &Story, role: Role, path: &str) -> Reply {
    let cookie = story.person(role).await;
    story.app.get(&format!("/app/first/{path}")).session(&cookie).send().await
}

async fn page(story: &Story, path: &str) -> String {
    open(story, Role::Viewer, path).await.expect(200).text()
}

/// The numbers of the entries a page lists, in its order.
fn listed(page: &str) -> Vec<usize> {
    let parts = page.split("feed-title").skip(1);
    parts.filter_map(|part| part.split_once("Entry ")?.1.split_once('.')?.0.parse().ok()).collect()
}

fn link<'a>(page: &'a str, rel: &str) -> Option<&'a str> {
    let tag = page.split("<a ").find(|tag| tag.contains(&format!("rel=\"{rel}\"")))?;
    Some(tag.split_once("href=\"")?.1.split_once('"')?.0)
}

#[tokio::test]
async fn an_empty_inbox_says_what_to_paste() {
    let story = Story::new().await;
    let page = page(&story, "feedback").await;
    assert!(page.contains("No feedback yet"));
    let tag = format!("embed.js\" data-key=\"{}\"", story.first.public_key);
    assert!(page.contains(&tag) || page.contains(&tag.replace('"', "&quot;")), "{page}");
    let filtered = super::inbox::page(&story, "feedback?type=bug").await;
    assert!(filtered.contains("Clear the filters") && !filtered.contains("No feedback yet"));
}

#[tokio::test]
async fn pages_lead_to_older_entries_and_back() {
    let story = with_entries(120).await;
    let first = page(&story, "feedback").await;
    assert_eq!(listed(&first), (70..120).rev().collect::<Vec<_>>());
    assert_eq!(
        first.matches("__RESOLVED_RESOURCES[").count(),
        2,
        "the frame and the list are asked for once"
    );
    assert!(first.contains("50 of 120 entries") && link(&first, "prev").is_none());
    let follow = async |page: &str, rel: &str| {
        let href = link(page, rel).expect("a link").replace("&amp;", "&");
        super::inbox::page(&story, href.strip_prefix("/app/first/").expect("of this project")).await
    };
    let second = follow(&first, "next").await;
    assert_eq!(listed(&second), (20..70).rev().collect::<Vec<_>>());
    let third = follow(&second, "next").await;
    assert_eq!(listed(&third), (0..20).rev().collect::<Vec<_>>());
    assert!(link(&third, "next").is_none());
    let back = follow(&third, "prev").await;
    assert_eq!(listed(&back), listed(&second));
    assert_eq!(listed(&follow(&back, "prev").await), listed(&first), "the first page is full again");
}

#[tokio::test]
async fn a_line_tells_its_tags_and_assignee_wherever_one_comes_from() {
    let story = with_entries(120).await;
    story.person(Role::Member).await;
    let change = json!({"add_tags": ["chests"], "assignee": "member@example.org"});
    let path = format!("/api/v1/feedback/{}/triage", id(30));
    story.app.post(&path).token(&story.write).json(&change).send().await.expect(200);
    let second = page(&story, &format!("feedback?cursor={}", cursor(&story, 70).await)).await;
    let back = page(&story, &format!("feedback?cursor=newer.{}", cursor(&story, 19).await)).await;
    assert_eq!(listed(&back), listed(&second));
    for page in [second, back] {
        assert!(page.contains("@member") && page.contains("#chests"), "{page}");
    }
}

/// The place of an entry in the list.
async fn cursor(story: &Story, n: usize) -> String {
    let at = story.read(&id(n)).await["created_at"].as_str().expect("a time").to_owned();
    let at: jiff::Timestamp = at.parse().expect("RFC 3339");
    format!("{}.{}", at.as_millisecond(), id(n))
}

#[tokio::test]
async fn filters_are_in_the_address_and_can_be_taken_away() {
    let story = with_entries(7).await;
    story.app.clock.advance(DAY);
    send(&story, json!({"content": "Entry 100. tomorrow", "feedback_type": "feature"})).await;
    send(&story, json!({"content": "Entry 101. spam", "subject_line": "x"})).await;
    let seen = async |query: &str| listed(&page(&story, &format!("feedback{query}")).await);
    assert_eq!(seen("?type=bug").await, [6, 3, 0]);
    assert_eq!(seen("?status=spam").await, [101]);
    assert_eq!(seen("?status=new&type=feature").await, [100]);
    assert_eq!(seen("?from=2026-03-04").await, [100]);
    assert_eq!(seen("?to=2026-03-03&q=ENTRY+5").await, [5]);
    assert_eq!(seen("?utm_source=x&type=").await.len(), 8, "what is not a filter is ignored");
    let page = page(&story, "feedback?type=bug&status=new").await;
    assert!(page.contains("href=\"/app/first/feedback?type=bug\""), "the chip of the status");
    assert!(
        page.contains("feedback.csv?type=bug&amp;status=new")
            || page.contains("feedback.csv?type=bug&status=new")
    );
    assert_eq!(open(&story, Role::Viewer, "feedback?type=praise").await.status, 400);
}

#[tokio::test]
async fn the_tabs_count_what_the_other_filters_leave() {
    let story = with_entries(7).await;
    let tabs = |page: &str| -> Vec<String> {
        let parts = page.split("tab-count\">").skip(1);
        parts.filter_map(|part| Some(part.split_once('<')?.0.to_owned())).collect()
    };
    let bugs = page(&story, "feedback?type=bug").await;
    assert_eq!(tabs(&bugs), ["7", "3", "0", "4"]);
    assert!(bugs.contains("3 entries, 3 new"));
    assert_eq!(tabs(&page(&story, "feedback?q=Entry+6").await), ["1", "1", "0", "0"]);
}

#[tokio::test]
async fn an_entry_is_beside_its_list_and_user_text_is_inert() {
    let story = with_entries(2).await;
    let body = json!({
        "id": id(9), "content": "<script>alert(1)</script>\nline 2", "page": "javascript:alert(1)",
        "metadata": {"a": {"b": "<b>"}}, "email": "ada@example.org",
    });
    send(&story, body).await;
    let shown = page(&story, &format!("feedback/{}?type=general", id(9))).await;
    assert_eq!(listed(&shown), [1], "the list keeps its filters");
    assert!(
        !shown.contains("<script>alert") && shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;\nline 2")
    );
    assert!(!shown.contains("href=\"javascript:"));
    assert!(shown.contains("mailto:ada@example.org") && shown.contains("General #3"));
    assert_eq!(open(&story, Role::Viewer, &format!("feedback/{}", id(77))).await.status, 404);
}

#[tokio::test]
async fn members_move_entries_without_javascript_and_viewers_see_no_form() {
    let story = with_entries(1).await;
    let path = format!("feedback/{}", id(0));
    assert!(!page(&story, &path).await.contains("/fn/feedback/triage"));
    let form = open(&story, Role::Member, &path).await.expect(200).text();
    assert!(form.contains("action=\"/fn/feedback/triage\""));
    let words = ["Mark as triaged", "Plan", "Start work", "Mark as done", "Decline", "Mark as spam"];
    assert!(words.iter().all(|word| form.contains(word)));
    let cookie = story.person(Role::Member).await;
    let post = |from: &str, to: &str| {
        let fields = [("project", "first"), ("id", &id(0)), ("from", from), ("to", to)];
        let call = story.app.post("/fn/feedback/triage").same_origin().session(&cookie);
        let call = call
            .header("accept", "text/html")
            .header("referer", &format!("http://cresset.test/app/first/{path}"));
        call.form(&fields).send()
    };
    assert_eq!(post("new", "done").await.status, 302);
    let after = page(&story, &path).await;
    assert!(after.contains("member set the status to done"), "{after}");
    let refused = post("new", "planned").await.expect(302);
    let back = refused
        .header("location")
        .strip_prefix("http://cresset.test/app/first/")
        .expect("the page")
        .to_owned();
    let told = open(&story, Role::Member, &back).await.expect(200).text();
    assert!(told.contains("Somebody else moved this entry"), "{back}\n{told}");
}

#[tokio::test]
async fn the_file_holds_what_the_filters_select_and_no_formula() {
    let story = with_entries(601).await;
    send(&story, json!({"content": "=1+1", "page": "@x", "user_id": "-1"})).await;
    let file = open(&story, Role::Viewer, "feedback.csv").await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"feedback-first.csv\"");
    let text = file.text();
    assert_eq!(text.matches("\r\n").count(), 1 + 602, "a head and every entry, over several pages");
    assert!(text.contains("\"'=1+1\",\"'@x\",\"'-1\""));
    let bugs = open(&story, Role::Viewer, "feedback.csv?type=bug&q=Entry+1*").await.expect(200).text();
    assert!(bugs.lines().skip(1).all(|line| line.contains("\"bug\"")) && bugs.contains("Entry 102."));
    assert_eq!(open(&story, Role::Viewer, "feedback.csv?type=praise").await.status, 400);
}
