//! Full-text search: what it finds, in which order, and what never happens.

use super::story::Story;
use crate::support::NOW;
use cresset::{
    args,
    feedback::{
        model::{FeedbackType, Status, Summary},
        server::{
            FeedbackSink, NewEntry,
            search::{Query, tokens},
            store::{self, Position, Selection},
        },
    },
    server::{clock::DAY, db::Db, ingest::Sink, live::Hub, router, ticker::Ticker},
};
use serde_json::json;

const WORDS: [&str; 12] =
    ["chest", "Chests", "chest-list", "EMPTY", "Über", "uber", "2.4", "全文検索", "検索", "索引", "a", "the"];

/// Words in an order that only the seed decides.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn words(&mut self, most: usize) -> String {
        let count = 1 + self.throw(most);
        (0..count).map(|_| WORDS[self.throw(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    fn query(&mut self) -> String {
        match self.throw(5) {
            0 => format!("\"{}\"", self.words(3)),
            1 => ["che*", "2*", "\"the ch*\"", "索", "検索索", "\"全文検索 the\"", "文検"][self.throw(7)]
                .to_owned(),
            _ => self.words(3),
        }
    }
}

fn entry(project_id: i64, n: usize, content: String) -> NewEntry {
    NewEntry {
        feedback_type: FeedbackType::ALL[n % 3],
        content,
        status: if n.is_multiple_of(7) { Status::Spam } else { Status::New },
        created_at: NOW + (n / 4) as i64,
        ..super::store::entry(project_id, n as u32)
    }
}

async fn store_all(db: &Db, entries: &[NewEntry]) {
    let sink = FeedbackSink { hub: Hub::new(tokio::sync::watch::channel(false).1) };
    let mut tx = db.begin_write().await.expect("a transaction");
    sink.store(&mut tx, entries).await.expect("stored");
    tx.commit().await.expect("a commit");
}

/// Whether a text says what was asked, word by word and without an index.
fn says(query: &str, text: &str) -> bool {
    let text = tokens(text);
    let phrases: Vec<&str> = match query.strip_prefix('"') {
        Some(rest) => vec![rest.trim_end_matches('"')],
        None => query.split(' ').collect(),
    };
    phrases.into_iter().all(|phrase| {
        let mut wanted = tokens(phrase);
        let last = wanted.pop().expect("a token");
        let unparted = |token: &str| token.chars().all(|letter| letter > '\u{3000}');
        let ends_run = unparted(&last) && wanted.last().is_some_and(|before| unparted(before));
        let open = phrase.ends_with('*') || unparted(&last);
        (0..text.len()).any(|at| {
            let rest = &text[at..];
            let begins = rest.len() >= wanted.len() && rest[..wanted.len()] == wanted[..];
            let end = rest.get(wanted.len());
            // The last character of a run is in the token before it.
            let ends = end.is_some_and(|end| if open { end.starts_with(&last) } else { *end == last });
            begins && (ends || ends_run)
        })
    })
}

#[tokio::test]
async fn any_query_finds_what_says_it_with_every_filter_page_by_page() {
    let story = Story::new().await;
    let db = &story.app.state.db;
    let mut dice = Dice(7);
    let all: Vec<_> =
        (0..300).map(|n| entry([story.first.id, story.second.id][n % 2], n, dice.words(6))).collect();
    for batch in all.chunks(37) {
        store_all(db, batch).await;
    }
    let mut found_any = 0;
    for n in 0..300 {
        let query = dice.query();
        let selection = Selection {
            text: Some(query.as_str().into()),
            feedback_type: (n % 4 == 0).then_some(FeedbackType::Bug),
            status: (n % 5 == 0).then_some(Status::Spam),
            from: if n % 3 == 0 { NOW + 20 } else { 0 },
            to: if n % 6 == 0 { NOW + 60 } else { i64::MAX },
            ..Selection::default()
        };
        let mut expected: Vec<&NewEntry> =
            all.iter().filter(|entry| entry.project_id == story.first.id).collect();
        expected.retain(|entry| {
            selection.takes(entry.status, entry.feedback_type)
                && (selection.from..=selection.to).contains(&entry.created_at)
                && says(&query, &entry.content)
        });
        expected.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
        let expected: Vec<_> = expected.into_iter().map(|entry| entry.id.clone()).collect();
        assert_eq!(pages(db, story.first.id, &selection).await, expected, "{query}");
        let (counts, _) = store::counts(db, story.first.id, &selection).await.expect("counts");
        assert_eq!(counts.total, expected.len() as i64, "{query}");
        found_any += usize::from(!expected.is_empty());
    }
    println!("300 queries, of which {found_any} find something: the same as word by word");
    assert!(found_any > 150, "{found_any} queries find something");
}

/// All ids, read forwards in pages of 7 and then back from the last one.
async fn pages(db: &Db, project_id: i64, selection: &Selection) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None::<Position>);
    loop {
        let page = store::list_full(db, project_id, selection, after.as_ref(), 7).await.expect("a page");
        let Some(last) = page.last() else { break };
        after = Some(Position { created_at: last.created_at, id: last.id.clone() });
        ids.extend(page.into_iter().map(|entry| entry.id));
    }
    if let Some(last) = after {
        let back = store::list_newer(db, project_id, selection, &last, 1_000).await.expect("the way back");
        let back: Vec<_> = back.iter().rev().map(|brief| &brief.id).collect();
        assert_eq!(back, ids[..ids.len() - 1].iter().collect::<Vec<_>>());
    }
    ids
}

#[tokio::test]
async fn what_databases_understand_is_searched_for_as_words() {
    let story = Story::new().await;
    story.app.post("/api/feedback").json(&json!({"content": "near or and not a:b"})).send().await.expect(201);
    let find = async |query: &str| {
        let mut encoded = String::new();
        query.bytes().for_each(|byte| encoded.push_str(&format!("%{byte:02X}")));
        story.list(&story.read, &format!("?q={encoded}")).await.len()
    };
    for query in ["NEAR(or and)", "a:b", "near OR NOT", "\"or and\"", "no* AND", "\u{0}near\u{0}", "near'--"]
    {
        assert_eq!(find(query).await, 1, "{query}");
    }
    let lost = [
        "\"",
        "\"\"\"",
        "*",
        "^",
        "{",
        "-near-x",
        "a OR zebra",
        "words:near",
        "!!!",
        "'",
        "\\",
        ":*",
        "(",
        "&|<->",
    ];
    for query in lost {
        assert_eq!(find(query).await, 0, "{query}");
    }
}

#[tokio::test]
async fn entries_from_before_the_index_are_added_and_purged_ones_leave_it() {
    let story = Story::new().await;
    let (db, id) = (&story.app.state.db, story.first.id);
    let all: Vec<_> = (0..20).map(|n| entry(id, n, format!("zebra {n}"))).collect();
    store_all(db, &all).await;
    let mut tx = db.begin_write().await.expect("a transaction");
    tx.execute("delete from feedback_search", args![]).await.expect("an empty index");
    tx.execute("insert into feedback_unindexed select id from feedback", args![]).await.expect("a queue");
    tx.commit().await.expect("a commit");
    let zebras = Selection { text: Some("ZEBRA".into()), ..Selection::default() };
    assert!(pages(db, id, &zebras).await.is_empty());
    let mut tx = db.begin_write().await.expect("a transaction");
    assert_eq!(store::index_waiting(&mut tx, 13).await.expect("indexed"), 13);
    assert_eq!(store::index_waiting(&mut tx, 13).await.expect("indexed"), 7);
    assert_eq!(store::index_waiting(&mut tx, 13).await.expect("nothing"), 0);
    tx.commit().await.expect("a commit");
    let spam = Selection { status: Some(Status::Spam), ..zebras.clone() };
    assert_eq!((pages(db, id, &zebras).await.len(), pages(db, id, &spam).await.len()), (17, 3));
    story.app.clock.advance(31 * DAY);
    Ticker::new(router::tasks()).tick(&story.app.state).await;
    assert_eq!((pages(db, id, &zebras).await.len(), pages(db, id, &spam).await.len()), (17, 0));
    let (rows,): (i64,) =
        db.fetch_one("select count(*) from feedback_search", args![]).await.expect("a count");
    assert_eq!(rows, 17, "nothing is left of what is gone");
}

#[tokio::test]
async fn no_entry_is_older_than_the_one_before_it() {
    let story = Story::new().await;
    let (db, id) = (&story.app.state.db, story.first.id);
    let at = |n: usize, created_at: i64| NewEntry { created_at, ..entry(id, n, "zebra".into()) };
    store_all(db, &[at(1, NOW + 50), at(2, NOW + 40)]).await;
    store_all(db, &[at(3, NOW + 10), at(4, NOW + 60), at(5, NOW + 20)]).await;
    store_all(db, &[at(6, NOW)]).await;
    let listed = store::list(db, id, &Selection::default(), None, 10).await.expect("a list");
    let order: Vec<_> = listed.iter().map(|brief| (brief.number, brief.created_at - NOW)).collect();
    assert_eq!(order, [(6, 60), (5, 60), (4, 50), (3, 50), (2, 50), (1, 40)]);
    let query: Query = "zebra".into();
    let found = Selection { text: Some(query), to: NOW + 50, ..Selection::default() };
    assert_eq!(pages(db, id, &found).await.len(), 4);
}

#[tokio::test]
async fn counting_stops_and_the_inbox_says_so() {
    let story = Story::new().await;
    let (db, id) = (&story.app.state.db, story.first.id);
    let all: Vec<_> = (0..1_300).map(|n| entry(id, n, format!("zebra {n}"))).collect();
    store_all(db, &all).await;
    let zebras = Selection { text: Some("zebra".into()), ..Selection::default() };
    let (counts, waiting) = store::counts(db, id, &zebras).await.expect("counts");
    assert_eq!((counts.total, waiting), (1_000, 1_000));
    let page = async |query: &str| {
        let cookie = story.app.viewer(id).await;
        let path = format!("/app/first/feedback?{query}");
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    let most = page("q=zebra").await;
    assert!(most.contains("50 of 1,000+ entries") && most.contains("1,000+<"), "{most}");
    let one = page("q=zebra+1299").await;
    assert!(one.contains("1 of 1 entry") && !one.contains("+<"));
    let every: Summary = store::counts(db, id, &Selection::default()).await.expect("counts").0;
    assert!(page("").await.contains(&format!("50 of 1,{} entries", every.total - 1_000)));
}
