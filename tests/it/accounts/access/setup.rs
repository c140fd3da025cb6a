//! The first run: by the link, once, and by nobody else.

use super::{Door, OTHER_PASSWORD, PASSWORD, session_of};
use crate::support::{Reply, TestApp};
use cresset::{
    accounts::server::{
        setup,
        users::{self, NewUser},
    },
    server::{clock::MINUTE, ctx::By},
};
use std::os::unix::fs::PermissionsExt;

async fn token(app: &TestApp) -> String {
    let path = setup::issue(&app.state).await.expect("no failure").expect("no admin yet");
    path.strip_prefix("/setup?token=").expect("a token").to_owned()
}

async fn claim(app: &TestApp, token: &str, email: &str, password: &str) -> Reply {
    let fields = [
        ("token", token),
        ("name", "Ada"),
        ("email", email),
        ("password", password),
        ("project", "Total Battle Analyzer"),
        ("time_zone", "Europe/Berlin"),
    ];
    app.post("/fn/setup/complete").same_origin().form(&fields).send().await
}

async fn numbers(app: &TestApp) -> (i64, i64) {
    let sql = "select (select count(*) from users where is_admin), (select count(*) from projects)";
    app.state.db.fetch_one(sql, cresset::args![]).await.expect("numbers")
}

#[tokio::test]
async fn the_link_makes_admin_and_project_and_signs_in() {
    let app = TestApp::new().await;
    assert!(app.get("/").send().await.expect(200).text().contains("waits for its setup link"));
    let token = token(&app).await;
    let form = app.get(&format!("/setup?token={token}")).send().await.expect(200).text();
    assert!(form.contains("value=\"Total Battle Analyzer\""), "{form}");
    let made = claim(&app, &token, "ada@example.org", PASSWORD).await.expect(200);
    assert_eq!(made.header("location"), "/app/total-battle-analyzer/start");
    let cookie = session_of(&made);
    app.get(made.header("location")).session(&cookie).send().await.expect(200);
    assert_eq!(numbers(&app).await, (1, 1));
    claim(&app, &token, "eve@example.org", PASSWORD).await.expect(404);
    app.get(&format!("/setup?token={token}")).send().await.expect(404);
    assert_eq!(setup::issue(&app.state).await, Ok(None));
    assert_eq!(app.get("/").send().await.expect(302).header("location"), "/login");
}

#[tokio::test]
async fn of_two_who_claim_at_the_same_time_one_becomes_admin() {
    let app = TestApp::new().await;
    let token = token(&app).await;
    let (one, two) = tokio::join!(
        claim(&app, &token, "ada@example.org", PASSWORD),
        claim(&app, &token, "eve@example.org", OTHER_PASSWORD),
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    assert_eq!(numbers(&app).await, (1, 1));
}

#[tokio::test]
async fn a_wrong_an_old_and_no_token_open_nothing() {
    let app = TestApp::with(&[("limits", "off")]).await;
    let first = token(&app).await;
    let second = token(&app).await;
    for wrong in ["", "0", first.as_str(), &second[1..]] {
        let page = app.get(&format!("/setup?token={wrong}")).send().await.expect(404);
        assert!(page.text().contains("Restart the server"), "{wrong}");
        claim(&app, wrong, "eve@example.org", PASSWORD).await.expect(404);
    }
    app.get("/setup").send().await.expect(404);
    app.clock.advance(30 * MINUTE);
    claim(&app, &second, "eve@example.org", PASSWORD).await.expect(404);
    assert_eq!(numbers(&app).await, (0, 0));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_kept() {
    let app = TestApp::with(&[("limits", "off")]).await;
    let token = token(&app).await;
    let weak = claim(&app, &token, "ada@example.org", "totalbattle1").await.expect(400).json();
    assert_eq!(weak["invalid"]["field"], "password");
    let fields = [
        ("token", token.as_str()),
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
        ("project", " "),
        ("time_zone", "UTC"),
    ];
    let refused = app.post("/fn/setup/complete").same_origin().form(&fields).send().await.expect(400);
    assert_eq!(refused.json()["invalid"]["field"], "project");
    assert_eq!(numbers(&app).await, (0, 0));
    claim(&app, &token, "ada@example.org", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn the_file_is_for_its_owner_and_goes_with_the_link() {
    let app = TestApp::new().await;
    let file = app.state.config.data_dir.join("setup-link");
    std::fs::write(&file, "an old one").expect("written");
    let token = token(&app).await;
    setup::write_file(&app.state, &format!("http://cresset.test/setup?token={token}")).expect("written");
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let by = By::command_line();
    let new = NewUser {
        email: "ada@example.org".into(),
        name: "Ada".into(),
        password: PASSWORD.into(),
        is_admin: true,
    };
    users::create(&app.state, &by, new).await.expect("an admin by the command line");
    claim(&app, &token, "eve@example.org", PASSWORD).await.expect(404);
    assert_eq!(setup::issue(&app.state).await, Ok(None));
    assert!(!file.exists());
}

#[tokio::test]
async fn the_bare_address_leads_on() {
    let door = Door::new().await;
    let home = async |cookie: &str| door.app.get("/").session(cookie).send().await;
    let ada = door.session(&door.ada).await;
    assert_eq!(home(&ada).await.expect(302).header("location"), "/app/tba");
    let lost = super::person(&door.app, "lost", false).await;
    let lost = door.session(&lost).await;
    assert!(home(&lost).await.expect(200).text().contains("No project is open to you"));
}
