//! The page at the end of the setup.

use super::Office;
use crate::support::NOW;
use axum::response::IntoResponse;
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};

async fn start(office: &Office) -> Value {
    let call = office.app.post("/fn/project/start").same_origin().json(&json!({ "project": "tba" }));
    office.as_person(&office.grace, call).await.send().await.expect(200).json()
}

async fn view(office: &Office, key: &str) {
    let view = json!({ "q": 0, "t": 0, "n": "pageview", "u": "https://tba.example/chests" });
    let batch = json!({ "v": 1, "k": key, "i": "0063c7a1b2c3d4e5", "s": 0, "ev": [view] });
    office.app.post("/api/events").browser().raw("text/plain", &batch.to_string()).send().await.expect(202);
}

#[tokio::test]
async fn an_open_page_hears_of_an_event() {
    let office = Office::new().await;
    let state = &office.app.state;
    let mut streams = [office.tba.id, office.other.id]
        .map(|id| state.hub.subscribe(id).into_response().into_body().into_data_stream());
    view(&office, &office.tba.public_key).await;
    let [own, foreign] = &mut streams;
    let first = own.next().await.expect("a message").expect("no failure");
    assert!(String::from_utf8_lossy(&first).contains(r#"{"topic":"events"}"#));
    assert!(foreign.next().now_or_never().is_none(), "another project hears nothing");
}

#[tokio::test]
async fn the_newest_sign_of_life_is_shown() {
    let office = Office::new().await;
    let key = office.tba.public_key.clone();
    let fresh = start(&office).await;
    assert_eq!((&fresh["arrival"], &fresh["base"]), (&Value::Null, &json!("http://cresset.test")));
    view(&office, &key).await;
    let arrival = start(&office).await["arrival"].clone();
    assert_eq!(arrival, json!({ "kind": "Page view", "page": "/chests", "from": null, "at": NOW + 1 }));
    office.app.clock.advance(5);
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let call = office.app.post("/api/feedback").header("x-cresset-key", &key).header("user-agent", agent);
    call.json(&json!({ "content": "x", "page": "/ranks" })).send().await.expect(201);
    let arrival = start(&office).await["arrival"].clone();
    assert_eq!((&arrival["kind"], &arrival["page"]), (&json!("Feedback"), &json!("/ranks")));
    assert!(
        arrival["from"]
            .as_str()
            .is_some_and(|from| from.starts_with("Firefox") && from.ends_with("on Linux"))
    );
}
