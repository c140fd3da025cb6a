//! Tricky cases of the reference that belong to no contract alone: floods of words and browsers, sums, and what
//! comes when its day is over.

use super::site::{ADA, Person, Site, view};
use cresset::{
    analytics::{
        model::Dim,
        server::{By, Figures, by_days, count, seal_due, total, word},
    },
    args,
    server::clock::DAY,
};
use serde_json::{Value, json};

const TODAY: (i64, i64) = (0, 0);
/// Words of one kind that a day takes, and that a sealed day keeps.
const MOST: i64 = 10_000;
const KEPT: usize = 1_000;

async fn words(site: &Site, dim: Dim) -> i64 {
    let sql = "select count(*) from dict where project_id = $1 and dim = $2";
    let rows: (i64,) =
        site.app.state.db.fetch_one(sql, args![site.project.id, dim as i64]).await.expect("a count");
    rows.0
}

async fn paths(site: &Site) -> Vec<(i64, Figures)> {
    let rows = count(&site.app.state, &site.question(TODAY), By::Dim(Dim::Path)).await.expect("figures");
    rows.into_iter().map(|row| (row.value, row.figures)).collect()
}

#[tokio::test]
async fn random_paths_end_in_other_and_the_sums_stay_right() {
    let site = Site::new("UTC").await;
    let mut path = 0;
    for _ in 0..(MOST / 50 + 2) {
        let batch: Vec<Value> = (0..50)
            .map(|q| {
                path += 1;
                json!({ "q": q, "t": 0, "n": "pageview", "u": format!("https://tba.example/{path}") })
            })
            .collect();
        let reply = site.send(&ADA, &site.page(), json!(batch)).await;
        assert_eq!(reply["accepted"], 50);
    }
    let other = word(&site.app.state, Dim::Path, "(other)");
    let found = paths(&site).await;
    let of_other =
        |rows: &[(i64, Figures)]| rows.iter().find(|(value, _)| *value == other).map(|row| row.1.views);
    let sum = |rows: &[(i64, Figures)]| rows.iter().map(|row| row.1.views).sum::<i64>();
    assert_eq!((found.len() as i64, of_other(&found), sum(&found)), (MOST + 1, Some(path - MOST), path));
    assert_eq!(words(&site, Dim::Path).await, MOST + 1);
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    let sealed = paths(&site).await;
    assert_eq!((sealed.len(), of_other(&sealed)), (KEPT + 1, Some(path - KEPT as i64)));
    assert_eq!((sum(&sealed), site.total(TODAY).await.views), (path, path));
}

#[tokio::test]
async fn made_up_browsers_leave_nothing_behind() {
    let site = Site::new("UTC").await;
    for n in 0..300 {
        // Of 300 visits that began in the same millisecond two would share an id in one run of 24.
        site.app.clock.advance(1);
        let batch = json!({ "k": site.project.public_key, "i": site.page(), "ev": [view(0, "/")] });
        let agent = format!("Mozilla/5.0 (System{n}) Browser{n}/{n}.0");
        let call =
            site.app.post("/api/events").raw("text/plain", &batch.to_string()).header("user-agent", &agent);
        let reply =
            call.header("accept-language", "de").client("192.0.2.1:1").send().await.expect(202).json();
        assert_eq!(reply["accepted"], 1);
    }
    // There is no cache that could grow: a browser is a name of our own table or none.
    assert_eq!(site.total(TODAY).await.visitors, 300);
    for dim in [Dim::Browser, Dim::Os, Dim::Device] {
        assert_eq!(words(&site, dim).await, 0, "{dim:?}");
    }
}

#[tokio::test]
async fn hours_and_days_add_up_to_the_whole() {
    let site = Site::new("Asia/Kathmandu").await;
    for (day, hour, minute) in [(0, 10, 0), (0, 12, 59), (0, 18, 10), (0, 18, 20), (1, 3, 0)] {
        site.at(day, hour, minute, 0);
        site.look(&ADA, "/a").await;
    }
    let state = &site.app.state;
    let check = async |how: &str| {
        let question = site.question((0, 1));
        let whole = total(state, &question).await.expect("figures");
        let three = |figures: &Figures| [figures.views, figures.events, figures.visits];
        let add = |a: [i64; 3], b: &Figures| std::array::from_fn(|n| a[n] + three(b)[n]);
        let days = by_days(state, &question, &[site.day(0), site.day(1)]).await.expect("figures");
        let hours = cresset::analytics::server::by_hours(state, &question).await.expect("figures");
        assert_eq!(days.iter().fold([0; 3], add), three(&whole), "days, {how}");
        assert_eq!(hours.iter().map(|hour| &hour.1).fold([0; 3], add), three(&whole), "hours, {how}");
        assert_eq!(
            days.iter().map(|day| day.visitors).sum::<i64>(),
            whole.visitors,
            "visitors of days, {how}"
        );
    };
    check("open").await;
    site.app.clock.advance(3 * DAY);
    seal_due(state, &site.project).await.expect("sealed");
    check("sealed").await;
}

#[tokio::test]
async fn a_reading_after_midnight_seals_its_day_again() {
    let site = Site::new("UTC").await;
    let page = site.look(&ADA, "/a").await;
    site.at(1, 0, 40, 0);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(site.total(TODAY).await.engaged_ms, 0);
    site.at(1, 2, 0, 0);
    site.send(&ADA, &page, json!([{ "q": 0, "n": "engagement", "e": 9_000 }])).await;
    assert_eq!(site.total(TODAY).await.engaged_ms, 9_000, "at once");
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    let total = site.total(TODAY).await;
    assert_eq!((total.engaged_ms, total.visits, total.duration_ms), (9_000, 1, 0));
    assert_eq!(site.total((1, 1)).await, Figures::default(), "it opens no visit");
}

#[tokio::test]
async fn how_a_page_came_back_is_kept_with_its_view() {
    let site = Site::new("UTC").await;
    for (q, nav) in ["navigate", "back-forward-cache", "prerender", "soft-navigation"].iter().enumerate() {
        let view = json!({ "q": q, "t": 0, "n": "pageview", "u": "https://tba.example/", "nav": nav });
        site.send(&ADA, &site.page(), json!([view])).await;
    }
    let sql = "select nav from events where project_id = $1 order by nav";
    let navs: Vec<(i64,)> = site.app.state.db.fetch_all(sql, args![site.project.id]).await.expect("rows");
    assert_eq!(navs.iter().map(|nav| nav.0).collect::<Vec<_>>(), [1, 4, 5, 7]);
    assert_eq!(site.total(TODAY).await.views, 4);
}

#[tokio::test]
async fn a_project_may_drop_or_ignore_the_wish_for_privacy() {
    let site = Site::new("UTC").await;
    let quiet = Person { gpc: true, ..ADA };
    for (policy, accepted, visitors, views) in
        [("anonymous", 1, 0, 1), ("drop", 0, 0, 1), ("ignore", 1, 1, 2)]
    {
        let mut tx = site.app.state.db.begin_write().await.expect("a transaction");
        let sql = "update projects set gpc = $2 where id = $1";
        tx.execute(sql, args![site.project.id, policy]).await.expect("changed");
        tx.commit().await.expect("committed");
        // What another process changes is known within a second.
        site.app.clock.advance(1_000);
        let reply = site.send(&quiet, &site.page(), json!([view(0, "/")])).await;
        assert_eq!(reply["accepted"], accepted, "{policy}");
        let total = site.total(TODAY).await;
        assert_eq!((total.visitors, total.views), (visitors, views), "{policy}");
    }
}
