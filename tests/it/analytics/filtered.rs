//! What is not counted, and that it is told.

use super::site::{ADA, Site, view};
use cresset::{analytics::server::filtered, server::router};
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
    router::tasks().into_iter().find(|task| task.name == "write what was dropped").expect("a task");
    let mut ticker = cresset::server::ticker::Ticker::new(router::tasks());
    ticker.tick(&site.app.state).await;
    let told = filtered(&site.app.state, site.project.id).await.expect("what was filtered");
    let counts: Vec<_> = told.counts.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [("bot", 2), ("no_language", 1), ("no_user_agent", 1), ("prefetch", 1), ("webdriver", 1)]
    );
    assert_eq!((told.samples.len(), told.samples[0].path.as_str()), (6, "/x"));
    assert_eq!(site.total((0, 0)).await.events, 0);
}
