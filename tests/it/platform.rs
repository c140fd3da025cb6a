//! The platform by itself.

use crate::support::{TestApp, TestDb};
use cresset::{
    args,
    server::db::{Db, DbError, migrate},
};

#[tokio::test]
async fn unknown_paths_are_pages_for_people_and_problems_for_programs() {
    let app = TestApp::new().await;
    let page = app.get("/no/such/page").header("accept", "text/html,*/*").send().await.expect(404);
    assert!(page.header("content-type").starts_with("text/html"), "{}", page.header("content-type"));
    assert!(page.text().contains("There is nothing here"), "{}", page.text());
    let reply = app.get("/no/such/page").send().await.expect(404);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.json()["status"], 404);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::new().await;
    for path in ["/", "/no/such/page", "/robots.txt"] {
        let reply = app.get(path).send().await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn a_post_to_the_console_must_come_from_our_own_page() {
    let app = TestApp::new().await;
    let post = || app.post("/fn/accounts/sign_out");
    post().send().await.expect(403);
    post().header("origin", "https://evil.example").send().await.expect(403);
    post().header("sec-fetch-site", "cross-site").send().await.expect(403);
    post().header("sec-fetch-site", "same-site").send().await.expect(403);
    post().header("sec-fetch-site", "same-origin").header("origin", "null").send().await.expect(403);
    let reply = post().same_origin().send().await;
    assert_ne!(reply.status.as_u16(), 403, "{}", reply.text());
}

#[tokio::test]
async fn migrations_run_once_and_refuse_a_newer_schema() {
    let test = TestDb::new().await;
    assert_eq!(migrate::migrate(&test.db).await.ok(), Some(0));
    let mut tx = test.db.begin_write().await.expect("a transaction");
    let insert = "insert into schema_migrations (version, name) values ($1, $2)";
    tx.execute(insert, args![9_999_i64, "future"]).await.expect("a row");
    tx.commit().await.expect("a commit");
    let error = migrate::migrate(&test.db).await.expect_err("a newer schema");
    assert!(error.to_string().contains("schema 9999"), "{error}");
}

#[tokio::test]
async fn a_migration_that_came_late_is_applied_too() {
    let test = TestDb::new().await;
    let last = migrate::ALL.last().expect("a migration").version;
    let skipped = "delete from schema_migrations where version = 7";
    let mut tx = test.db.begin_write().await.expect("a transaction");
    for undo in [
        skipped,
        "drop table feedback_search",
        "drop table feedback_unindexed",
        "alter table feedback_counters drop column last_at",
        "alter table feedback_counters drop column floor_at",
    ] {
        tx.execute(undo, args![]).await.expect(undo);
    }
    tx.commit().await.expect("a commit");
    assert!(last > 7);
    assert_eq!(migrate::migrate(&test.db).await.ok(), Some(1));
    assert_eq!(migrate::migrate(&test.db).await.ok(), Some(0));
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let test = TestDb::new().await;
    let insert = "insert into instance_settings (name, value) values ($1, $2)";
    let mut tx = test.db.begin_write().await.expect("a transaction");
    tx.execute(insert, args!["a", "1"]).await.expect("a row");
    drop(tx);
    let mut tx = test.db.begin_write().await.expect("a transaction");
    tx.execute(insert, args!["b", "2"]).await.expect("a row");
    tx.commit().await.expect("a commit");
    let rows: Vec<(String,)> =
        test.db.fetch_all("select name from instance_settings", args![]).await.expect("rows");
    assert_eq!(rows, [("b".to_owned(),)]);
}

/// SQLite ends a transaction by itself when it finds no space, and sqlx goes on counting it.
#[tokio::test]
async fn a_full_disk_is_forgotten_once_there_is_space() {
    let test = TestDb::new().await;
    if !matches!(test.db, Db::Sqlite { .. }) {
        return;
    }
    let insert = "insert into instance_settings (name, value) values ($1, $2)";
    let mut tx = test.db.begin_write().await.expect("a transaction");
    tx.execute("pragma max_page_count = 1", args![]).await.expect("no more space");
    let error = tx.execute(insert, args!["a", "x".repeat(1_000_000)]).await.expect_err("a full disk");
    assert!(matches!(error, DbError::Full), "{error}");
    drop(tx);
    let mut tx = test.db.begin_write().await.expect("a transaction");
    tx.execute(insert, args!["b", "2"]).await.expect("a row");
    tx.commit().await.expect("a commit");
    let rows: Vec<(String,)> =
        test.db.fetch_all("select name from instance_settings", args![]).await.expect("rows");
    assert_eq!(rows, [("b".to_owned(),)]);
}
