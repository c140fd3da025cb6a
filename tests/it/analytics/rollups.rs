//! Sealed days, open days and a plain recount of what happened say the same.

use crate::support::{NOW, TestApp};
use cresset::{
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
    },
    analytics::{
        model::Dim,
        server::{
            By as Told, Day, Engagement, Event, Fact, Figures, PAGE_VIEW, Question, Recorded, by_days,
            by_hours, count, record, seal_due, total, word,
        },
    },
    server::{
        clock::{DAY, HOUR, MINUTE, Millis},
        ctx::By,
        db::Db,
    },
};
use std::collections::{BTreeMap, BTreeSet};

const PATHS: [&str; 4] = ["/a", "/b", "/c", "/d"];
const DEVICES: [&str; 2] = ["desktop", "mobile"];
const ENVIRONMENTS: [&str; 2] = ["production", "staging"];

/// SplitMix64, so that a failure can be repeated by its seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end) as usize
    }
}

/// One thing somebody did.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    pub at: Millis,
    pub person: usize,
    pub path: usize,
    /// A view, or an event.
    pub is_view: bool,
    /// How long the view was read, said a second later; 0: not said.
    pub read: i64,
}

/// Four people do up to 24 things within three days, often around midnight.
pub fn history(dice: &mut Dice, midnights: [Millis; 3]) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = (0..1 + dice.below(24))
        .map(|_| {
            let midnight = midnights[dice.below(3)];
            let reach = if dice.below(2) == 0 { 2 * HOUR } else { 20 * HOUR };
            let at = midnight - reach / 2 + dice.below(reach as u64) as i64;
            let read = if dice.below(3) == 0 { 0 } else { 1_000 * dice.below(6) as i64 };
            Deed { at, person: dice.below(4), path: dice.below(4), is_view: dice.below(4) > 0, read }
        })
        .collect();
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

/// The number of somebody on a day of a history.
pub fn visitor(history: i64, person: usize, day: i64) -> i64 {
    1 + (person as i64) + 10 * day + 10_000_000 * history
}

/// What is stored of the deeds, as page loads in the order of time.
pub fn loads(deeds: &[Deed], zone: &str, history: i64) -> Vec<Recorded> {
    let load = |(n, deed): (usize, &Deed)| {
        let day = Day::at(zone, deed.at).expect("a day");
        let early = deed.at < day.start + 30 * MINUTE;
        let path = PATHS[deed.path];
        let event = Event {
            seq: 0,
            at: deed.at,
            name: if deed.is_view { PAGE_VIEW.into() } else { "Signup".into() },
            url: format!("https://a.example{path}"),
            path: path.into(),
            referrer: None,
            nav: 1,
            props: None,
            interactive: !deed.is_view,
        };
        let mut facts = vec![Fact::Event(event)];
        if deed.is_view && deed.read > 0 {
            let reading = Engagement { seq: 0, at: deed.at, engaged_ms: deed.read, scroll: 50 };
            facts.push(Fact::Engagement(reading));
        }
        Recorded {
            page: n as i64,
            at: deed.at,
            visitor: visitor(history, deed.person, day.number),
            before: early.then(|| visitor(history, deed.person, day.number - 1)),
            environment: ENVIRONMENTS[deed.person / 2],
            release: "web@1".into(),
            country: "DE",
            device: DEVICES[deed.person % 2],
            browser: "Firefox",
            os: "Linux",
            width: 1_280,
            lite: false,
            facts,
        }
    };
    deeds.iter().enumerate().map(load).collect()
}

/// A visit as a plain reading of the definitions finds it.
pub struct Visit {
    pub person: usize,
    pub deeds: Vec<Deed>,
}

pub fn visits(deeds: &[Deed]) -> Vec<Visit> {
    let mut all: Vec<Visit> = Vec::new();
    for person in 0..4 {
        let mut last = None;
        for deed in deeds.iter().filter(|deed| deed.person == person) {
            if last.is_none_or(|last| deed.at - last > 30 * MINUTE) {
                all.push(Visit { person, deeds: Vec::new() });
            }
            last = Some(deed.at);
            all.last_mut().expect("a visit").deeds.push(*deed);
        }
    }
    all
}

/// The figures of the days of one span, of all people or those with a device.
fn recount(
    visits: &[Visit],
    (from, to): (Millis, Millis),
    day_of: &dyn Fn(Millis) -> i64,
    device: Option<usize>,
) -> Figures {
    let mut figures = Figures::default();
    let mut people = BTreeSet::new();
    for visit in visits.iter().filter(|visit| device.is_none_or(|device| visit.person % 2 == device)) {
        let inside = visit.deeds.iter().filter(|deed| (from..to).contains(&deed.at));
        for deed in inside {
            people.insert((visit.person, day_of(deed.at)));
            figures.events += 1;
            figures.views += i64::from(deed.is_view);
            figures.engaged_ms += if deed.is_view { deed.read } else { 0 };
        }
        let (first, last) = (visit.deeds[0].at, visit.deeds[visit.deeds.len() - 1].at);
        if (from..to).contains(&first) {
            figures.visits += 1;
            figures.duration_ms += last - first;
            let views = visit.deeds.iter().filter(|deed| deed.is_view).count();
            figures.bounces += i64::from(views == 1 && visit.deeds.len() == 1);
        }
    }
    figures.visitors = people.len() as i64;
    figures
}

/// Views of a path and who looked at it.
fn recount_path(deeds: &[Deed], path: usize, day_of: &dyn Fn(Millis) -> i64) -> (i64, i64) {
    let views: Vec<_> = deeds.iter().filter(|deed| deed.is_view && deed.path == path).collect();
    let people: BTreeSet<_> = views.iter().map(|deed| (deed.person, day_of(deed.at))).collect();
    (people.len() as i64, views.len() as i64)
}

pub async fn project(app: &TestApp, zone: &str, n: u64) -> ProjectRef {
    let new =
        NewProject { slug: format!("p{n}"), name: "P".into(), time_zone: zone.into(), origins: Vec::new() };
    projects::create(&app.state, &By::command_line(), new).await.expect("a project")
}

async fn compare(app: &TestApp, project: &ProjectRef, deeds: &[Deed], seed: u64, how: &str) {
    let day_of = |at| Day::at(&project.time_zone, at).expect("a day").number;
    let days = (day_of(deeds[0].at), day_of(deeds[deeds.len() - 1].at));
    compare_days(app, project, (deeds, days), seed, how).await;
}

/// Every figure of the days against a recount of what happened on them.
pub async fn compare_days(
    app: &TestApp,
    project: &ProjectRef,
    (deeds, days): (&[Deed], (i64, i64)),
    seed: u64,
    how: &str,
) {
    let state = &app.state;
    let day_of = |at| Day::at(&project.time_zone, at).expect("a day").number;
    let question = Question::new(project, days);
    let visits = visits(deeds);
    let span = question.span().expect("a span");
    let without_scroll = |figures: Figures| Figures { scroll: 0, ..figures };
    let what = format!("seed {seed}, {}, {how}: {deeds:#?}", project.time_zone);
    assert_eq!(
        total(state, &question).await.expect("figures"),
        recount(&visits, span, &day_of, None),
        "{what}"
    );
    let starts: Vec<i64> = (days.0..=days.1).collect();
    let by_day = by_days(state, &question, &starts).await.expect("figures");
    for (day, figures) in starts.iter().zip(by_day) {
        let day = Day::numbered(&project.time_zone, *day).expect("a day");
        assert_eq!(figures, recount(&visits, (day.start, day.end), &day_of, None), "{what}");
    }
    // A hundred and more spans each time: some histories are enough.
    if seed.is_multiple_of(5) {
        for ((from, to), figures) in by_hours(state, &question).await.expect("figures") {
            assert_eq!(without_scroll(figures), recount(&visits, (from, to), &day_of, None), "{what}");
        }
    }
    let rows = count(state, &question, Told::Dim(Dim::Device)).await.expect("figures");
    let devices: BTreeMap<i64, Figures> =
        rows.iter().map(|row| (row.value, without_scroll(row.figures))).collect();
    for (n, name) in DEVICES.iter().enumerate() {
        let found = devices.get(&word(state, Dim::Device, name)).copied().unwrap_or_default();
        assert_eq!(found, recount(&visits, span, &day_of, Some(n)), "{what}");
    }
    let rows = count(state, &question, Told::Dim(Dim::Path)).await.expect("figures");
    let paths: BTreeMap<i64, (i64, i64)> =
        rows.iter().map(|row| (row.value, (row.figures.visitors, row.figures.views))).collect();
    for (n, path) in PATHS.iter().enumerate() {
        let found = paths.get(&word(state, Dim::Path, path)).copied().unwrap_or_default();
        assert_eq!(found, recount_path(deeds, n, &day_of), "{what}");
    }
}

/// Sealed days equal a recount, on a quarter of a thousand histories in each of four time zones. Half of them are
/// around a day some days after the clock's, when clocks may change.
async fn histories_in(zone: &str, change: i64) {
    let app = TestApp::new().await;
    // What the databases do differently shows in fewer; so many queries would take PostgreSQL minutes.
    let histories = if matches!(app.state.db, Db::Sqlite { .. }) { 250 } else { 15 };
    for seed in 0..histories {
        let mut dice = Dice(seed);
        let day = Day::at(zone, NOW + change * DAY * (seed as i64 % 2)).expect("a day");
        let midnights = [day.start, day.end, day.end + DAY];
        let deeds = history(&mut dice, midnights);
        let project = project(&app, zone, seed).await;
        record(&app.state, &project, &loads(&deeds, zone, seed as i64)).await.expect("stored");
        let last = deeds[deeds.len() - 1].at;
        app.clock.advance(last - app.clock.now());
        compare(&app, &project, &deeds, seed, "as it came in").await;
        app.clock.advance(2 * DAY);
        seal_due(&app.state, &project).await.expect("sealed");
        compare(&app, &project, &deeds, seed, "sealed").await;
        let sealed: (i64,) = app
            .state
            .db
            .fetch_one("select count(*) from sealed_days where project_id = $1", cresset::args![project.id])
            .await
            .expect("a count");
        assert!(sealed.0 > 0);
    }
}

#[tokio::test]
async fn sealed_days_equal_a_recount_in_utc() {
    histories_in("UTC", 5).await;
}

#[tokio::test]
async fn sealed_days_equal_a_recount_when_clocks_change() {
    histories_in("America/New_York", 5).await;
}

#[tokio::test]
async fn sealed_days_equal_a_recount_at_five_hours_forty_five() {
    histories_in("Asia/Kathmandu", 5).await;
}

#[tokio::test]
async fn sealed_days_equal_a_recount_when_clocks_change_by_half_an_hour() {
    histories_in("Australia/Lord_Howe", 33).await;
}
