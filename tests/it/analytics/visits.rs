//! Who counts as whom and what as one visit: the cases that are easy to get wrong.

use super::site::{ADA, Person, Site, view};
use cresset::analytics::{model::Dim, server::Figures};
use serde_json::json;

const TODAY: (i64, i64) = (0, 0);

fn who(figures: Figures) -> (i64, i64, i64) {
    (figures.visitors, figures.visits, figures.views)
}

#[tokio::test]
async fn a_visit_past_midnight_is_one_and_its_visitor_one_of_each_day() {
    let site = Site::new("UTC").await;
    site.at(0, 23, 50, 0);
    site.look(&ADA, "/a").await;
    site.at(1, 0, 10, 0);
    site.look(&ADA, "/b").await;
    assert_eq!(who(site.total(TODAY).await), (1, 1, 1));
    assert_eq!(who(site.total((1, 1)).await), (1, 0, 1));
    assert_eq!(who(site.total((0, 1)).await), (2, 1, 2));
    let both = site.total((0, 1)).await;
    assert_eq!((both.bounces, both.duration_ms), (0, 20 * 60_000));
    // Under the new day's number, later than the old one's salt lives.
    site.at(1, 0, 38, 0);
    site.look(&ADA, "/c").await;
    assert_eq!(who(site.total((0, 1)).await), (2, 1, 3));
    let exits = site.by(Dim::Exit, TODAY, &["/a", "/b", "/c"]).await;
    assert_eq!(exits["/c"].visits, 1, "the last page of the whole visit");
}

#[tokio::test]
async fn the_day_is_that_of_the_project() {
    // 14:00 and 17:00 in Los Angeles are two days in UTC.
    let site = Site::new("America/Los_Angeles").await;
    site.at(0, 22, 0, 0);
    site.look(&ADA, "/").await;
    site.at(1, 1, 0, 0);
    site.look(&ADA, "/").await;
    assert_eq!(who(site.total(TODAY).await), (1, 2, 2));
}

#[tokio::test]
async fn half_an_hour_is_the_longest_pause() {
    let site = Site::new("UTC").await;
    site.at(0, 10, 59, 0);
    site.look(&ADA, "/").await;
    site.at(0, 11, 1, 0);
    site.look(&ADA, "/").await;
    site.at(0, 11, 31, 0);
    site.look(&ADA, "/").await;
    assert_eq!(who(site.total(TODAY).await), (1, 1, 3), "also across the hour");
    site.at(0, 12, 1, 1);
    site.look(&ADA, "/").await;
    assert_eq!(who(site.total(TODAY).await), (1, 2, 4));
}

#[tokio::test]
async fn readings_come_twice_and_in_any_order() {
    let site = Site::new("UTC").await;
    let page = site.look(&ADA, "/long").await;
    let read = |e: i64, sd: i64| json!([{ "q": 0, "n": "engagement", "e": e, "sd": sd }]);
    site.at(0, 10, 1, 0);
    for (e, sd, accepted) in [(9_000, 40, 1), (5_000, 63, 1), (9_000, 40, 0), (12_000, 20, 1)] {
        assert_eq!(site.send(&ADA, &page, read(e, sd)).await["accepted"], accepted, "{e} {sd}");
    }
    let pages = site.by(Dim::Path, TODAY, &["/long"]).await;
    assert_eq!((pages["/long"].engaged_ms, pages["/long"].scroll), (12_000, 63));
    let total = site.total(TODAY).await;
    assert_eq!((total.engaged_ms, total.duration_ms), (12_000, 60_000));
    // Nobody reads for longer than the page is open.
    site.send(&ADA, &page, read(3_600_000, 0)).await;
    assert_eq!(site.total(TODAY).await.engaged_ms, 65_000);
}

#[tokio::test]
async fn a_tab_left_open_wakes_no_visit() {
    let site = Site::new("UTC").await;
    let page = site.look(&ADA, "/").await;
    let read = |e: i64| json!([{ "q": 0, "n": "engagement", "e": e }]);
    site.at(0, 12, 0, 0);
    site.send(&ADA, &page, read(10_000)).await;
    let total = site.total(TODAY).await;
    assert_eq!((total.visits, total.engaged_ms, total.duration_ms, total.bounces), (1, 10_000, 0, 1));
    site.at(1, 10, 0, 1);
    assert_eq!(site.send(&ADA, &page, read(20_000)).await["dropped"], 1, "a day later");
    assert_eq!(site.total(TODAY).await.engaged_ms, 10_000);
}

#[tokio::test]
async fn a_bounce_is_one_view_and_nothing_done() {
    let site = Site::new("UTC").await;
    let page = site.look(&ADA, "/").await;
    assert_eq!(site.total(TODAY).await.bounces, 1);
    let event = |q: i64, ia: bool| json!([{ "q": q, "n": "Seen", "u": "https://tba.example/", "ia": ia }]);
    site.send(&ADA, &page, event(1, false)).await;
    assert_eq!(site.total(TODAY).await.bounces, 1, "what happens by itself");
    site.send(&ADA, &page, event(2, true)).await;
    let total = site.total(TODAY).await;
    assert_eq!((total.bounces, total.views, total.events), (0, 1, 3));
}

#[tokio::test]
async fn a_reading_without_its_view_is_no_visit() {
    let site = Site::new("UTC").await;
    let page = site.page();
    let reply = site.send(&ADA, &page, json!([{ "q": 0, "n": "engagement", "e": 5_000 }])).await;
    assert_eq!((&reply["accepted"], &reply["dropped"]), (&json!(0), &json!(1)));
    assert_eq!(site.total(TODAY).await, Figures::default());
    site.look(&ADA, "/").await;
    assert_eq!(who(site.total(TODAY).await), (1, 1, 1));
}

#[tokio::test]
async fn one_network_of_ipv6_is_one_visitor_and_two_browsers_are_two() {
    let site = Site::new("UTC").await;
    let from = |address| Person { address, ..ADA };
    site.look(&from("[2001:db8:1:2::1]:4000"), "/").await;
    site.look(&from("[2001:db8:1:2:ffff::9]:4000"), "/").await;
    assert_eq!(who(site.total(TODAY).await), (1, 1, 2));
    site.look(&from("[2001:db8:1:3::1]:4000"), "/").await;
    assert_eq!(who(site.total(TODAY).await), (2, 2, 3));
    let other =
        Person { agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0", ..from("[2001:db8:1:2::1]:4000") };
    site.look(&other, "/").await;
    assert_eq!(who(site.total(TODAY).await), (3, 3, 4));
}

#[tokio::test]
async fn who_asks_for_privacy_is_a_view_and_nobody() {
    let site = Site::new("UTC").await;
    let quiet = Person { gpc: true, ..ADA };
    let page = site.look(&quiet, "/a").await;
    site.send(&quiet, &page, json!([{ "q": 0, "n": "engagement", "e": 4_000, "sd": 50 }])).await;
    site.look(&quiet, "/b").await;
    let total = site.total(TODAY).await;
    assert_eq!((who(total), total.bounces, total.duration_ms), ((0, 0, 2), 0, 0));
    let pages = site.by(Dim::Path, TODAY, &["/a", "/b"]).await;
    assert_eq!((pages["/a"].views, pages["/a"].visitors, pages["/b"].views), (1, 0, 1));
}

#[tokio::test]
async fn a_batch_of_a_whole_visit_is_one() {
    let site = Site::new("UTC").await;
    let page = site.page();
    let batch = json!([
        view(0, "/a?utm_source=newsletter&utm_medium=email"),
        { "q": 0, "n": "engagement", "e": 2_000, "sd": 30 },
        { "q": 1, "n": "Signup", "u": "https://tba.example/a", "p": { "plan": "pro" } },
        view(2, "/b"),
        { "q": 0, "n": "vitals", "y": 1, "m": { "lcp": 900 } },
    ]);
    let reply = site.send(&ADA, &page, batch.clone()).await;
    assert_eq!((&reply["accepted"], &reply["dropped"]), (&json!(5), &json!(0)));
    let again = site.send(&ADA, &page, batch).await;
    assert_eq!(again["accepted"], 1, "measurements are not told apart from their repeats");
    let total = site.total(TODAY).await;
    assert_eq!((who(total), total.events, total.engaged_ms), ((1, 1, 2), 3, 2_000));
    let sources = site.by(Dim::Channel, TODAY, &["Email"]).await;
    assert_eq!(sources["Email"].visits, 1);
    let (entries, exits) =
        (site.by(Dim::Entry, TODAY, &["/a"]).await, site.by(Dim::Exit, TODAY, &["/b"]).await);
    assert_eq!((entries["/a"].visits, exits["/b"].visits), (1, 1));
}
