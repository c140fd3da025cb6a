//! Web vitals as beacons tell them, and as the web-vitals library reports them by itself.

use super::site::{ADA, Person, Site};
use cresset::{
    analytics::server::seal_due,
    server::clock::{DAY, MINUTE},
};
use serde_json::{Value, json};

/// p75 by vital, as the page shows them.
async fn shown(site: &Site, asked: &[(&str, &str)]) -> Vec<(String, i64)> {
    let vitals = site.dashboard(asked).await["vitals"]["All"].clone();
    let shown = |vital: &Value| Some((vital["vital"].as_str()?.to_owned(), vital["p75"].as_i64()?));
    vitals.as_array().expect("vitals").iter().filter_map(shown).collect()
}

fn named(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[tokio::test]
async fn no_shift_is_a_value_and_a_late_interaction_counts() {
    let site = Site::new("UTC").await;
    let page = site.look(&ADA, "/a").await;
    site.at(0, 10, 0, 30);
    site.send(&ADA, &page, json!([{ "q": 0, "n": "vitals", "y": 1, "m": { "lcp": 900, "cls": 0 } }])).await;
    assert_eq!(shown(&site, &[]).await, named(&[("lcp", 900), ("cls", 0)]));
    // Forty seconds after the page was opened.
    site.at(0, 10, 0, 45);
    site.send(&ADA, &page, json!([{ "q": 0, "n": "vitals", "y": 2, "m": { "cls": 0, "inp": 96 } }])).await;
    let all = shown(&site, &[]).await;
    assert_eq!(all, named(&[("lcp", 900), ("inp", 96), ("cls", 0)]));
    // What comes late and is older changes nothing.
    site.send(&ADA, &page, json!([{ "q": 0, "n": "vitals", "y": 1, "m": { "inp": 8 } }])).await;
    assert_eq!(shown(&site, &[]).await, all);
}

/// As `navigator.sendBeacon(url, JSON.stringify(metric))` sends it.
async fn report(site: &Site, who: &Person, query: &str, metric: Value) -> Value {
    let path = format!("/api/events?k={}{query}", site.project.public_key);
    let call = site.app.post(&path).raw("text/plain;charset=UTF-8", &metric.to_string()).client(who.address);
    call.header("user-agent", who.agent).header("accept-language", "de").send().await.expect(202).json()
}

fn metric(id: &str, name: &str, value: f64, path: &str) -> Value {
    json!({ "name": name, "value": value, "delta": value, "rating": "good", "id": id, "navigationType": "navigate",
        "entries": [], "navigationId": 1, "navigationURL": format!("https://tba.example{path}") })
}

#[tokio::test]
async fn the_librarys_own_reports_are_counted_without_a_view() {
    let site = Site::new("UTC").await;
    let send =
        async |id: &str, name: &str, value: f64| report(&site, &ADA, "", metric(id, name, value, "/a")).await;
    let reply = send("v6-1-1", "LCP", 900.4).await;
    insta::assert_json_snapshot!(reply, @r#"
    {
      "accepted": 1,
      "dropped": 0,
      "duplicate": 0,
      "errors": []
    }
    "#);
    send("v6-1-2", "CLS", 0.0).await;
    send("v6-1-3", "INP", 40.0).await;
    // A later report has the whole value, not what was added.
    site.at(0, 10, 3, 0);
    send("v6-1-3", "INP", 120.0).await;
    let all = named(&[("lcp", 900), ("inp", 120), ("cls", 0)]);
    assert_eq!(shown(&site, &[]).await, all);
    assert_eq!(site.total((0, 0)).await, Default::default(), "nobody looked at anything");
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(shown(&site, &[("period", "7d")]).await.len(), 3, "in the sums of the day");
    assert_eq!(shown(&site, &[("period", "day")]).await, []);
}

#[tokio::test]
async fn a_report_is_told_apart_by_page_environment_and_visit() {
    let site = Site::new("UTC").await;
    site.look(&ADA, "/a?utm_source=newsletter").await;
    report(&site, &ADA, "&rel=web@1", metric("1", "LCP", 900.0, "/a")).await;
    report(&site, &ADA, "&env=staging", metric("2", "LCP", 96.0, "/b")).await;
    let asked = async |name: &'static str, value: &'static str| shown(&site, &[(name, value)]).await;
    assert_eq!(asked("f", "is,page,/a").await, named(&[("lcp", 900)]));
    assert_eq!(asked("env", "staging").await, named(&[("lcp", 96)]));
    assert_eq!(asked("f", "is,release,web@1").await, named(&[("lcp", 900)]));
    assert_eq!(asked("f", "is,source,newsletter").await.len(), 1, "of her visit");
    assert_eq!(asked("f", "is,source,Google").await, []);
    let nowhere = json!({ "name": "TTFB", "value": 96, "id": "3" });
    report(&site, &ADA, "&u=https%3A%2F%2Ftba.example%2Fc", nowhere).await;
    assert_eq!(asked("f", "is,page,/c").await, named(&[("ttfb", 96)]), "as the address says");
}

#[tokio::test]
async fn what_is_no_report_is_refused_and_a_crawlers_is_filtered() {
    let site = Site::new("UTC").await;
    let post = |query: String, body: Value| {
        site.app.post(&format!("/api/events{query}")).browser().raw("text/plain", &body.to_string()).send()
    };
    let key = format!("?k={}", site.project.public_key);
    let wrong = post(key.clone(), json!({ "name": "FID", "value": 1, "id": "a" })).await.expect(400).json();
    assert_eq!(wrong["field"], "name");
    post(format!("?k={}", "0".repeat(32)), metric("1", "LCP", 1.0, "/")).await.expect(401);
    let bot = Person { agent: "curl/8", ..ADA };
    assert_eq!(report(&site, &bot, "", metric("1", "LCP", 1.0, "/")).await["dropped"], 1);
    site.app.clock.advance(MINUTE);
    assert_eq!(shown(&site, &[]).await, []);
}
