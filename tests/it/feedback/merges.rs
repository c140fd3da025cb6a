//! Entries that say the same: merged, taken apart, deleted; on paper in `server::family`.

use super::story::Story;
use cresset::{
    access::{Role, Scope},
    args,
    error::AppError,
    feedback::{
        model::{Event, Status, What},
        server::{
            self as feedback, history, merge,
            store::{self, Selection},
            unmerge,
        },
    },
    server::{clock::DAY, ctx::By, router, ticker::Ticker},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn id(n: usize) -> String {
    format!("0192d5a4-7c00-7000-8000-{n:012}")
}

/// Entries #1 to #count, each by a person of its own, a second apart.
async fn with_entries(count: usize) -> Story {
    let story = Story::with(&[("limits", "off")]).await;
    for n in 1..=count {
        send(&story, json!({"id": id(n), "content": format!("Entry {n}."), "user_id": format!("u{n}")}))
            .await;
    }
    story
}

async fn send(story: &Story, body: Value) {
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    story.app.clock.advance(1_000);
}

async fn call(story: &Story, method: &str, n: usize, body: Value, status: u16) -> Value {
    let path = format!("/api/v1/feedback/{}/merges", id(n));
    let call = story.app.request(method, &path).token(&story.write);
    let call = if method == "POST" { call.json(&body) } else { call };
    story.app.clock.advance(1_000);
    call.send().await.expect(status).json()
}

async fn put(story: &Story, from: usize, into: usize) -> Value {
    call(story, "POST", from, json!({"into": into}), 200).await
}

/// The number of what stands for each entry; 0: it stands for itself.
async fn canonicals(story: &Story, count: usize) -> Vec<i64> {
    let mut found = Vec::new();
    for n in 1..=count {
        let entry = story.read(&id(n)).await;
        let of = entry["duplicate_of"]["number"].as_i64().unwrap_or(0);
        assert_eq!(entry["status"] == "duplicate", of != 0, "{entry}");
        found.push(of);
    }
    found
}

async fn events(story: &Story, n: usize) -> Vec<What> {
    let events = history(&story.app.state, story.first.id, &id(n)).await.expect("a history");
    events.into_iter().map(|Event { what, .. }| what).collect()
}

/// What is kept in mind about the first project agrees with what is there.
async fn counts_are_right(story: &Story) {
    let db = &story.app.state.db;
    for status in Status::ALL.map(Some).into_iter().chain([None]) {
        let kept = Selection { status, ..Selection::default() };
        let counted = Selection { from: 1, ..kept.clone() };
        let (kept, counted) = (
            store::counts(db, story.first.id, &kept).await.expect("counts"),
            store::counts(db, story.first.id, &counted).await.expect("counts"),
        );
        assert_eq!(kept, counted, "{status:?}");
    }
    let all = Selection { from: 1, ..Selection::default() };
    let (all, _) = store::counts(db, story.first.id, &all).await.expect("counts");
    let quarters = store::counts_by_quarter(db, story.first.id, 0, i64::MAX).await.expect("counts");
    assert_eq!(quarters.iter().map(|(.., entries)| entries).sum::<i64>(), all.total);
}

#[tokio::test]
async fn a_merge_ends_at_what_stands_for_it_and_takes_its_own_along() {
    let story = with_entries(4).await;
    let merged = put(&story, 2, 1).await;
    let other = |n: usize| json!({"id": id(n), "number": n});
    assert_eq!(merged, json!({"id": id(2), "status": "duplicate", "duplicate_of": other(1), "along": []}));
    let by_id = call(&story, "POST", 3, json!({"into": id(2)}), 200).await;
    assert_eq!(by_id["duplicate_of"], other(1), "never a duplicate of a duplicate");
    let along = call(&story, "POST", 1, json!({"into": "#4"}), 200).await;
    assert_eq!(along["along"], json!([other(2), other(3)]));
    assert_eq!(canonicals(&story, 4).await, [4, 4, 4, 0]);
    assert_eq!(story.read(&id(4)).await["duplicates"], json!([other(1), other(2), other(3)]));
    counts_are_right(&story).await;
    let back = call(&story, "DELETE", 1, json!({}), 200).await;
    let stands =
        json!({"id": id(1), "status": "triaged", "duplicate_of": null, "along": [other(2), other(3)]});
    assert_eq!(back, stands);
    assert_eq!(canonicals(&story, 4).await, [0, 1, 1, 0]);
    counts_are_right(&story).await;
}

#[tokio::test]
async fn both_entries_and_the_audit_log_tell_it() {
    let story = with_entries(2).await;
    put(&story, 1, 2).await;
    put(&story, 1, 2).await;
    call(&story, "DELETE", 1, json!({}), 200).await;
    call(&story, "DELETE", 1, json!({}), 200).await;
    assert_eq!(events(&story, 1).await, [What::Merged(2), What::Unmerged(2)], "each once");
    assert_eq!(events(&story, 2).await, [What::TookIn(1), What::LetGo(1)]);
    let audit =
        "select actor, action, target, detail from audit where action like 'feedback.%' order by at, id";
    let rows: Vec<(String, String, String, String)> =
        story.app.state.db.fetch_all(audit, args![]).await.expect("rows");
    let row = |action: &str, detail: &str| ("feedback:write".into(), action.into(), id(1), detail.into());
    assert_eq!(rows, [row("feedback.merge", r#"{"into":2}"#), row("feedback.unmerge", r#"{"from":2}"#)]);
}

#[tokio::test]
async fn what_cannot_be_one_stays_two() {
    let story = with_entries(3).await;
    send(&story, json!({"id": id(4), "content": "spam", "subject_line": "x"})).await;
    send(&story, json!({"id": id(5), "content": "elsewhere", "key": story.second.public_key})).await;
    put(&story, 2, 1).await;
    for (from, into) in [(1, json!(1)), (1, json!(2)), (4, json!(1)), (1, json!(4))] {
        call(&story, "POST", from, json!({"into": into}), 409).await;
    }
    for into in [json!(id(5)), json!(77), json!("nonsense"), json!(null), json!([1])] {
        assert_eq!(call(&story, "POST", 3, json!({"into": into}), 400).await["field"], "into");
    }
    call(&story, "POST", 5, json!({"into": 1}), 404).await;
    call(&story, "DELETE", 5, json!({}), 404).await;
    let reader =
        story.app.request("DELETE", &format!("/api/v1/feedback/{}/merges", id(2))).token(&story.read);
    reader.send().await.expect(403);
    let triage = format!("/api/v1/feedback/{}/triage", id(2));
    for status in ["done", "spam"] {
        let moved = story.app.post(&triage).token(&story.write).json(&json!({"status": status}));
        assert!(moved.send().await.expect(400).json()["detail"].as_str().unwrap().contains("un-merge"));
    }
    let triage = format!("/api/v1/feedback/{}/triage", id(3));
    let moved = story.app.post(&triage).token(&story.write).json(&json!({"status": "duplicate"}));
    assert_eq!(moved.send().await.expect(400).json()["field"], "status");
    assert_eq!(canonicals(&story, 3).await, [0, 1, 0]);
}

#[tokio::test]
async fn whatever_happens_the_database_is_as_the_rules_say() {
    const ENTRIES: usize = 6;
    let story = with_entries(ENTRIES).await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    // What each stands for by the rules alone: parents, and roots by following them.
    let mut parents: BTreeMap<usize, usize> = BTreeMap::new();
    let root = |parents: &BTreeMap<usize, usize>, mut n: usize| {
        while let Some(parent) = parents.get(&n) {
            n = *parent;
        }
        n
    };
    let mut seed = 7_u64;
    let mut dice = |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % sides
    };
    for step in 0..60 {
        let (a, b) = (1 + dice(ENTRIES), 1 + dice(ENTRIES));
        story.app.clock.advance(1_000);
        if dice(3) == 0 {
            unmerge(state, &by, project, &id(a)).await.expect("it is there");
            parents.remove(&a);
        } else {
            let merged = merge(state, &by, project, &id(a), &b.to_string()).await;
            let into = root(&parents, b);
            assert_eq!(matches!(merged, Err(AppError::Conflict { .. })), into == a, "{step}: {merged:?}");
            if into != a && root(&parents, a) != into {
                parents.insert(a, into);
            }
        }
        let expected: Vec<i64> = (1..=ENTRIES)
            .map(|n| if parents.contains_key(&n) { root(&parents, n) as i64 } else { 0 })
            .collect();
        assert_eq!(canonicals(&story, ENTRIES).await, expected, "step {step}");
    }
    counts_are_right(&story).await;
}

#[tokio::test]
async fn merges_at_the_same_time_never_go_in_circles() {
    let story = with_entries(3).await;
    let (state, project, by) = (&story.app.state, story.first.id, By::command_line());
    for _ in 0..10 {
        let ids = [id(1), id(2), id(3)];
        let (a, b, c) = tokio::join!(
            merge(state, &by, project, &ids[0], &ids[1]),
            merge(state, &by, project, &ids[1], &ids[2]),
            merge(state, &by, project, &ids[2], &ids[0]),
        );
        let refused = [a, b, c].into_iter().filter(|merged| match merged {
            Ok(_) => false,
            Err(error) => {
                assert!(matches!(error, AppError::Conflict { .. }), "{error:?}");
                true
            }
        });
        assert_eq!(refused.count(), 1, "the last of three closes the circle");
        let found = canonicals(&story, 3).await;
        assert_eq!(found.iter().filter(|of| **of == 0).count(), 1, "{found:?}");
        for id in &ids {
            unmerge(state, &by, project, id).await.expect("it is there");
        }
        assert_eq!(canonicals(&story, 3).await, [0, 0, 0]);
    }
    counts_are_right(&story).await;
}

#[tokio::test]
async fn an_erased_entry_leaves_its_place_to_the_oldest_of_its_duplicates() {
    let story = with_entries(4).await;
    for (from, into) in [(3, 1), (2, 1), (4, 3)] {
        put(&story, from, into).await;
    }
    let triage = format!("/api/v1/feedback/{}/triage", id(1));
    story.app.post(&triage).token(&story.write).json(&json!({"status": "done"})).send().await.expect(200);
    let erase = story.token(Some(story.first.id), Scope::FeedbackErase).await;
    story.app.request("DELETE", "/api/v1/feedback/subjects/u1").token(&erase).send().await.expect(200);
    let stands = async |n: usize| {
        let entry = story.read(&id(n)).await;
        (entry["status"].as_str().unwrap().to_owned(), entry["duplicate_of"]["number"].as_i64())
    };
    assert_eq!(stands(2).await, ("done".into(), None), "what was decided still holds");
    assert_eq!(stands(3).await, ("duplicate".into(), Some(2)));
    assert_eq!(stands(4).await, ("duplicate".into(), Some(2)));
    let moved = What::Moved { from: Status::Duplicate, to: Status::Done };
    let told = events(&story, 2).await;
    let expected = [moved, What::TookIn(3), What::TookIn(4)];
    assert!(told.len() == 3 && expected.iter().all(|what| told.contains(what)), "{told:?}");
    counts_are_right(&story).await;
}

#[tokio::test]
async fn purged_spam_does_not_take_its_duplicates_with_it() {
    let story = with_entries(2).await;
    put(&story, 2, 1).await;
    let triage = format!("/api/v1/feedback/{}/triage", id(1));
    story.app.post(&triage).token(&story.write).json(&json!({"status": "spam"})).send().await.expect(200);
    story.app.clock.advance(31 * DAY);
    Ticker::new(router::tasks()).tick(&story.app.state).await;
    story.app.get(&format!("/api/feedback/{}", id(1))).token(&story.read).send().await.expect(404);
    assert_eq!(story.read(&id(2)).await["status"], "triaged");
    let rows: (i64,) = story
        .app
        .state
        .db
        .fetch_one("select count(*) from feedback_merges", args![])
        .await
        .expect("a number");
    assert_eq!(rows.0, 0);
    counts_are_right(&story).await;
}

#[tokio::test]
async fn members_merge_on_the_page_of_an_entry_without_javascript() {
    let story = Story::with(&[("limits", "off")]).await;
    for n in 1..=3 {
        send(&story, json!({"id": id(n), "content": format!("The chest list is empty again, {n} times")}))
            .await;
    }
    let page = async |role: Role, n: usize| {
        let cookie = story.person(role).await;
        let path = format!("/app/first/feedback/{}", id(n));
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    let suggestions = page(Role::Member, 2).await;
    assert!(suggestions.contains("action=\"/fn/feedback/merge\"") && suggestions.contains("Merge into #1"));
    assert!(!page(Role::Viewer, 2).await.contains("/fn/feedback/merge"));
    let cookie = story.person(Role::Member).await;
    let post = async |what: &str, fields: &[(&str, &str)]| {
        let call = story.app.post(&format!("/fn/feedback/{what}")).same_origin().session(&cookie);
        let back = format!("http://cresset.test/app/first/feedback/{}", id(2));
        let call = call.header("accept", "text/html").header("referer", &back);
        let own = id(2);
        let fields = [&[("project", "first"), ("id", own.as_str())], fields].concat();
        call.form(&fields).send().await.expect(302)
    };
    post("merge", &[("into", "1")]).await;
    let merged = page(Role::Member, 2).await;
    assert!(merged.contains("Duplicate of #1") && merged.contains("merged this into #1"), "{merged}");
    assert!(merged.contains("/fn/feedback/unmerge") && !merged.contains("Merge into #"));
    assert!(!merged.contains("Mark as triaged"), "what stands for it is triaged");
    let canonical = page(Role::Viewer, 1).await;
    assert!(canonical.contains("1 duplicate") && canonical.contains("merged #2 into this"), "{canonical}");
    assert!(!page(Role::Viewer, 2).await.contains("/fn/feedback/unmerge"));
    post("unmerge", &[]).await;
    assert!(page(Role::Member, 2).await.contains("un-merged this from #1"));
    let refused = post("merge", &[("into", "77")]).await;
    let back = refused.header("location").strip_prefix("http://cresset.test").expect("the page").to_owned();
    let told = story.app.get(&back).session(&cookie).send().await.expect(200).text();
    assert!(told.contains("into must be the id or the number"), "{told}");
}

#[tokio::test]
async fn exports_say_what_stands_for_an_entry() {
    let story = with_entries(2).await;
    put(&story, 2, 1).await;
    let table =
        story.app.get("/api/v1/feedback/export.csv").token(&story.read).send().await.expect(200).text();
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].ends_with("\"duplicate_of\"") && lines[1].ends_with(",\"1\"") && lines[2].ends_with(",\"\"")
    );
    let listed = story.list(&story.read, "?status=duplicate").await;
    assert_eq!(listed, ["Entry 2."]);
    let entry = feedback::get(&story.app.state, story.first.id, &id(2)).await.expect("the entry");
    assert_eq!(entry.duplicate_of.map(|other| other.number), Some(1));
}
