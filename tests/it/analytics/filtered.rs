//! What is not counted, and that it is told.

use super::site::{ADA, Site, view};
use cresset::{
    analytics::server::filtered,
    server::{router, ticker::Ticker},
};
use serde_json::json;

#[tokio::test]
async fn what_no_person_sent_is_listed_with_its_reason() {
    let site = Site::new("UTC").await;
    let send = async |headers: &[(&str, &str)], driven: i64| {
        let batch = json!({ "k": site.project.public_key, "i": site.page(), "wd": driven, "ev": [view(0, "/x?secret=1")] });
        let call = site.app.post("/api/events").raw("text/plain", &batch.to_string());
        headers
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value))
            .send()
            .await
            .expect(202)
            .json()
    };
    let bot = ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
    let person = ("user-agent", ADA.agent);
    for (headers, driven) in [
        (vec![bot], 0),
        (vec![bot, ("accept-language", "en")], 0),
        (vec![], 0),
        (vec![person], 0),
        (vec![person, ("accept-language", "en")], 1),
        (vec![person, ("accept-language", "en"), ("sec-purpose", "prefetch")], 0),
    ] {
        let reply = send(&headers, driven).await;
        assert_eq!((&reply["accepted"], &reply["dropped"]), (&json!(0), &json!(1)), "{headers:?}");
    }
    let mut ticker = Ticker::new(router::tasks());
    ticker.tick(&site.app.state).await;
    let told = filtered(&site.app.state, &site.project).await.expect("what was filtered");
    let counts: Vec<_> =
        told.reasons.iter().map(|refused| (refused.reason.as_str(), refused.count)).collect();
    assert_eq!(
        counts,
        [("bot", 2), ("webdriver", 1), ("no_user_agent", 1), ("no_language", 1), ("prefetch", 1)]
    );
    assert_eq!((told.samples.len(), told.samples[0].path.as_str()), (6, "/x"));
    assert_eq!((told.counted, site.total((0, 0)).await.events), (0, 0));
}

#[tokio::test]
async fn the_page_of_filtered_traffic_tells_days_of_the_project() {
    let site = Site::new("America/Los_Angeles").await;
    let mut ticker = Ticker::new(router::tasks());
    // 2 March at 22:00 there and 3 March at 02:00; 31 days earlier is not told any more.
    for (days, hours, times) in [(-31, 6, 1), (0, 6, 2), (0, 10, 1)] {
        site.at(days, hours, 0, 0);
        for _ in 0..times {
            let batch = json!({ "k": site.project.public_key, "i": site.page(), "ev": [view(0, "/x?y=1")] });
            let call = site.app.post("/api/events").raw("text/plain", &batch.to_string());
            call.header("user-agent", "curl/8.5.0").send().await.expect(202);
        }
        ticker.tick(&site.app.state).await;
    }
    site.look(&ADA, "/a").await;
    let told = filtered(&site.app.state, &site.project).await.expect("what was filtered");
    let [refused] = &told.reasons[..] else { panic!("one reason: {told:?}") };
    assert_eq!((refused.count, &refused.days[27..], told.counted), (3, &[0, 2, 1][..], 1));
    let cookie = site.app.viewer(site.project.id).await;
    let page = site.app.get("/app/tba/analytics/filtered").session(&cookie).send().await.expect(200).text();
    for text in ["3 events of 30 days not counted, 75 % of all that came", ">/x<", "curl"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}
