//! Deletion of a visitor, of days, of everything: rows, visits and sums agree afterwards.

use super::{
    rollups::{Deed, Dice, compare_days, history, loads, project, visitor, visits},
    salts::is_in_files,
    site::{ADA, Person, Site, view},
};
use crate::support::{NOW, TestApp};
use cresset::{
    access::Scope,
    accounts::server::ProjectRef,
    analytics::{
        model::Dim,
        server::{Day, Figures, What, erase, record, seal_due},
    },
    args,
    server::{
        clock::{DAY, MINUTE},
        ctx::By,
        db::Db,
        router,
        ticker::Ticker,
    },
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TODAY: (i64, i64) = (0, 0);

/// Something that may be erased, and the deeds that are left.
fn choose(dice: &mut Dice, deeds: &[Deed], day_of: &dyn Fn(i64) -> i64, history: i64) -> (What, Vec<Deed>) {
    let one = deeds[dice.below(deeds.len() as u64)];
    let (first, last) = (day_of(deeds[0].at), day_of(deeds[deeds.len() - 1].at));
    let keep = |goes: &dyn Fn(&Deed) -> bool| deeds.iter().filter(|deed| !goes(deed)).copied().collect();
    match dice.below(8) {
        0 => (What::Everything, Vec::new()),
        1..=3 => {
            let days = person_days(deeds, one, day_of);
            let what = What::Visitor(visitor(history, one.person, day_of(one.at)));
            (what, keep(&|deed| deed.person == one.person && days.contains(&day_of(deed.at))))
        }
        _ => {
            let length = (last - first + 1) as u64;
            let from = first + dice.below(length) as i64;
            let to = (from + dice.below(length) as i64).min(last);
            (What::Days(from, to), keep(&|deed| (from..=to).contains(&day_of(deed.at))))
        }
    }
}

/// The days on which somebody is known to be the same one, because a visit went on past midnight.
fn person_days(deeds: &[Deed], one: Deed, day_of: &dyn Fn(i64) -> i64) -> BTreeSet<i64> {
    let mut days = BTreeSet::from([day_of(one.at)]);
    loop {
        let before = days.len();
        for visit in visits(deeds).iter().filter(|visit| visit.person == one.person) {
            if visit.deeds.iter().any(|deed| days.contains(&day_of(deed.at))) {
                days.extend(visit.deeds.iter().map(|deed| day_of(deed.at)));
            }
        }
        if days.len() == before {
            return days;
        }
    }
}

async fn rows(app: &TestApp, project: &ProjectRef) -> (i64, i64) {
    let sql = "select (select count(*) from events where project_id = $1), (select coalesce(cast(sum(events) as bigint), 0) from visits where project_id = $1)";
    app.state.db.fetch_one(sql, args![project.id]).await.expect("counts")
}

async fn histories_in(zone: &str) {
    let app = TestApp::new().await;
    let histories = if matches!(app.state.db, Db::Sqlite { .. }) { 120 } else { 12 };
    for seed in 0..histories {
        let mut dice = Dice(seed);
        let day = Day::at(zone, NOW + 5 * DAY).expect("a day");
        let deeds = history(&mut dice, [day.start, day.end, day.end + DAY]);
        let project = project(&app, zone, seed).await;
        record(&app.state, &project, &loads(&deeds, zone, seed as i64)).await.expect("stored");
        app.clock.advance(deeds[deeds.len() - 1].at + 2 * DAY - app.clock.now());
        // Half of them are sealed already.
        if seed % 2 == 0 {
            seal_due(&app.state, &project).await.expect("sealed");
        }
        let day_of = |at| Day::at(zone, at).expect("a day").number;
        let days = (day_of(deeds[0].at), day_of(deeds[deeds.len() - 1].at));
        let (what, left) = choose(&mut dice, &deeds, &day_of, seed as i64);
        let gone = erase(&app.state, &By::command_line(), &project, &what).await.expect("erased");
        let how = format!("without {what:?}");
        assert_eq!(gone.events as usize, deeds.len() - left.len(), "seed {seed}, {how}: {deeds:#?}");
        assert_eq!(rows(&app, &project).await, (left.len() as i64, left.len() as i64), "seed {seed}, {how}");
        compare_days(&app, &project, (&left, days), seed, &how).await;
        seal_due(&app.state, &project).await.expect("sealed");
        compare_days(&app, &project, (&left, days), seed, &format!("sealed {how}")).await;
    }
}

#[tokio::test]
async fn what_is_left_is_as_if_the_rest_had_never_been() {
    histories_in("UTC").await;
}

#[tokio::test]
async fn also_where_clocks_change() {
    histories_in("America/New_York").await;
}

async fn post(site: &Site, token: &str, body: Value, status: u16) -> Value {
    let call = site.app.post("/api/v1/analytics/erasures").token(token).json(&body);
    call.send().await.expect(status).json()
}

#[tokio::test]
async fn nothing_is_left_of_everything_in_the_files_either() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsErase).await;
    let page = site.look(&ADA, "/canary-path").await;
    let more = json!([
        { "q": 1, "n": "Canary event", "u": "https://tba.example/canary-path", "p": { "mail": "canary@example.org" } },
        { "q": 0, "n": "vitals", "y": 1, "m": { "lcp": 900 } },
    ]);
    site.send(&ADA, &page, more).await;
    site.look(&Person { agent: "curl/8", ..ADA }, "/canary-filtered").await;
    Ticker::new(router::tasks()).tick(&site.app.state).await;
    site.app.clock.advance(DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    site.look(&ADA, "/canary-path").await;
    let on_disk = matches!(site.app.state.db, Db::Sqlite { .. });
    assert!(!on_disk || is_in_files(&site.app, b"canary@example.org"), "the test can find it");
    let reply = post(&site, &token, json!({ "everything": true }), 200).await;
    insta::assert_json_snapshot!(reply, @r#"
    {
      "events": 3,
      "visits": 2
    }
    "#);
    for table in [
        "events",
        "visits",
        "live_visits",
        "vitals",
        "rollup_day",
        "rollup_hour",
        "vitals_day",
        "dict",
        "dropped_samples",
    ] {
        let sql: &'static str = Box::leak(format!("select count(*) from {table}").into_boxed_str());
        let (left,): (i64,) = site.app.state.db.fetch_one(sql, args![]).await.expect("a count");
        assert_eq!(left, 0, "{table}");
    }
    assert!(!on_disk || !is_in_files(&site.app, b"canary"));
    // It goes on as if nothing had been, with all its words.
    site.look(&ADA, "/canary-path").await;
    let shown = site.dashboard(&[("period", "day")]).await;
    assert_eq!(shown["panels"][0]["rows"][0]["text"], "/canary-path");
}

#[tokio::test]
async fn a_visitor_goes_with_the_visit_that_went_on_past_midnight() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsErase).await;
    let eva = Person { address: "192.0.2.9:1", ..ADA };
    for who in [&ADA, &eva] {
        site.at(0, 23, 50, 0);
        site.look(who, "/a").await;
        site.at(1, 0, 10, 0);
        site.look(who, "/b").await;
    }
    let sql = "select visitor from visits where project_id = $1 order by id";
    let visitors: Vec<(i64,)> = site.app.state.db.fetch_all(sql, args![site.project.id]).await.expect("rows");
    let body = json!({ "visitor": visitors[0].0.to_string() });
    assert_eq!(post(&site, &token, body.clone(), 200).await, json!({ "events": 2, "visits": 2 }));
    assert_eq!(post(&site, &token, body, 200).await, json!({ "events": 0, "visits": 0 }), "once");
    let total = site.total((0, 1)).await;
    assert_eq!((total.visitors, total.visits, total.views), (2, 1, 2));
    // Whoever is gone and comes back is somebody new.
    site.at(1, 0, 20, 0);
    let gone = if visitors[0] == visitors[1] { &eva } else { &ADA };
    site.look(gone, "/c").await;
    assert!(site.total((1, 1)).await.visits <= 1);
}

#[tokio::test]
async fn days_that_only_sums_are_left_of_go_too() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsErase).await;
    site.look(&ADA, "/a").await;
    site.at(1, 10, 0, 0);
    site.look(&ADA, "/b").await;
    let mut ticker = Ticker::new(router::tasks());
    site.app.clock.advance(500 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    ticker.tick(&site.app.state).await;
    assert_eq!(rows(&site.app, &site.project).await.0, 0, "forgotten one by one");
    assert_eq!(site.total((0, 1)).await.views, 2);
    let day = json!({ "from": "2026-03-03", "to": "2026-03-03" });
    assert_eq!(post(&site, &token, day, 200).await["events"], 0);
    for how in ["at once", "sealed"] {
        assert_eq!(
            (site.total(TODAY).await, site.total((1, 1)).await.views),
            (Figures::default(), 1),
            "{how}"
        );
        seal_due(&site.app.state, &site.project).await.expect("sealed");
    }
}

#[tokio::test]
async fn a_visit_that_goes_on_begins_anew() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsErase).await;
    site.look(&ADA, "/a").await;
    let today = json!({ "from": "2026-03-03", "to": "2026-03-03" });
    assert_eq!(post(&site, &token, today, 200).await["events"], 1);
    site.app.clock.advance(MINUTE);
    site.look(&ADA, "/b").await;
    let total = site.total(TODAY).await;
    assert_eq!((total.visits, total.views, total.bounces, total.duration_ms), (1, 1, 1, 0));
}

#[tokio::test]
async fn a_visit_of_which_the_beginning_is_gone_goes_on() {
    let site = Site::new("UTC").await;
    let token = site.token(Scope::AnalyticsErase).await;
    site.at(0, 23, 50, 0);
    site.look(&ADA, "/a").await;
    site.at(1, 0, 10, 0);
    site.look(&ADA, "/b").await;
    let yesterday = json!({ "from": "2026-03-03", "to": "2026-03-03" });
    assert_eq!(post(&site, &token, yesterday, 200).await, json!({ "events": 1, "visits": 1 }));
    let figures = async || {
        let total = site.total((0, 1)).await;
        (total.visitors, total.visits, total.views, total.bounces, total.duration_ms)
    };
    assert_eq!(figures().await, (1, 1, 1, 1, 0));
    site.at(1, 0, 20, 0);
    site.look(&ADA, "/c").await;
    assert_eq!(figures().await, (1, 1, 2, 0, 10 * MINUTE));
    let entries = site.by(Dim::Entry, (0, 1), &["/a", "/b", "/c"]).await;
    assert_eq!(entries["/b"].visits, 1);
}

#[tokio::test]
async fn a_user_whom_a_server_named_goes_by_that_name() {
    let site = Site::new("UTC").await;
    let [write, token] = [site.token(Scope::AnalyticsWrite).await, site.token(Scope::AnalyticsErase).await];
    let event = |id: &str, user: &str| json!({ "id": id, "event_type": "page_view", "user_id": user, "properties": { "path": "/" } });
    for environment in ["production", "staging"] {
        let events = ["u-7", "u-8"].map(|user| event(&format!("{environment} {user}"), user));
        let body = json!({ "env": environment, "events": events });
        site.app.post("/api/events").token(&write).json(&body).send().await.expect(202);
    }
    assert_eq!(
        post(&site, &token, json!({ "user_id": "u-7" }), 200).await,
        json!({ "events": 2, "visits": 2 })
    );
    assert_eq!(site.total(TODAY).await.visitors, 2);
    // Who it was is not kept, only that somebody was.
    let sql = "select detail from audit where action = 'analytics.erase'";
    let told: Vec<(String,)> = site.app.state.db.fetch_all(sql, args![]).await.expect("rows");
    assert_eq!(told, [(r#"{"what":"user"}"#.to_owned(),)]);
}

#[tokio::test]
async fn what_is_to_go_must_be_said_exactly() {
    let site = Site::new("UTC").await;
    site.send(&ADA, &site.page(), json!([view(0, "/a")])).await;
    let token = site.token(Scope::AnalyticsErase).await;
    for (body, field) in [
        (json!({}), "body"),
        (json!({ "everything": false }), "body"),
        (json!({ "everything": "yes" }), "everything"),
        (json!({ "everything": true, "visitor": "1" }), "body"),
        (json!({ "visitor": "ada" }), "visitor"),
        (json!({ "visitor": "0" }), "visitor"),
        (json!({ "from": "2026-03-03" }), "to"),
        (json!({ "to": "2026-03-03" }), "from"),
        (json!({ "from": "2026-03-04", "to": "2026-03-03" }), "to"),
        (json!({ "from": "3 March", "to": "2026-03-03" }), "from"),
        (json!({ "days": 3 }), "days"),
    ] {
        assert_eq!(post(&site, &token, body.clone(), 400).await["field"], field, "{body}");
    }
    for scope in [Scope::AnalyticsRead, Scope::AnalyticsWrite] {
        post(&site, &site.token(scope).await, json!({ "everything": true }), 403).await;
    }
    assert_eq!(site.total(TODAY).await.views, 1);
}
