//! The page at the end of the setup.

use super::Office;
use crate::support::NOW;
use serde_json::{Value, json};

async fn start(office: &Office) -> Value {
    let call = office.app.post("/fn/project/start").same_origin().json(&json!({ "project": "tba" }));
    office.as_person(&office.grace, call).await.send().await.expect(200).json()
}

#[tokio::test]
async fn the_newest_sign_of_life_is_shown() {
    let office = Office::new().await;
    let key = office.tba.public_key.clone();
    let fresh = start(&office).await;
    assert_eq!((&fresh["arrival"], &fresh["base"]), (&Value::Null, &json!("http://cresset.test")));
    let view = json!({ "q": 0, "t": 0, "n": "pageview", "u": "https://tba.example/chests" });
    let batch = json!({ "v": 1, "k": key, "i": "0063c7a1b2c3d4e5", "s": 0, "ev": [view] });
    office.app.post("/api/events").raw("text/plain", &batch.to_string()).send().await.expect(202);
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
