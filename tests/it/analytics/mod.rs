//! Events, contract by contract.

mod addresses;
mod busy;
mod cases;
mod effect;
mod erasure;
mod export;
mod filtered;
mod geo;
mod goals;
mod instances;
mod panels;
mod plausible;
mod query;
mod reports;
mod retention;
mod rollups;
mod salts;
mod site;
mod visits;
mod vitals;

use crate::{
    deploys::new_project,
    support::{Call, NOW, TestApp},
};
use cresset::{
    accounts::server::{
        ProjectRef, day_starts,
        projects::{self, NewProject},
    },
    analytics::server::{hour_starts, last_event, views_of},
    server::{
        clock::{DAY, HOUR, MINUTE},
        ctx::By,
    },
};
use serde_json::{Value, json};

struct Events {
    app: TestApp,
    project: ProjectRef,
}

impl Events {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let project = new_project(&app.state, "tba").await;
        Self { app, project }
    }

    fn batch(&self, page: &str, events: Value) -> Value {
        json!({ "v": 1, "k": self.project.public_key, "i": page, "s": 5_000, "ev": events })
    }

    fn send(&self, batch: &Value) -> Call {
        self.app.post("/api/events").browser().raw("text/plain;charset=UTF-8", &batch.to_string())
    }

    /// Page views of the minute before the clock's, and of its own.
    async fn views(&self) -> Vec<i64> {
        let now = self.app.clock.now();
        let starts = [now - MINUTE, now];
        views_of(&self.app.state, self.project.id, &starts, now + MINUTE).await.expect("views")
    }
}

const PAGE: &str = "0063c7a1b2c3d4e5";

fn view(q: i64, t: i64) -> Value {
    json!({ "q": q, "t": t, "n": "pageview", "u": "https://tba.example/chests?player=7", "r": "", "nav": "navigate" })
}

#[tokio::test]
async fn a_page_view_is_counted_once_however_often_it_is_sent() {
    let events = Events::new().await;
    let batch = events.batch(PAGE, json!([view(0, 0), view(1, 4_000)]));
    let first = events.send(&batch).send().await.expect(202);
    assert_eq!(first.header("access-control-allow-origin"), "*");
    insta::assert_json_snapshot!(first.json(), @r#"
    {
      "accepted": 2,
      "dropped": 0,
      "duplicate": 0,
      "errors": []
    }
    "#);
    for _ in 0..9 {
        let again = events.send(&batch).send().await.expect(202).json();
        assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(2)));
    }
    assert_eq!(events.views().await, [2, 0]);
    let last = last_event(&events.app.state, events.project.id).await.expect("an answer").expect("an event");
    assert_eq!(
        (last.at, last.path.as_str(), last.environment.as_str()),
        (NOW - 1_000, "/chests", "production")
    );
}

#[tokio::test]
async fn repeats_at_the_same_time_are_counted_once() {
    let events = std::sync::Arc::new(Events::new().await);
    let calls: Vec<_> = (0..50)
        .map(|n| {
            let events = events.clone();
            tokio::spawn(async move {
                let page = format!("0063c7a1b2c3d4{:02x}", n % 5);
                let many: Vec<_> = (0..30).map(|q| view(q, 0)).collect();
                events.send(&events.batch(&page, json!(many))).send().await.expect(202).json()
            })
        })
        .collect();
    let mut accepted = 0;
    for call in calls {
        accepted += call.await.expect("an answer")["accepted"].as_i64().expect("a number");
    }
    assert_eq!(accepted, 150);
    assert_eq!(events.views().await.iter().sum::<i64>(), 150);
}

#[tokio::test]
async fn a_wrong_event_does_not_fail_its_batch() {
    let events = Events::new().await;
    let batch = events.batch(
        PAGE,
        json!([{ "q": 0, "n": "pageview", "u": "data:,x" }, view(1, 0), { "q": 2, "n": "Signup" }, 7, { "q": 9, "n": "engagement", "e": 1 }]),
    );
    let reply = events.send(&batch).send().await.expect(202).json();
    assert_eq!(
        reply,
        json!({
            "accepted": 2, "duplicate": 0, "dropped": 1,
            "errors": [
                { "index": 0, "field": "u", "message": "u must begin with https:// or http://" },
                { "index": 3, "field": "ev", "message": reply["errors"][1]["message"] },
            ],
        })
    );
}

#[tokio::test]
async fn what_cannot_be_a_batch_is_refused() {
    let events = Events::new().await;
    let good = events.batch(PAGE, json!([view(0, 0)]));
    let problem = |body: &str| events.app.post("/api/events").raw("text/plain", body);
    problem("{").send().await.expect(400);
    problem(&" ".repeat(65_537)).send().await.expect(413);
    events.app.post("/api/events").raw("application/xml", "<x/>").send().await.expect(415);
    let many: Vec<_> = (0..51).map(|q| view(q, 0)).collect();
    let too_many = events.send(&events.batch(PAGE, json!(many))).send().await.expect(400).json();
    assert_eq!(too_many["field"], "ev");
    let page = events.send(&events.batch("xyz", json!([view(0, 0)]))).send().await.expect(400).json();
    assert_eq!(page["field"], "i");
    let mut unknown = good.clone();
    unknown["k"] = json!("0".repeat(32));
    events.send(&unknown).send().await.expect(401);
    events.app.post("/api/events").browser().json(&good).send().await.expect(202);
}

#[tokio::test]
async fn listed_origins_are_the_only_ones() {
    let events = Events::new().await;
    let new = NewProject {
        slug: "closed".into(),
        name: "Closed".into(),
        time_zone: "UTC".into(),
        origins: vec!["https://tba.example".into()],
    };
    let closed = projects::create(&events.app.state, &By::command_line(), new).await.expect("a project");
    let mut batch = events.batch(PAGE, json!([view(0, 0)]));
    batch["k"] = json!(closed.public_key);
    for (origin, status) in
        [("https://tba.example", 202), ("http://cresset.test", 202), ("https://evil.example", 403)]
    {
        let reply = events.send(&batch).header("origin", origin).send().await.expect(status);
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn prefetched_pages_and_preflights() {
    let events = Events::new().await;
    let batch = events.batch(PAGE, json!([view(0, 0)]));
    let reply = events.send(&batch).header("sec-purpose", "prefetch;prerender").send().await.expect(202);
    assert_eq!(reply.json()["dropped"], 1);
    assert_eq!(events.views().await, [0, 0]);
    let preflight = events.app.request("OPTIONS", "/api/events").send().await.expect(204);
    assert_eq!(preflight.header("access-control-allow-methods"), "POST");
}

#[tokio::test]
async fn days_and_hours_are_those_of_the_project() {
    let app = TestApp::new().await;
    let new = NewProject {
        slug: "far".into(),
        name: "Far".into(),
        time_zone: "Asia/Kathmandu".into(),
        origins: Vec::new(),
    };
    let project = projects::create(&app.state, &By::command_line(), new).await.expect("a project");
    // 15:45 there, 5 h 45 min ahead.
    let today = NOW - 15 * HOUR - 45 * MINUTE;
    assert_eq!(day_starts(&project, NOW, 3).expect("days"), [today - 2 * DAY, today - DAY, today]);
    let hours = hour_starts(&project, NOW).expect("hours");
    assert_eq!((hours.len(), hours[0], hours[15]), (16, today, today + 15 * HOUR));
    assert_eq!(hour_starts(&project, today).expect("hours").len(), 24, "the day before");
    let berlin = ProjectRef { time_zone: "Europe/Berlin".into(), ..project };
    let summer = NOW + 27 * DAY;
    let days = day_starts(&berlin, summer, 3).expect("days");
    assert_eq!([days[1] - days[0], days[2] - days[1]], [DAY, 23 * HOUR], "clocks went forward on 29 March");
}

#[tokio::test]
async fn what_was_counted_stays_right_while_events_come_in() {
    let events = Events::new().await;
    events.send(&events.batch(PAGE, json!([view(0, 0)]))).send().await.expect(202);
    let (start, end) = (NOW - HOUR, NOW);
    let count =
        async || views_of(&events.app.state, events.project.id, &[start], end).await.expect("a count");
    assert_eq!(count().await, [1]);
    // Sent at once, and counted although the hour was counted before.
    events.app.clock.advance(5 * MINUTE);
    let late =
        json!({ "k": events.project.public_key, "i": "0063c7a1b2c3d4e6", "s": 600_000, "ev": [view(0, 0)] });
    events.send(&late).send().await.expect(202);
    assert_eq!(count().await, [2]);
    // Now nothing can arrive any more, and the answer is kept.
    events.app.clock.advance(HOUR);
    assert_eq!((count().await, count().await), (vec![2], vec![2]));
}
