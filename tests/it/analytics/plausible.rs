//! Events of Plausible's script and libraries.

use super::{
    rollups::{Deed, loads},
    site::Site,
};
use crate::support::{Call, NOW, TestApp};
use cresset::analytics::{
    model::Dim,
    server::{By, Fact, count, record},
};
use serde_json::{Value, json};

const TODAY: (i64, i64) = (0, 0);

async fn site() -> Site {
    Site::of(TestApp::new().await, "UTC", &["https://tba.example"]).await
}

fn event(site: &Site, event: &Value) -> Call {
    site.app.post("/api/event").browser().raw("text/plain", &event.to_string())
}

#[tokio::test]
async fn a_visit_as_the_script_tells_it() {
    let site = site().await;
    let view = |path: &str| json!({ "n": "pageview", "v": 36, "u": format!("https://tba.example{path}"), "d": "tba.example", "r": "https://www.google.com/" });
    let reply = event(&site, &view("/a")).send().await.expect(202);
    assert_eq!((reply.text(), reply.header("x-plausible-dropped")), ("ok".into(), ""));
    let read = |path: &str, e: i64, sd: i64| json!({ "n": "engagement", "v": 36, "e": e, "sd": sd, "u": format!("https://tba.example{path}"), "d": "tba.example" });
    site.at(0, 10, 0, 20);
    event(&site, &read("/a", 4_000, 30)).send().await.expect(202);
    event(&site, &read("/a", 3_000, 60)).send().await.expect(202);
    event(&site, &view("/b")).send().await.expect(202);
    // The page that was left tells of itself after the next one has begun.
    event(&site, &read("/a", 1_000, 20)).send().await.expect(202);
    let signup =
        json!({ "n": "Signup", "u": "https://tba.example/b", "d": "tba.example", "p": { "plan": "pro" } });
    event(&site, &signup).send().await.expect(202);
    let pages = site.by(Dim::Path, TODAY, &["/a", "/b"]).await;
    assert_eq!((pages["/a"].engaged_ms, pages["/a"].scroll, pages["/b"].engaged_ms), (8_000, 60, 0));
    let total = site.total(TODAY).await;
    assert_eq!((total.visitors, total.visits, total.views, total.events), (1, 1, 2, 3));
    assert_eq!(site.by(Dim::Source, TODAY, &["Google"]).await["Google"].visits, 1);
}

/// Both requests are under way at once when a page is left for another one.
#[tokio::test]
async fn a_page_may_tell_of_itself_in_the_same_transaction_as_the_next_one() {
    let site = site().await;
    let deed = |seconds: i64, path: usize| Deed {
        at: NOW + seconds * 1_000,
        person: 0,
        path,
        is_view: true,
        read: 0,
    };
    let [first, mut second, mut third] =
        <[_; 3]>::try_from(loads(&[deed(0, 0), deed(20, 1), deed(40, 2)], "UTC", 0)).expect("three loads");
    let left = |path: &str, seconds: i64| Fact::Passage {
        path: path.into(),
        at: NOW + seconds * 1_000,
        engaged_ms: 4_000,
        scroll: 50,
    };
    second.facts.push(left("/a", 21));
    third.facts.push(left("/b", 41));
    record(&site.app.state, &site.project, &[first]).await.expect("stored");
    record(&site.app.state, &site.project, &[second, third]).await.expect("stored");
    let pages = site.by(Dim::Path, TODAY, &["/a", "/b", "/c"]).await;
    let read = ["/a", "/b", "/c"].map(|path| (pages[path].engaged_ms, pages[path].scroll));
    assert_eq!(read, [(4_000, 50), (4_000, 50), (0, 0)]);
}

#[tokio::test]
async fn domains_are_slugs_or_hosts_that_projects_list() {
    let site = site().await;
    let send = async |domain: Option<&str>, url: &str| {
        let reply = event(&site, &json!({ "n": "pageview", "u": url, "d": domain })).send().await.expect(202);
        reply.header("x-plausible-dropped").to_owned()
    };
    assert_eq!(send(Some("tba"), "https://elsewhere.example/").await, "");
    assert_eq!(send(Some("www.tba.example"), "https://tba.example/").await, "");
    assert_eq!(send(None, "https://tba.example/").await, "");
    assert_eq!(send(Some("tba, tba.example"), "https://tba.example/").await, "", "once");
    assert_eq!(send(Some("unknown.example"), "https://tba.example/").await, "1");
    assert_eq!(site.total(TODAY).await.views, 4);
}

#[tokio::test]
async fn a_property_of_any_name_can_be_asked_for() {
    let site = site().await;
    let odd = ["a.b", "[0]", "$", "a\"b", "größe"];
    let props: serde_json::Map<_, _> = odd.iter().map(|key| ((*key).to_owned(), json!("v"))).collect();
    let order = json!({ "n": "Order", "u": "https://tba.example/", "d": "tba", "p": props,
        "$": { "amount": 9.9, "currency": "EUR" } });
    event(&site, &order).send().await.expect(202);
    let told = async |key: &str| {
        let rows = count(&site.app.state, &site.question(TODAY), By::Prop(key)).await.expect("figures");
        rows.into_iter().filter_map(|row| row.text).collect::<Vec<_>>()
    };
    for key in odd {
        assert_eq!(told(key).await, ["v"], "{key}");
    }
    assert_eq!((told("$amount").await, told("$currency").await), (vec!["9.9".into()], vec!["EUR".into()]));
    assert!(told("$none").await.is_empty());
}

#[tokio::test]
async fn an_id_makes_a_repeat_harmless_and_mistakes_are_named() {
    let site = site().await;
    let view = json!({ "name": "pageview", "url": "https://tba.example/", "id": "a1" });
    for _ in 0..3 {
        event(&site, &view).send().await.expect(202);
    }
    assert_eq!(site.total(TODAY).await.views, 1);
    let wrong = event(&site, &json!({ "name": "", "url": "ftp://x" })).send().await.expect(400).json();
    insta::assert_json_snapshot!(wrong, @r#"
    {
      "errors": {
        "event_name": [
          "must be a text that is not empty"
        ],
        "url": [
          "url must begin with https:// or http://"
        ]
      }
    }
    "#);
    let bot = site.app.post("/api/event").header("user-agent", "curl/8").raw("text/plain", &view.to_string());
    assert_eq!(bot.send().await.expect(202).header("x-plausible-dropped"), "1");
    let late = json!({ "n": "engagement", "e": 3_000, "u": "https://tba.example/never" });
    assert_eq!(event(&site, &late).send().await.expect(202).header("x-plausible-dropped"), "1");
}
