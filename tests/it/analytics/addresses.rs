//! Whose address counts: row 19 of the reference's tricky cases, and a server that speaks for its visitors.

use super::site::{ADA, Site, view};
use crate::support::TestApp;
use cresset::{
    access::Scope,
    accounts::server::projects::{self, NewProject},
    analytics::model::Dim,
    server::ctx::By,
};
use serde_json::json;

const TODAY: (i64, i64) = (0, 0);

/// A page view through `peer`, whose headers name addresses.
async fn look(site: &Site, peer: &str, headers: &[(&str, &str)]) {
    let batch = json!({ "k": site.project.public_key, "i": site.page(), "ev": [view(0, "/")] });
    let call = site.app.post("/api/events").raw("text/plain", &batch.to_string()).client(peer);
    let call = call.header("user-agent", ADA.agent).header("accept-language", "de");
    let call = headers.iter().fold(call, |call, (name, value)| call.header(name, value));
    assert_eq!(call.send().await.expect(202).json()["accepted"], 1);
}

#[tokio::test]
async fn a_header_anybody_can_forge_is_ignored() {
    let site = Site::new("UTC").await;
    look(&site, "198.51.100.4:1", &[]).await;
    look(&site, "198.51.100.4:2", &[("x-forwarded-for", "203.0.113.9")]).await;
    look(&site, "198.51.100.4:3", &[("forwarded", "for=203.0.113.10")]).await;
    assert_eq!(site.total(TODAY).await.visitors, 1);
}

#[tokio::test]
async fn behind_two_trusted_hops_the_right_most_other_address_counts() {
    let app = TestApp::with(&[("trusted_proxies", "10.0.0.0/8")]).await;
    let site = Site::of(app, "UTC", &[]).await;
    let through = async |line: &str| look(&site, "10.0.0.1:1", &[("x-forwarded-for", line)]).await;
    through("203.0.113.9, 10.2.3.4").await;
    // What the client wrote to the left of it changes nothing.
    through("6.6.6.6, 203.0.113.9, 10.2.3.4").await;
    assert_eq!(site.total(TODAY).await.visitors, 1);
    through("203.0.113.10, 10.2.3.4").await;
    look(&site, "10.0.0.1:1", &[("forwarded", r#"for="[2001:db8::9]:80""#)]).await;
    assert_eq!(site.total(TODAY).await.visitors, 3);
}

#[tokio::test]
async fn a_server_with_a_token_names_its_visitors_in_the_header() {
    let site = Site::of(TestApp::new().await, "UTC", &["https://tba.example"]).await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let send = async |token: Option<&str>, line: &str| {
        let body = json!({ "name": "pageview", "url": "https://tba.example/", "domain": "tba" });
        let call = site.app.post("/api/event").json(&body).client("198.51.100.4:1");
        let call =
            call.header("user-agent", "plausible-php-client/1.0 (bot)").header("x-forwarded-for", line);
        let call = token.into_iter().fold(call, |call, token| call.token(token));
        call.send().await.expect(202).header("x-plausible-dropped").to_owned()
    };
    assert_eq!(send(None, "203.0.113.9").await, "1", "a program");
    for line in ["203.0.113.9", "6.6.6.6, 203.0.113.9", "203.0.113.10"] {
        assert_eq!(send(Some(&token), line).await, "");
    }
    let total = site.total(TODAY).await;
    assert_eq!((total.visitors, total.views), (2, 3));
    let devices = site.by(Dim::Device, TODAY, &["bot", ""]).await;
    assert!(!devices.contains_key("bot"), "the sender's program is nobody's device: {devices:?}");
}

#[tokio::test]
async fn a_list_of_domains_is_stored_for_each() {
    let site = Site::of(TestApp::new().await, "UTC", &["https://tba.example"]).await;
    let new = NewProject {
        slug: "other".into(),
        name: "Other".into(),
        time_zone: "UTC".into(),
        origins: vec!["https://b.example".into(), "https://tba.example".into()],
    };
    let other = projects::create(&site.app.state, &By::command_line(), new).await.expect("a project");
    let send = async |domain: &str, token: Option<&str>| {
        let body = json!({ "n": "pageview", "u": "https://tba.example/both", "d": domain });
        let call = site.app.post("/api/event").browser().json(&body);
        let call = token.into_iter().fold(call, |call, token| call.token(token));
        call.send().await.expect(202).header("x-plausible-dropped").to_owned()
    };
    let elsewhere = async || {
        let question = cresset::analytics::server::Question::new(&other, (site.day(0), site.day(0)));
        cresset::analytics::server::total(&site.app.state, &question).await.expect("figures").views
    };
    assert_eq!(send("tba,www.b.example", None).await, "");
    assert_eq!((site.total(TODAY).await.views, elsewhere().await), (1, 1));
    assert_eq!(send("tba, nowhere.example ,b.example", None).await, "");
    assert_eq!((site.total(TODAY).await.views, elsewhere().await), (2, 2));
    // A token is good for its own project.
    let token = site.token(Scope::AnalyticsWrite).await;
    assert_eq!(send("tba,other", Some(&token)).await, "1");
    assert_eq!((site.total(TODAY).await.views, elsewhere().await), (3, 2));
}

#[tokio::test]
async fn limits_of_plausibles_events_are_kept() {
    let site = Site::of(TestApp::new().await, "UTC", &[]).await;
    let send = |body: serde_json::Value| site.app.post("/api/event").browser().json(&body).send();
    let url = format!("https://tba.example/{}", "x".repeat(2_000));
    send(json!({ "n": "pageview", "u": url, "d": "tba" })).await.expect(400);
    let long =
        json!({ "n": "Signup", "u": "https://tba.example/", "d": "tba", "p": { "a": "x".repeat(2_001) } });
    assert!(send(long).await.expect(400).json()["errors"]["props"].is_array());
    let many: serde_json::Map<_, _> = (0..31).map(|n| (format!("k{n:02}"), json!("v"))).collect();
    let body = json!({ "n": "Signup", "u": "https://tba.example/", "d": "tba", "p": many });
    send(body).await.expect(202);
    let kept = async |key: &str| {
        let by = cresset::analytics::server::By::Prop(key);
        let rows = cresset::analytics::server::count(&site.app.state, &site.question(TODAY), by).await;
        rows.expect("figures").iter().any(|row| row.text.as_deref() == Some("v"))
    };
    assert_eq!((kept("k29").await, kept("k30").await), (true, false));
}
