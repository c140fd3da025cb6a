//! Nobody can tell afterwards who a visitor was.

use super::site::{ADA, Site};
use crate::support::TestApp;
use cresset::{
    args,
    server::{db::Db, router, ticker::Ticker},
};

async fn salts(app: &TestApp) -> Vec<Vec<u8>> {
    let rows: Vec<(Vec<u8>,)> =
        app.state.db.fetch_all("select salt from salts order by day", args![]).await.expect("salts");
    rows.into_iter().map(|(salt,)| salt).collect()
}

/// Whether any file of the database has these bytes.
pub fn is_in_files(app: &TestApp, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(&app.state.config.data_dir).expect("the folder");
    files
        .filter_map(|file| std::fs::read(file.expect("a file").path()).ok())
        .any(|content| content.windows(bytes.len()).any(|window| window == bytes))
}

#[tokio::test]
async fn a_salt_is_destroyed_half_an_hour_after_its_day() {
    let site = Site::new("UTC").await;
    let mut ticker = Ticker::new(router::tasks());
    site.look(&ADA, "/").await;
    let [salt] = &salts(&site.app).await[..] else { panic!("one salt") };
    let on_disk = matches!(site.app.state.db, Db::Sqlite { .. });
    assert!(!on_disk || is_in_files(&site.app, salt), "the test can find it");
    site.at(1, 0, 30, 59);
    site.look(&ADA, "/").await;
    ticker.tick(&site.app.state).await;
    assert_eq!(salts(&site.app).await.len(), 2);
    // At most ten seconds later.
    site.at(1, 0, 31, 9);
    ticker.tick(&site.app.state).await;
    let left = salts(&site.app).await;
    assert!(left.len() == 1 && left[0] != *salt);
    assert!(!is_in_files(&site.app, salt));
}

#[tokio::test]
async fn no_address_and_no_user_agent_is_stored() {
    let site = Site::new("UTC").await;
    let canary = super::site::Person {
        address: "203.0.113.77:4000",
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0 canary-7431",
        gpc: false,
    };
    site.look(&canary, "/canary-path").await;
    site.look(&super::site::Person { agent: "canary-bot/7431", ..canary }, "/").await;
    Ticker::new(router::tasks()).tick(&site.app.state).await;
    if matches!(site.app.state.db, Db::Sqlite { .. }) {
        assert!(is_in_files(&site.app, b"/canary-path"), "the test can find what is stored");
        for never in ["203.0.113.77", "canary-7431", "canary-bot", "Gecko/20100101"] {
            assert!(!is_in_files(&site.app, never.as_bytes()), "{never}");
        }
    }
}
