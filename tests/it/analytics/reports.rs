//! Events that applications' servers tell: with a token they say whose they were and when.

use super::site::Site;
use crate::deploys::new_project;
use cresset::{
    access::Scope,
    analytics::{
        model::{Dim, filtered::Reason},
        server::{By, Figures, count, filtered, seal_due, views_of},
    },
    server::{
        clock::{DAY, HOUR, MINUTE},
        router,
        ticker::Ticker,
    },
};
use serde_json::{Value, json};

const TODAY: (i64, i64) = (0, 0);

fn who(figures: Figures) -> (i64, i64, i64) {
    (figures.visitors, figures.visits, figures.views)
}

fn view(id: &str, user: Option<&str>, time: &str, path: &str) -> Value {
    json!({ "id": id, "event_type": "page_view", "user_id": user, "timestamp": time, "properties": { "path": path } })
}

/// As a server sends them; with a token the project need not be named.
async fn tell(site: &Site, token: Option<&str>, events: Value) -> Value {
    let call = match token {
        Some(token) => site.app.post("/api/events").json(&json!({ "events": events })).token(token),
        None => {
            let body = json!({ "k": site.project.public_key, "events": events });
            site.app.post("/api/events").browser().json(&body)
        }
    };
    call.send().await.expect(202).json()
}

#[tokio::test]
async fn a_token_makes_time_and_person_believed() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let events = json!([
        view("4", Some("u-2"), "2026-03-03T09:50:00Z", "/a"),
        view("2", Some("u-1"), "2026-03-03T09:20:00.5+00:00", "/b"),
        view("1", Some("u-1"), "2026-03-03T10:00:00+01:00", "/a"),
        // Nobody can tell any more who that was.
        view("3", Some("u-1"), "2026-03-02T23:00:00Z", "/a"),
        view("5", None, "2026-03-03T09:00:00Z", "/c"),
        { "id": "6", "event_type": "Paid", "user_id": "u-1", "properties": { "plan": "pro" }, "timestamp": "2026-03-03T09:21:00Z" },
    ]);
    let reply = tell(&site, Some(&token), events.clone()).await;
    insta::assert_json_snapshot!(reply, @r#"
    {
      "accepted": 6,
      "dropped": 0,
      "duplicate": 0,
      "errors": []
    }
    "#);
    let again = tell(&site, Some(&token), events).await;
    assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(6)));
    let today = site.total(TODAY).await;
    assert_eq!((who(today), today.events, today.bounces), ((2, 2, 4), 5, 1));
    assert_eq!(today.duration_ms, 21 * MINUTE, "in the order of their times");
    assert_eq!(who(site.total((-1, -1)).await), (0, 0, 1));
    let plans = count(&site.app.state, &site.question(TODAY), By::Prop("plan")).await.expect("figures");
    assert_eq!((plans[0].text.as_deref(), plans[0].figures.events), (Some("pro"), 1));
    let pages = site.by(Dim::Entry, TODAY, &["/a", "/b"]).await;
    assert_eq!((pages["/a"].visits, pages.contains_key("/b")), (2, false));
}

#[tokio::test]
async fn without_a_token_the_servers_time_counts() {
    let site = Site::new("UTC").await;
    let told = json!([
        view("1", Some("u-1"), "2026-03-02T10:00:00Z", "/a"),
        view("2", Some("u-2"), "2030-01-01T00:00:00Z", "/b"),
        view("3", None, "nonsense", "/b"),
    ]);
    assert_eq!(tell(&site, None, told).await["accepted"], 3);
    assert_eq!(who(site.total(TODAY).await), (1, 1, 3), "one browser, now");
    assert_eq!(who(site.total((-30, -1)).await), (0, 0, 0));
    // The other forms have no time of their own to believe.
    let plausible = json!({ "n": "pageview", "u": "https://tba.example/", "d": "tba", "timestamp": "2026-03-02T10:00:00Z" });
    site.app.post("/api/event").browser().json(&plausible).send().await.expect(202);
    let own = json!({ "k": site.project.public_key, "i": site.page(), "s": -86_400_000, "timestamp": 1,
        "ev": [{ "q": 0, "t": 86_400_000, "n": "pageview", "u": "https://tba.example/" }] });
    site.app.post("/api/events").browser().json(&own).send().await.expect(202);
    assert_eq!(who(site.total(TODAY).await), (1, 1, 5));
    assert_eq!(site.total((1, 3_000)).await, Figures::default());
}

#[tokio::test]
async fn with_a_token_a_time_must_be_one_the_project_can_keep() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let told = json!([
        view("1", None, "2025-01-20T00:00:00Z", "/"),
        view("2", None, "2026-03-03T10:11:00Z", "/"),
        view("3", None, "2026-03-03T10:09:00Z", "/"),
        view("4", None, "soon", "/"),
    ]);
    let reply = tell(&site, Some(&token), told).await;
    assert_eq!(reply["accepted"], 1);
    let places: Vec<_> =
        reply["errors"].as_array().expect("errors").iter().map(|error| &error["index"]).collect();
    assert_eq!(places, [0, 1, 3]);
    assert_eq!(site.total(TODAY).await.views, 1, "of a clock that is a little ahead");
}

#[tokio::test]
async fn a_late_event_tears_no_visit() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let send = async |id: &str, time: &str| {
        let told = json!([view(id, Some("u-1"), time, "/a")]);
        assert_eq!(tell(&site, Some(&token), told).await["accepted"], 1);
    };
    send("1", "2026-03-03T09:55:00Z").await;
    send("2", "2026-03-03T08:00:00Z").await;
    site.at(0, 10, 5, 0);
    send("3", "2026-03-03T10:05:00Z").await;
    let total = site.total(TODAY).await;
    assert_eq!((who(total), total.duration_ms), ((1, 2, 3), 10 * MINUTE));
    // Two of them at once are one visit, whatever goes on meanwhile.
    let told = json!([
        view("4", Some("u-1"), "2026-03-03T06:00:00Z", "/a"),
        view("5", Some("u-1"), "2026-03-03T06:10:00Z", "/a"),
        view("6", Some("u-1"), "2026-03-03T10:05:00Z", "/a"),
    ]);
    assert_eq!(tell(&site, Some(&token), told).await["accepted"], 3);
    let total = site.total(TODAY).await;
    assert_eq!((who(total), total.duration_ms), ((1, 3, 6), 20 * MINUTE));
}

#[tokio::test]
async fn what_is_told_of_a_sealed_day_is_added_to_it() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let counted = async || {
        let start = cresset::analytics::server::Day::at("UTC", crate::support::NOW).expect("a day").start;
        views_of(&site.app.state, site.project.id, &[start], start + DAY).await.expect("a count")[0]
    };
    tell(&site, Some(&token), json!([view("1", None, "2026-03-03T09:00:00Z", "/a")])).await;
    site.app.clock.advance(3 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!((site.total(TODAY).await.views, counted().await), (1, 1));
    tell(&site, Some(&token), json!([view("2", None, "2026-03-03T09:00:00Z", "/a")])).await;
    assert_eq!((site.total(TODAY).await.views, counted().await), (2, 2), "at once");
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    site.app.clock.advance(HOUR);
    assert_eq!(site.total(TODAY).await.views, 2, "and when the day is sealed again");
}

#[tokio::test]
async fn a_browser_is_told_by_its_text_which_is_not_kept() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let told = |id: &str, agent: &str, ip: &str| {
        json!({ "id": id, "event_type": "page_view",
        "properties": { "path": "/a?utm_source=newsletter", "referrer": "https://www.google.com/", "user_agent": agent, "ip": ip } })
    };
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let events = json!([
        told("1", firefox, "203.0.113.9"),
        told("2", firefox, "203.0.113.10"),
        told("3", bot, "203.0.113.9")
    ]);
    let reply = tell(&site, Some(&token), events).await;
    assert_eq!((&reply["accepted"], &reply["dropped"]), (&json!(2), &json!(1)));
    assert_eq!(who(site.total(TODAY).await), (2, 2, 2));
    assert_eq!(site.by(Dim::Browser, TODAY, &["Firefox"]).await["Firefox"].visits, 2);
    assert_eq!(site.by(Dim::Source, TODAY, &["newsletter"]).await["newsletter"].visits, 2);
    for key in ["user_agent", "ip"] {
        let kept = count(&site.app.state, &site.question(TODAY), By::Prop(key)).await.expect("figures");
        assert!(kept.is_empty(), "{key}");
    }
    Ticker::new(router::tasks()).tick(&site.app.state).await;
    let told = filtered(&site.app.state, &site.project).await.expect("what was filtered");
    assert_eq!((told.count(), told.reasons[0].reason), (1, Reason::Bot));
}

#[tokio::test]
async fn a_token_speaks_for_its_own_project() {
    let site = Site::new("UTC").await;
    let other = new_project(&site.app.state, "other").await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let send = |key: &str, token: &str| {
        let body = json!({ "k": key, "events": [view("1", None, "2026-03-03T09:00:00Z", "/a")] });
        site.app.post("/api/events").json(&body).token(token).send()
    };
    send(&other.public_key, &token).await.expect(403);
    send(&site.project.public_key, &site.token(Scope::AnalyticsRead).await).await.expect(403);
    send(&site.project.public_key, "crs_nothing").await.expect(401);
    send(&site.project.public_key, &token).await.expect(202);
    let nameless = site.app.post("/api/events").browser().json(&json!({ "events": [] })).send().await;
    assert_eq!(nameless.expect(400).json()["field"], "k");
}
