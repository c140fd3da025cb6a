//! Where visitors are: by the operator's file, or by what a trusted proxy says.

use super::site::{ADA, Person, Site, view};
use crate::support::{Mmdb, TestApp};
use cresset::{
    access::Scope,
    analytics::model::Dim,
    server::{
        clock::MINUTE,
        config::{Config, Values},
        router,
        ticker::Ticker,
    },
};
use serde_json::{Value, json};
use std::path::PathBuf;

const TODAY: (i64, i64) = (0, 0);

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl File {
    fn of(places: &Mmdb) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("places.mmdb");
        std::fs::write(&path, places.bytes()).expect("written");
        Self { _folder: folder, path }
    }

    async fn site(&self, more: &[(&str, &str)]) -> Site {
        let path = self.path.to_str().expect("a path");
        let settings: Vec<_> = [("geo_database", path)].into_iter().chain(more.iter().copied()).collect();
        Site::of(TestApp::with(&settings).await, "UTC", &[]).await
    }
}

fn places() -> Mmdb {
    Mmdb::new().with("203.0.113.0", 24, ["DE", "BY", "Munich"]).with("198.51.100.0", 24, ["AT", "", ""]).with(
        "2001:db8:1::",
        48,
        ["NP", "P3", "Kathmandu"],
    )
}

async fn look(site: &Site, address: &'static str) {
    site.look(&Person { address, ..ADA }, "/").await;
}

/// Visits by the words of a dimension, as the API tells them.
async fn told(site: &Site, dimension: &str, filters: Value) -> Vec<(String, i64)> {
    let token = site.token(Scope::AnalyticsRead).await;
    let body =
        json!({ "metrics": ["visits"], "date_range": "day", "dimensions": [dimension], "filters": filters });
    let call = site.app.post("/api/v1/analytics/query").token(&token).json(&body);
    let answer = call.send().await.expect(200).json();
    let row = |row: &Value| {
        (row["dimensions"][0].as_str().unwrap_or("").to_owned(), row["metrics"][0].as_i64().unwrap_or(0))
    };
    answer["results"].as_array().expect("rows").iter().map(row).collect()
}

fn rows(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test]
async fn the_operators_file_tells_country_region_and_city() {
    let file = File::of(&places());
    let site = file.site(&[]).await;
    for address in
        ["203.0.113.77:1", "203.0.113.200:1", "198.51.100.4:1", "[2001:db8:1:2::9]:1", "192.0.2.1:1"]
    {
        look(&site, address).await;
    }
    let none = json!([]);
    assert_eq!(
        told(&site, "visit:country", none.clone()).await,
        rows(&[("DE", 2), ("(none)", 1), ("AT", 1), ("NP", 1)])
    );
    assert_eq!(
        told(&site, "visit:region", none.clone()).await,
        rows(&[("(none)", 2), ("DE-BY", 2), ("NP-P3", 1)])
    );
    assert_eq!(
        told(&site, "visit:city", none).await,
        rows(&[("(none)", 2), ("Munich", 2), ("Kathmandu", 1)])
    );
    let germany = json!([["is", "visit:country", ["DE"]]]);
    assert_eq!(told(&site, "visit:city", germany).await, rows(&[("Munich", 2)]));
}

#[tokio::test]
async fn a_new_file_is_noticed_within_a_minute() {
    let file = File::of(&Mmdb::new().with("203.0.113.0", 24, ["DE", "", ""]));
    let site = file.site(&[]).await;
    let mut ticker = Ticker::new(router::tasks());
    look(&site, "203.0.113.1:1").await;
    ticker.tick(&site.app.state).await;
    // Written beside it and moved over it, as updaters do; a second later, by the clock of files.
    let new = file.path.with_extension("new");
    std::fs::write(&new, Mmdb::new().with("203.0.113.0", 24, ["FR", "", ""]).bytes()).expect("written");
    let later = std::fs::metadata(&new).and_then(|about| about.modified()).expect("a time")
        + std::time::Duration::from_secs(1);
    std::fs::File::options()
        .write(true)
        .open(&new)
        .and_then(|file| file.set_modified(later))
        .expect("a time");
    std::fs::rename(&new, &file.path).expect("moved");
    site.app.clock.advance(MINUTE);
    ticker.tick(&site.app.state).await;
    look(&site, "203.0.113.2:1").await;
    // One that is no such file leaves what was known.
    std::fs::write(&file.path, b"nothing").expect("written");
    site.app.clock.advance(MINUTE);
    ticker.tick(&site.app.state).await;
    look(&site, "203.0.113.3:1").await;
    let found = site.by(Dim::Country, TODAY, &["DE", "FR"]).await;
    assert_eq!((found["DE"].visits, found["FR"].visits), (1, 2));
}

#[tokio::test]
async fn a_header_is_believed_of_a_trusted_proxy_alone() {
    let file = File::of(&places());
    let proxy = [("trusted_proxies", "10.0.0.0/8"), ("country_header", "CF-IPCountry")];
    let site = file.site(&proxy).await;
    let send = async |peer: &str, from: &str, country: &str| {
        let batch = json!({ "k": site.project.public_key, "i": site.page(), "ev": [view(0, "/")] });
        let call = site.app.post("/api/events").browser().raw("text/plain", &batch.to_string()).client(peer);
        call.header("x-forwarded-for", from).header("cf-ipcountry", country).send().await.expect(202);
    };
    send("10.0.0.1:1", "192.0.2.1", "fr").await;
    send("10.0.0.1:1", "192.0.2.2", "XX").await;
    // The file knows the same country more closely; of another one it is wrong.
    send("10.0.0.1:1", "203.0.113.1", "DE").await;
    send("10.0.0.1:1", "203.0.113.2", "IT").await;
    // Anybody can write a header.
    send("192.0.2.3:1", "192.0.2.1", "US").await;
    let none = json!([]);
    assert_eq!(
        told(&site, "visit:country", none.clone()).await,
        rows(&[("(none)", 2), ("DE", 1), ("FR", 1), ("IT", 1)])
    );
    assert_eq!(told(&site, "visit:city", none).await, rows(&[("(none)", 4), ("Munich", 1)]));
}

#[tokio::test]
async fn what_a_server_tells_is_where_its_user_is() {
    let file = File::of(&places());
    let site = file.site(&[("trusted_proxies", "10.0.0.0/8"), ("country_header", "cf-ipcountry")]).await;
    let token = site.token(Scope::AnalyticsWrite).await;
    let event = |id: &str, properties: Value| json!({ "id": id, "event_type": "page_view", "user_id": id, "properties": properties });
    let events = json!({ "events": [event("1", json!({ "path": "/", "ip": "203.0.113.5" })), event("2", json!({ "path": "/" }))] });
    let call = site.app.post("/api/events").json(&events).token(&token).client("10.0.0.1:1");
    call.header("x-forwarded-for", "198.51.100.4").header("cf-ipcountry", "AT").send().await.expect(202);
    let plausible = json!({ "name": "pageview", "url": "https://tba.example/", "domain": "tba" });
    let call = site.app.post("/api/event").json(&plausible).token(&token).client("198.51.100.4:1");
    call.header("x-forwarded-for", "203.0.113.6")
        .header("user-agent", "Mozilla/5.0 Firefox/141.0")
        .send()
        .await
        .expect(202);
    assert_eq!(
        told(&site, "visit:country", json!([])).await,
        rows(&[("DE", 2), ("(none)", 1)]),
        "not where the server stands"
    );
}

#[test]
fn a_file_that_is_none_is_a_mistake_of_the_configuration() {
    let load = |path: &str| {
        let flags: Values = [("geo_database", path), ("country_header", "no header")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        Config::load(flags, &|_| None, Values::new())
            .expect_err("two mistakes")
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let other = tempfile::NamedTempFile::new().expect("a file");
    for path in ["/nowhere.mmdb", other.path().to_str().expect("a path")] {
        let told = load(path);
        assert_eq!(told.len(), 2);
        assert!(
            told[0].ends_with("expected a file in MaxMind's format such as GeoLite2-City.mmdb"),
            "{told:?}"
        );
    }
}
