//! The first page of a project.

use crate::{
    deploys::{Deploys, new_project, web, with},
    support::NOW,
};
use serde_json::{Value, json};
use std::sync::Arc;

const DAY: i64 = 86_400_000;

/// What the page is made of, as a viewer gets it.
async fn read(deploys: &Deploys) -> Value {
    let cookie = deploys.app.viewer(deploys.project.id).await;
    let call = deploys.app.post("/fn/overview/read").same_origin().session(&cookie);
    call.json(&json!({ "project": "tba" })).send().await.expect(200).json()
}

async fn page(deploys: &Deploys) -> String {
    let cookie = deploys.app.viewer(deploys.project.id).await;
    deploys.app.get("/app/tba").session(&cookie).send().await.expect(200).text()
}

async fn feedback(deploys: &Deploys, kind: &str, content: &str) {
    let body = json!({ "feedback_type": kind, "content": content, "key": deploys.project.public_key });
    deploys.app.post("/api/feedback").json(&body).send().await.expect(201);
}

/// `count` page views that happen now.
async fn views(deploys: &Deploys, page: u64, count: usize) {
    let view = |q| json!({ "q": q, "t": 0, "n": "pageview", "u": "https://tba.example/chests" });
    let events: Vec<Value> = (0..count).map(view).collect();
    let batch =
        json!({ "v": 1, "k": deploys.project.public_key, "i": format!("{page:016x}"), "s": 0, "ev": events });
    deploys.app.post("/api/events").browser().json(&batch).send().await.expect(202);
}

/// The value without what is another one in every run.
fn stable(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.retain(|name, _| !["id", "public_key", "instance"].contains(&name.as_str()));
            members.values_mut().for_each(|member| *member = stable(member.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = stable(item.take())),
        _ => {}
    }
    value
}

/// The document's title is put together last, when what the page was made of may be gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_made_at_the_same_time_are_all_complete() {
    let deploys = Arc::new(Deploys::new().await);
    let cookie = deploys.app.viewer(deploys.project.id).await;
    let readers = (0..8).map(|_| {
        let (deploys, cookie) = (deploys.clone(), cookie.clone());
        tokio::spawn(async move {
            for _ in 0..40 {
                let page = deploys.app.get("/app/tba").session(&cookie).send().await.expect(200).text();
                assert!(page.contains("<title>Overview · Cresset</title>"), "{page}");
            }
        })
    });
    for reader in readers.collect::<Vec<_>>() {
        reader.await.expect("complete pages");
    }
}

#[tokio::test]
async fn everything_is_told_at_once() {
    let deploys = Deploys::new().await;
    views(&deploys, 1, 3).await;
    deploys.app.clock.advance(DAY);
    views(&deploys, 2, 2).await;
    deploys.record(with(web("2.4.0"), "commit", "a1b2c3d4e5f6")).await;
    deploys.app.clock.advance(60_000);
    deploys.record(with(web("2.4.1"), "status", "failed")).await;
    feedback(&deploys, "bug", "The chest list stays empty").await;
    let told = read(&deploys).await;
    let minutes = told["instance"]["requests"].as_array().expect("minutes");
    assert!(minutes.last().expect("the last minute").as_f64() > Some(0.0), "{minutes:?}");
    insta::assert_json_snapshot!(stable(told));
}

#[tokio::test]
async fn the_page_reads_without_javascript_and_links_its_numbers() {
    let deploys = Deploys::new().await;
    deploys.record(web("2.4.0")).await;
    deploys.app.clock.advance(60_000);
    let failed = deploys.record(with(web("2.4.1"), "status", "failed")).await;
    feedback(&deploys, "bug", "The chest list <b>stays</b> empty").await;
    views(&deploys, 1, 2).await;
    let page = page(&deploys).await;
    for text in ["web@2.4.0 runs in production", "The chest list &lt;b&gt;stays&lt;/b&gt; empty", "1 new bug"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let failed = format!("/app/tba/deployments/{}", failed["id"].as_str().expect("an id"));
    for link in [failed.as_str(), "/app/tba/feedback?type=bug&amp;status=new", "from=2026-02-25"] {
        assert!(page.contains(link), "{link}: {page}");
    }
    assert!(page.matches("<figure class=\"chart").count() == 6 && !page.contains("style="), "{page}");
    assert!(!page.contains("Waiting for the first page view"), "{page}");
    assert_eq!(page.matches("new_bugs").count(), 1, "the data was read once");
}

#[tokio::test]
async fn an_empty_project_says_what_to_paste() {
    let deploys = Deploys::new().await;
    let page = page(&deploys).await;
    for text in ["Waiting for the first page view", "No deployment recorded yet", "No feedback yet"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(page.contains("/embed.js") && page.contains(&deploys.project.public_key), "{page}");
}

#[tokio::test]
async fn nothing_of_another_project_is_told() {
    let mut deploys = Deploys::new().await;
    deploys.record(with(web("2.4.0"), "status", "failed")).await;
    feedback(&deploys, "bug", "Ours").await;
    views(&deploys, 1, 2).await;
    let ours = deploys.project.clone();
    deploys.project = new_project(&deploys.app.state, "other").await;
    let cookie = deploys.app.viewer(deploys.project.id).await;
    let call = |slug: &str| {
        let call = deploys.app.post("/fn/overview/read").same_origin().session(&cookie);
        call.json(&json!({ "project": slug })).send()
    };
    call(&ours.slug).await.expect(404);
    let told = call("other").await.expect(200).json();
    assert_eq!((&told["new_bugs"], &told["latest"], &told["marks"]), (&json!(0), &json!([]), &json!([])));
    assert_eq!(told["views"]["days"], json!([0, 0, 0, 0, 0, 0, 0]));
    assert!(!told.to_string().contains("2.4.0") && told["now"] == NOW, "{told}");
}
