//! Lists by page, release, browser and environment.

use super::story::Story;
use crate::support::NOW;
use cresset::{
    access::{Role, Scope},
    feedback::{
        model::{FeedbackType, Status},
        server::{
            FeedbackSink, NewEntry,
            store::{self, Position, Selection},
        },
    },
    server::{db::Db, ingest::Sink, live::Hub},
};
use serde_json::{Value, json};

const PATHS: [&str; 6] = ["/", "/chests", "/chests/7", "/chests/\u{1f600}", "/che", "unknown"];
const RELEASES: [Option<&str>; 3] = [None, Some("web@2.4.0"), Some("web@2.5.0")];
const BROWSERS: [&str; 3] = ["Firefox", "Samsung Internet", "unknown"];
const ENVIRONMENTS: [&str; 3] = ["production", "staging", "(other)"];

fn entry(project_id: i64, n: usize) -> NewEntry {
    let browser = BROWSERS[n / 2 % 3];
    NewEntry {
        feedback_type: FeedbackType::ALL[n % 3],
        content: ["a chest", "a march"][n / 3 % 2].into(),
        page: PATHS[n % 6].into(),
        browser: browser.into(),
        release: RELEASES[n / 6 % 3].map(str::to_owned),
        status: if n.is_multiple_of(7) { Status::Spam } else { Status::New },
        created_at: NOW + (n / 4) as i64,
        path: PATHS[n % 6].into(),
        browser_family: browser.into(),
        environment_name: ENVIRONMENTS[n / 5 % 3].into(),
        ..super::store::entry(project_id, n as u32)
    }
}

fn takes(selection: &Selection, entry: &NewEntry) -> bool {
    let is = |wanted: &Option<String>, value: Option<&str>| wanted.is_none() || wanted.as_deref() == value;
    selection.takes(entry.status, entry.feedback_type)
        && (selection.from..=selection.to).contains(&entry.created_at)
        && selection.paths.as_ref().is_none_or(|(first, last)| (first..=last).contains(&&entry.path))
        && is(&selection.release, entry.release.as_deref())
        && is(&selection.browser, Some(&entry.browser_family))
        && is(&selection.environment, Some(&entry.environment_name))
        && (selection.text.is_none() || entry.content == "a chest")
}

/// Ids read forwards in pages of 7 and back from the last one.
async fn pages(db: &Db, project_id: i64, selection: &Selection) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None::<Position>);
    loop {
        let page = store::list(db, project_id, selection, after.as_ref(), 7).await.expect("a page");
        let full = store::list_full(db, project_id, selection, after.as_ref(), 7).await.expect("a page");
        assert!(page.iter().map(|brief| &brief.id).eq(full.iter().map(|entry| &entry.id)));
        let Some(last) = page.last() else { break };
        after = Some(last.into());
        ids.extend(page.into_iter().map(|brief| brief.id));
    }
    if let Some(last) = after {
        let back = store::list_newer(db, project_id, selection, &last, 1_000).await.expect("the way back");
        assert!(back.iter().rev().map(|brief| &brief.id).eq(&ids[..ids.len() - 1]));
    }
    ids
}

#[tokio::test]
async fn any_filters_select_what_fits_and_count_it() {
    let story = Story::new().await;
    let (db, ids) = (&story.app.state.db, [story.first.id, story.second.id]);
    let all: Vec<_> = (0..600).map(|n| entry(ids[usize::from(n % 5 == 4)], n)).collect();
    let sink = FeedbackSink { hub: Hub::new(tokio::sync::watch::channel(false).1) };
    for batch in all.chunks(100) {
        let mut tx = db.begin_write().await.expect("a transaction");
        sink.store(&mut tx, batch).await.expect("stored");
        tx.commit().await.expect("a commit");
    }
    let one = |values: &[&str], n: usize| values.get(n % (values.len() + 1)).map(|value| (*value).to_owned());
    let mut found_any = 0;
    for n in 0..200_usize {
        let paths = match n % 4 {
            0 => None,
            1 => Some(("/chests".to_owned(), "/chests".to_owned())),
            2 => Some(("/chests/".to_owned(), format!("/chests/{}", char::MAX))),
            _ => Some(("/che".to_owned(), format!("/che{}", char::MAX))),
        };
        let selection = Selection {
            paths,
            release: one(&["web@2.4.0", "web@2"], n / 4),
            browser: one(&BROWSERS, n / 3),
            environment: one(&ENVIRONMENTS, n / 2),
            text: n.is_multiple_of(5).then(|| "chest".into()),
            feedback_type: n.is_multiple_of(6).then_some(FeedbackType::Bug),
            status: n.is_multiple_of(11).then_some(Status::Spam),
            from: if n.is_multiple_of(7) { NOW + 20 } else { 0 },
            ..Selection::default()
        };
        let mut expected: Vec<_> =
            all.iter().filter(|entry| entry.project_id == ids[0] && takes(&selection, entry)).collect();
        expected.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
        let expected: Vec<_> = expected.into_iter().map(|entry| entry.id.clone()).collect();
        assert_eq!(pages(db, ids[0], &selection).await, expected, "{selection:?}");
        let (counts, waiting) = store::counts(db, ids[0], &selection).await.expect("counts");
        assert_eq!(counts.total, expected.len() as i64, "{selection:?}");
        assert_eq!(waiting, if selection.status.is_none() { counts.total } else { 0 });
        found_any += usize::from(!expected.is_empty());
    }
    assert!(found_any > 60, "{found_any} selections find something");
    let mut browsers = BROWSERS;
    browsers.sort_unstable();
    assert_eq!(store::browsers(db, ids[0]).await.expect("browsers"), browsers);
    assert_eq!(store::releases(db, ids[0]).await.expect("releases"), ["web@2.5.0", "web@2.4.0"]);
    assert!(store::browsers(db, 0).await.expect("none").is_empty());
}

async fn four(story: &Story) {
    for (content, entry) in [
        (
            "one",
            json!({"page": "https://app.example.org/chests?tab=2", "browser": "Firefox 140", "release": "web@2.4.0"}),
        ),
        (
            "two",
            json!({"page": "/chests/7", "browser": "Firefox", "environment": "Stage", "release": "web@2.4.1"}),
        ),
        ("three", json!({"page": "/march#x", "browser": "Chrome 141.0", "environment": "PROD"})),
        ("four", json!({"environment": "kiosk"})),
    ] {
        let mut body = json!({"content": content});
        body.as_object_mut().expect("an object").extend(entry.as_object().expect("an object").clone());
        story.app.post("/api/feedback").json(&body).send().await.expect(201);
        story.app.clock.advance(1_000);
    }
}

#[tokio::test]
async fn the_list_takes_names_as_people_say_them() {
    let story = Story::new().await;
    four(&story).await;
    let list = async |query: &str| story.list(&story.read, query).await.join(" ");
    for (query, found) in [
        ("?page=/chests", "one"),
        ("?page=https://other.example/chests", "one"),
        ("?page=/chests*", "two one"),
        ("?page=/chests/*", "two"),
        ("?page=unknown", "four"),
        ("?page=", "four three two one"),
        ("?page=*", "four three two one"),
        ("?page=%00", ""),
        ("?page=/CHESTS", ""),
        ("?browser=Firefox", "two one"),
        ("?browser=Firefox+141", "two one"),
        ("?browser=Fire", ""),
        ("?release=web@2.4.0", "one"),
        ("?release=web@2", ""),
        ("?environment=production", "three one"),
        ("?environment=live", "three one"),
        ("?env=staging", "two"),
        ("?environment=(other)", "four"),
        ("?environment=staging&page=/chests*&browser=Firefox&release=web@2.4.1&q=two", "two"),
    ] {
        assert_eq!(list(query).await, found, "{query}");
    }
    for (query, field) in [("?environment=kiosk", "environment"), ("?environment=nowhere", "environment")] {
        let refused =
            story.app.get(&format!("/api/feedback{query}")).token(&story.read).send().await.expect(400);
        assert_eq!(refused.json()["field"], field);
    }
    let long = format!("/api/feedback?page={}", "x".repeat(2_049));
    assert_eq!(story.app.get(&long).token(&story.read).send().await.expect(400).json()["field"], "page");
    let get = async |path: &str| story.app.get(path).token(&story.read).send().await.expect(200).text();
    let table = get("/api/v1/feedback/export.csv?environment=staging").await;
    assert!(table.lines().count() == 2 && table.contains("\"two\""), "{table}");
    let lines = get("/api/v1/feedback/export.ndjson?page=/chests*").await;
    assert_eq!((lines.lines().count(), lines.contains("\"environment\":\"Stage\"")), (2, true), "{lines}");
}

#[tokio::test]
async fn the_inbox_says_what_it_is_narrowed_by() {
    let story = Story::new().await;
    four(&story).await;
    let cookie = story.person(Role::Member).await;
    let open = async |path: &str| story.app.get(path).session(&cookie).send().await.expect(200).text();
    let page = open("/app/first/feedback?browser=Firefox&environment=production").await;
    for said in ["1 entry, 1 new", "Remove filter Browser: Firefox", "Remove filter Environment: production"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let fold = |page: &str| {
        let (before, _) = page.split_once(">More filters").expect("a fold");
        let (_, details) = before.rsplit_once("<details").expect("a fold");
        details.split_once('>').is_some_and(|(attributes, _)| attributes.contains(" open"))
    };
    assert!(fold(&page), "what is set is seen");
    assert!(!fold(&open("/app/first/feedback?type=general").await));
    let unknown = open("/app/first/feedback?browser=Lynx").await;
    assert!(unknown.contains("<option value=\"Lynx\" selected"), "{unknown}");
    let call = story.app.post("/fn/feedback/inbox").same_origin().session(&cookie);
    let inbox = call.json(&json!({ "project": "first", "asked": [] })).send().await.expect(200).json();
    let choices = &inbox["choices"];
    assert_eq!(choices["browsers"], json!(["Chrome", "Firefox", "unknown"]));
    assert_eq!(choices["releases"], json!(["web@2.4.1", "web@2.4.0"]));
    assert_eq!(choices["environments"].as_array().map(Vec::len), Some(4));
    assert_eq!(inbox["counted_max"], Value::Null);
    let save = [
        ("project", "first"),
        ("name", "Stage"),
        ("filters[]", "environment=stage"),
        ("filters[]", "page=/x*"),
    ];
    story
        .app
        .post("/fn/feedback/save-view")
        .same_origin()
        .session(&cookie)
        .form(&save)
        .send()
        .await
        .expect(200);
    let bad = [("project", "first"), ("name", "Bad"), ("filters[]", "environment=nowhere")];
    story
        .app
        .post("/fn/feedback/save-view")
        .same_origin()
        .session(&cookie)
        .form(&bad)
        .send()
        .await
        .expect(400);
}

#[tokio::test]
async fn an_alias_that_changes_leaves_older_entries_where_they_were() {
    let story = Story::new().await;
    four(&story).await;
    let token = story.token(Some(story.first.id), Scope::DeployWrite).await;
    let kiosk = json!({"name": "kiosk"});
    story.app.post("/api/v1/environments").token(&token).json(&kiosk).send().await.expect(201);
    let sent = json!({"content": "five", "environment": "Kiosk"});
    story.app.post("/api/feedback").json(&sent).send().await.expect(201);
    assert_eq!(story.list(&story.read, "?environment=kiosk").await, ["five"]);
    assert_eq!(story.list(&story.read, "?environment=(other)").await, ["four"]);
}
