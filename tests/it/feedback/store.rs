//! Every store function, on both databases.

use crate::support::{NOW, TestDb};
use cresset::{
    args,
    feedback::{
        model::{CommentKind, FeedbackType, Status, Summary},
        server::{
            FeedbackSink, NewEntry, Stored,
            store::{self, NewComment, Position, Selection, Standing, Step},
        },
    },
    server::{clock::MINUTE, ctx::By, ingest::Sink, live::Hub},
};

async fn with_projects() -> TestDb {
    let test = TestDb::new().await;
    let mut tx = test.db.begin_write().await.expect("a transaction");
    for id in [1_i64, 2] {
        let insert = "insert into projects (id, slug, name, time_zone, public_key, origins, created_at, updated_at) \
             values ($1, $2, 'P', 'UTC', $2, '[]', 0, 0)";
        tx.execute(insert, args![id, format!("p{id}")]).await.expect("a project");
    }
    tx.commit().await.expect("a commit");
    test
}

/// The `n`th entry of a project, an ordinary one.
pub fn entry(project_id: i64, n: u32) -> NewEntry {
    NewEntry {
        id: format!("0192d5a4-7c00-7000-8000-{n:012x}"),
        project_id,
        user_id: None,
        identity_verified: false,
        feedback_type: FeedbackType::General,
        content: format!("Entry {n}"),
        page: "unknown".into(),
        browser: "Firefox".into(),
        os: "Linux".into(),
        release: None,
        environment: None,
        email: None,
        rating: None,
        status: Status::New,
        spam_score: 0,
        body_hash: format!("hash {n}"),
        metadata: None,
        created_at: NOW + i64::from(n),
        path: "unknown".into(),
        browser_family: "Firefox".into(),
        environment_name: "production".into(),
    }
}

async fn store_all(test: &TestDb, entries: &[NewEntry]) -> Vec<Stored> {
    let mut tx = test.db.begin_write().await.expect("a transaction");
    let hub = Hub::new(tokio::sync::watch::channel(false).1);
    let replies = FeedbackSink { hub }.store(&mut tx, entries).await.expect("stored");
    tx.commit().await.expect("a commit");
    replies
}

async fn texts(test: &TestDb, selection: &Selection) -> Vec<String> {
    let briefs = store::list(&test.db, 1, selection, None, 100).await.expect("a list");
    briefs.into_iter().map(|brief| brief.excerpt).collect()
}

/// Move an entry of the project 1 at `NOW + n`; whether there is one.
async fn change(test: &TestDb, id: &str, n: i64, to: Status) -> bool {
    let by = By { id: Some("u".into()), name: "ada@example.org".into() };
    let mut tx = test.db.begin_write().await.expect("a transaction");
    let Some(before) = store::lock(&mut tx, 1, id).await.expect("a query") else { return false };
    let step = Step {
        id: format!("{id} {n}"),
        feedback_id: id,
        before: &before,
        status: to,
        assignee_id: (n == 1).then_some("u"),
        tags_added: vec![format!("tag {n}")],
        tags_removed: if n == 2 { vec!["tag 1".into()] } else { Vec::new() },
        at: NOW + n,
        by: &by,
        batch_id: None,
    };
    store::change(&mut tx, 1, &[step]).await.expect("a change");
    tx.commit().await.expect("a commit");
    true
}

#[tokio::test]
async fn a_batch_of_any_size_is_stored_once_and_numbered() {
    let test = with_projects().await;
    let entries: Vec<_> = (0..123).map(|n| entry(1 + i64::from(n % 2), n)).collect();
    assert_eq!(store_all(&test, &entries).await, vec![Stored::New; 123]);
    assert_eq!(store_all(&test, &entries).await, vec![Stored::Repeat; 123]);
    let listed = store::list(&test.db, 1, &Selection::default(), None, 100).await.expect("a list");
    assert_eq!(
        listed.iter().map(|brief| brief.number).collect::<Vec<_>>(),
        (1..=62).rev().collect::<Vec<_>>()
    );
    store_all(&test, &[entry(2, 900)]).await;
    let newest = store::list(&test.db, 2, &Selection::default(), None, 1).await.expect("a list");
    assert_eq!(newest[0].number, 61 + 61 + 1, "the repeats left a gap");
}

#[tokio::test]
async fn the_same_id_is_a_repeat_or_a_clash_inside_and_across_batches() {
    let test = with_projects().await;
    let other_words = NewEntry { body_hash: "other".into(), ..entry(1, 1) };
    let other_project = NewEntry { project_id: 2, ..entry(1, 1) };
    let batch = [entry(1, 1), other_words.clone(), entry(1, 1), other_project.clone()];
    let first = [Stored::New, Stored::Clash, Stored::Repeat, Stored::Clash];
    assert_eq!(store_all(&test, &batch).await, first);
    let again = [Stored::Repeat, Stored::Clash, Stored::Repeat, Stored::Clash];
    assert_eq!(store_all(&test, &batch).await, again);
    assert_eq!(texts(&test, &Selection::default()).await, ["Entry 1"]);
}

#[tokio::test]
async fn everything_comes_back_as_it_went_in() {
    let test = with_projects().await;
    let given = NewEntry {
        user_id: Some("7".into()),
        identity_verified: true,
        feedback_type: FeedbackType::Bug,
        content: "'; drop table feedback; -- <script> \u{1f600}".into(),
        release: Some("web@2.4.0".into()),
        environment: Some("staging".into()),
        email: Some("ada@example.org".into()),
        rating: Some(4),
        status: Status::Spam,
        spam_score: 2,
        metadata: Some("{\"a\":1}".into()),
        ..entry(1, 1)
    };
    store_all(&test, std::slice::from_ref(&given)).await;
    let found = store::by_id(&test.db, 1, &given.id).await.expect("a row").expect("the entry");
    assert_eq!((found.content, found.user_id, found.email), (given.content, given.user_id, given.email));
    assert_eq!((found.feedback_type, found.status, found.number), (FeedbackType::Bug, Status::Spam, 1));
    assert!(found.identity_verified);
    assert_eq!((found.release, found.environment), (given.release, given.environment));
    assert_eq!((found.metadata, found.created_at, found.rating), (given.metadata, given.created_at, Some(4)));
    assert_eq!(store::by_id(&test.db, 2, &given.id).await.expect("a query"), None);
}

#[tokio::test]
async fn selections_are_inclusive_and_leave_spam_out() {
    let test = with_projects().await;
    let mut entries: Vec<_> = (0..5).map(|n| entry(1, n)).collect();
    entries[1].feedback_type = FeedbackType::Bug;
    entries[2].status = Status::Spam;
    entries[3].content = "100% of A_b! Ä".into();
    entries[3].rating = Some(5);
    entries.push(entry(2, 9));
    store_all(&test, &entries).await;
    let all = Selection::default();
    let case = async |selection: Selection| texts(&test, &selection).await;
    assert_eq!(case(all.clone()).await, ["Entry 4", "100% of A_b! Ä", "Entry 1", "Entry 0"]);
    assert_eq!(case(Selection { status: Some(Status::Spam), ..all.clone() }).await, ["Entry 2"]);
    assert_eq!(case(Selection { feedback_type: Some(FeedbackType::Bug), ..all.clone() }).await, ["Entry 1"]);
    let middle = Selection { from: NOW + 1, to: NOW + 3, ..all.clone() };
    assert_eq!(case(middle.clone()).await, ["100% of A_b! Ä", "Entry 1"]);
    for text in ["100%", "a_b", "B!", "ä", "\"100% of\"", "10* OF"] {
        let with_text = Selection { text: Some(text.into()), ..all.clone() };
        assert_eq!(case(with_text).await, ["100% of A_b! Ä"], "{text}");
    }
    for text in ["_%", "10", "\"of 100\"", "entry 1 2"] {
        assert!(case(Selection { text: Some(text.into()), ..all.clone() }).await.is_empty(), "{text}");
    }
    for text in [None, Some("100%".into())] {
        let rated = Selection { rating: Some(5), text, ..all.clone() };
        assert_eq!(case(rated.clone()).await, ["100% of A_b! Ä"]);
        assert_eq!(store::counts(&test.db, 1, &rated).await.expect("counts").0.total, 1);
        assert!(case(Selection { rating: Some(4), ..rated }).await.is_empty());
    }
    let counts = store::counts(&test.db, 1, &middle).await.expect("counts");
    assert_eq!(counts, (Summary { total: 2, bug: 1, feature: 0, general: 1 }, 2));
    let spam = Selection { status: Some(Status::Spam), ..all };
    let counts = store::counts(&test.db, 1, &spam).await.expect("counts");
    assert_eq!(counts, (Summary { total: 1, bug: 0, feature: 0, general: 1 }, 0));
}

#[tokio::test]
async fn quarters_of_an_hour_are_counted_whole_and_without_spam() {
    let test = with_projects().await;
    let at = |n: u32, minutes: i64| NewEntry { created_at: NOW + minutes * MINUTE, ..entry(1, n) };
    let bug = NewEntry { feedback_type: FeedbackType::Bug, ..at(3, 15) };
    let spam = NewEntry { status: Status::Spam, ..at(4, 15) };
    store_all(&test, &[at(0, -1), at(1, 0), at(2, 14), bug, spam.clone(), at(5, 16), at(6, 30), entry(2, 9)])
        .await;
    store_all(&test, &[at(1, 0)]).await;
    let steps = [(at(5, 16), Status::Spam), (spam, Status::New), (at(2, 14), Status::Done)];
    for (n, (entry, to)) in (0..).zip(steps) {
        assert!(change(&test, &entry.id, n, to).await);
    }
    let to = NOW + 15 * MINUTE;
    let mut found = store::counts_by_quarter(&test.db, 1, NOW, to).await.expect("counts");
    found.sort_by_key(|(at, kind, _)| (*at, kind.as_str()));
    let expected =
        [(NOW, FeedbackType::General, 2), (to, FeedbackType::Bug, 1), (to, FeedbackType::General, 1)];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_line_of_a_list_is_the_first_line_of_the_text() {
    let test = with_projects().await;
    let long = format!("\n \n  {}\nmore", "x".repeat(300));
    store_all(&test, &[NewEntry { content: long, ..entry(1, 1) }]).await;
    assert_eq!(texts(&test, &Selection::default()).await, ["x".repeat(195)]);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let test = with_projects().await;
    let entries: Vec<_> =
        (0..25).map(|n| NewEntry { created_at: NOW + i64::from(n / 4), ..entry(1, n) }).collect();
    store_all(&test, &entries).await;
    let (mut seen, mut after) = (Vec::new(), None::<Position>);
    loop {
        let page =
            store::list_full(&test.db, 1, &Selection::default(), after.as_ref(), 7).await.expect("a page");
        let Some(last) = page.last() else { break };
        after = Some(Position { created_at: last.created_at, id: last.id.clone() });
        seen.extend(page.into_iter().map(|entry| entry.id));
    }
    let expected: Vec<_> = entries.iter().rev().map(|entry| entry.id.clone()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_change_is_counted_and_leaves_a_row() {
    let test = with_projects().await;
    let entry = entry(1, 1);
    store_all(&test, std::slice::from_ref(&entry)).await;
    let mut tx = test.db.begin_write().await.expect("a transaction");
    let standing = store::lock(&mut tx, 1, &entry.id).await.expect("a query");
    let created_at = entry.created_at;
    let feedback_type = FeedbackType::General;
    assert_eq!(
        standing,
        Some(Standing { number: 1, status: Status::New, assignee_id: None, feedback_type, created_at })
    );
    assert_eq!(store::lock(&mut tx, 2, &entry.id).await.expect("a query"), None);
    drop(tx);
    assert!(change(&test, &entry.id, 1, Status::Planned).await);
    assert!(change(&test, &entry.id, 2, Status::Done).await);
    let done = Selection { status: Some(Status::Done), ..Selection::default() };
    for selection in
        [Selection::default(), done, Selection { status: Some(Status::New), ..Selection::default() }]
    {
        // What is kept and what the index says.
        let kept = store::counts(&test.db, 1, &selection).await.expect("counts");
        let counted = store::counts(&test.db, 1, &Selection { from: 1, ..selection }).await.expect("counts");
        assert_eq!(kept, counted);
    }
    let history = store::history(&test.db, 1, &entry.id).await.expect("a history");
    let told: Vec<_> = history.iter().map(|row| (row.status, row.at - NOW, row.actor.as_str())).collect();
    let name = "ada@example.org";
    assert_eq!(told, [((Status::New, Status::Planned), 1, name), ((Status::Planned, Status::Done), 2, name)]);
    assert_eq!(history[0].assignee, (None, Some("u".into())));
    assert_eq!(
        (history[1].assignee.1.as_ref(), &history[1].tags_removed[..]),
        (None, &["tag 1".to_owned()][..])
    );
    assert!(store::history(&test.db, 2, &entry.id).await.expect("a query").is_empty());
    let tags = store::tags(&test.db, &[&entry.id, "none"]).await.expect("tags");
    assert_eq!(tags, [(entry.id.clone(), vec!["tag 2".to_owned()])].into());
    assert_eq!(store::project_tags(&test.db, 1).await.expect("tags"), ["tag 2"]);
    let narrowed = async |tag: Option<&str>, assignee: Option<&str>| {
        let (tag, assignee) = (tag.map(str::to_owned), assignee.map(str::to_owned));
        let selection = Selection { tag, assignee, ..Selection::default() };
        let counted = store::counts(&test.db, 1, &selection).await.expect("counts").0.total;
        (texts(&test, &selection).await.len(), counted)
    };
    assert_eq!(narrowed(Some("tag 2"), Some("")).await, (1, 1));
    assert_eq!(narrowed(Some("tag 1"), None).await, (0, 0));
    assert_eq!(narrowed(None, Some("u")).await, (0, 0), "it was given back");
    assert!(store::project_tags(&test.db, 2).await.expect("tags").is_empty());
}

#[tokio::test]
async fn comments_belong_to_an_entry_of_a_project() {
    let test = with_projects().await;
    let entry = entry(1, 1);
    store_all(&test, std::slice::from_ref(&entry)).await;
    let by = By::command_line();
    let mut tx = test.db.begin_write().await.expect("a transaction");
    for (id, content, stored) in [("c2", "second", true), ("c1", "'; --", true), ("c1", "other", false)] {
        let kind = CommentKind::Answer;
        let new = NewComment { id, feedback_id: &entry.id, kind, content, at: NOW, by: &by };
        assert_eq!(store::insert_comment(&mut tx, new).await.expect("a statement"), stored);
    }
    let found = store::comment(&mut tx, "c1").await.expect("a query").expect("the comment");
    assert_eq!(
        (found.content.as_str(), found.kind, found.actor.as_str()),
        ("'; --", CommentKind::Answer, "command line")
    );
    tx.commit().await.expect("a commit");
    let all = store::comments(&test.db, 1, &entry.id).await.expect("comments");
    assert_eq!(all.iter().map(|comment| comment.id.as_str()).collect::<Vec<_>>(), ["c1", "c2"]);
    assert!(store::comments(&test.db, 2, &entry.id).await.expect("a query").is_empty());
    let unheard = async || store::unheard(&test.db, &[&entry.id, "other"]).await.expect("a query").len();
    assert_eq!(unheard().await, 0);
    for (id, kind, at, replies, waits) in
        [("c3", CommentKind::Reply, NOW + 5, 1, 1), ("c4", CommentKind::Answer, NOW + 6, 1, 0)]
    {
        let mut tx = test.db.begin_write().await.expect("a transaction");
        let new = NewComment { id, feedback_id: &entry.id, kind, content: "x", at, by: &by };
        assert!(store::insert_comment(&mut tx, new).await.expect("a statement"));
        assert_eq!(store::replies(&mut tx, &entry.id).await.expect("a number"), replies);
        tx.commit().await.expect("a commit");
        assert_eq!(unheard().await, waits);
    }
}
