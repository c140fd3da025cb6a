//! Two processes on one database count as one does.

use super::site::{ADA, Person, Site, view};
use cresset::analytics::{model::Dim, server::Figures};
use futures::future::join_all;
use serde_json::json;
use std::collections::BTreeMap;

const PATHS: [&str; 3] = ["/a", "/b", "/c"];
const PEOPLE: [&str; 5] =
    ["192.0.2.1:40000", "192.0.2.2:40000", "192.0.2.3:40000", "[2001:db8::1]:40000", "[2001:db8:1::1]:40000"];

/// Five people come at the same moments, go on within half an hour or after it, and past midnight; each step is
/// sent twice, and the second time another instance gets it.
async fn story(site: &Site) -> (Figures, BTreeMap<String, Figures>) {
    for (hours, minutes) in [(8, 0), (8, 10), (8, 41), (22, 50), (23, 5)] {
        site.at(0, hours, minutes, 0);
        let steps = PEOPLE.map(|address| (Person { address, ..ADA }, site.page()));
        for _ in 0..2 {
            let sent = steps.iter().enumerate().map(|(n, (who, page))| {
                let read = json!({ "q": 0, "n": "engagement", "e": 0, "sd": 10 * n });
                site.send(
                    who,
                    page,
                    json!([view(0, PATHS[n % 3]), view(1, PATHS[(n + hours as usize) % 3]), read]),
                )
            });
            join_all(sent).await;
        }
    }
    (site.total((0, 1)).await, site.by(Dim::Path, (0, 1), &PATHS).await)
}

#[tokio::test]
async fn two_instances_give_the_numbers_of_one() {
    let one = story(&Site::new("Europe/Berlin").await).await;
    let two = story(&Site::new("Europe/Berlin").await.with_another().await).await;
    assert_eq!(one, two);
    let (total, paths) = two;
    // Each came three times: at eight, again after 31 minutes, and around midnight in Berlin.
    assert_eq!((total.views, total.visits), (50, 15), "{total:?}");
    assert_eq!(paths.values().map(|path| path.views).sum::<i64>(), 50);
}
