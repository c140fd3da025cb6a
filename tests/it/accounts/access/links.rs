//! Links: good once, for a while, for one thing.

use super::{Door, OTHER_PASSWORD, PASSWORD, session_of};
use crate::support::Reply;
use cresset::{
    access::Role,
    accounts::server::{
        links::{self, Invite},
        people,
    },
    server::clock::{DAY, HOUR, MINUTE},
};

impl Door {
    async fn invite(&self, email: &str, into: Option<(i64, Role)>, is_admin: bool) -> String {
        let invite = Invite { email: email.into(), into, is_admin };
        links::invite(&self.app.state, &self.root, invite).await.expect("a link")
    }

    async fn join(&self, path: &str) -> Reply {
        let fields = [("secret", secret(path)), ("name", "Grace"), ("password", OTHER_PASSWORD)];
        self.call("/fn/link/join", &fields).await
    }

    async fn choose(&self, path: &str) -> Reply {
        let fields = [("secret", secret(path)), ("password", OTHER_PASSWORD)];
        self.call("/fn/link/choose-password", &fields).await
    }

    async fn enter(&self, path: &str) -> Reply {
        self.call("/fn/link/enter", &[("secret", secret(path))]).await
    }
}

fn secret(path: &str) -> &str {
    path.rsplit('/').next().expect("a secret")
}

#[tokio::test]
async fn an_invitation_makes_an_account_with_its_role_once() {
    let door = Door::new().await;
    let path = door.invite("Grace@example.org", Some((door.tba.id, Role::Viewer)), false).await;
    assert!(door.page(&path).await.expect(200).text().contains("root@example.org invites grace@example.org"));
    let cookie = session_of(&door.join(&path).await.expect(200));
    door.app.get("/app/tba").session(&cookie).send().await.expect(200);
    door.app.get("/admin/users").session(&cookie).send().await.expect(403);
    door.join(&path).await.expect(404);
    assert!(door.page(&path).await.expect(404).text().contains("This link has ended"));
    door.sign_in("grace@example.org", OTHER_PASSWORD).await.expect(200);
}

#[tokio::test]
async fn who_is_here_already_signs_in_and_accepts() {
    let door = Door::new().await;
    let path = door.invite("ada@example.org", None, true).await;
    let shown = door.page(&path).await.expect(200).text();
    assert!(shown.contains(&format!("/login?next={path}")), "{shown}");
    door.join(&path).await.expect(409);
    let root = door.session(&door.root).await;
    door.call_as(&root, "/fn/link/accept", &[("secret", secret(&path))]).await.expect(403);
    let ada = door.session(&door.ada).await;
    let reply = door.call_as(&ada, "/fn/link/accept", &[("secret", secret(&path))]).await.expect(200);
    door.app.get("/admin/users").session(&session_of(&reply)).send().await.expect(200);
    let again = session_of(&reply);
    door.call_as(&again, "/fn/link/accept", &[("secret", secret(&path))]).await.expect(404);
}

#[tokio::test]
async fn of_two_who_use_a_link_at_the_same_time_one_gets_in() {
    let door = Door::new().await;
    let path = door.invite("grace@example.org", None, false).await;
    let (one, two) = tokio::join!(door.join(&path), door.join(&path));
    assert_eq!([one.status, two.status].iter().filter(|status| status.is_success()).count(), 1);
    let path = links::reset(&door.app.state, &door.root, "ada@example.org").await.expect("a link");
    let (one, two) = tokio::join!(door.choose(&path), door.choose(&path));
    assert_eq!([one.status, two.status].iter().filter(|status| status.is_success()).count(), 1);
}

#[tokio::test]
async fn a_reset_link_is_good_once_and_the_newest_counts() {
    let door = Door::new().await;
    let first = links::reset(&door.app.state, &door.root, "ada@example.org").await.expect("a link");
    let path = links::reset(&door.app.state, &door.root, "ada@example.org").await.expect("a link");
    door.choose(&first).await.expect(404);
    let fields = [("secret", secret(&path)), ("password", "ada.example.1234")];
    let weak = door.call("/fn/link/choose-password", &fields).await.expect(400);
    assert_eq!(weak.json()["invalid"]["field"], "password");
    door.choose(&path).await.expect(200);
    door.choose(&path).await.expect(404);
    door.sign_in("ada@example.org", PASSWORD).await.expect(400);
    door.sign_in("ada@example.org", OTHER_PASSWORD).await.expect(200);
}

#[tokio::test]
async fn opening_a_sign_in_link_changes_nothing_and_using_it_lets_in_once() {
    let door = Door::new().await;
    let path = links::sign_in(&door.app.state, &door.root, "ada@example.org").await.expect("a link");
    for _ in 0..2 {
        assert!(door.page(&path).await.expect(200).headers.get("set-cookie").is_none());
    }
    let cookie = session_of(&door.enter(&path).await.expect(200));
    assert!(door.opens(&cookie).await);
    door.enter(&path).await.expect(404);
}

#[tokio::test]
async fn links_end_by_themselves() {
    let door = Door::new().await;
    let state = &door.app.state;
    let enter = links::sign_in(state, &door.root, "ada@example.org").await.expect("a link");
    let reset = links::reset(state, &door.root, "ada@example.org").await.expect("a link");
    let invite = door.invite("grace@example.org", None, false).await;
    door.app.clock.advance(30 * MINUTE);
    door.enter(&enter).await.expect(404);
    door.app.clock.advance(24 * HOUR - 30 * MINUTE);
    door.choose(&reset).await.expect(404);
    door.app.clock.advance(6 * DAY - 1);
    door.page(&invite).await.expect(200);
    door.app.clock.advance(1);
    door.join(&invite).await.expect(404);
}

#[tokio::test]
async fn a_link_is_good_for_its_own_purpose_and_not_for_who_is_disabled() {
    let door = Door::new().await;
    let state = &door.app.state;
    let reset = links::reset(state, &door.root, "ada@example.org").await.expect("a link");
    let enter = links::sign_in(state, &door.root, "ada@example.org").await.expect("a link");
    door.enter(&reset).await.expect(404);
    door.choose(&enter).await.expect(404);
    let ada = super::id(&door.ada);
    people::set_disabled(state, &door.root, ada, true).await.expect("disabled");
    door.enter(&enter).await.expect(404);
    door.choose(&reset).await.expect(404);
    people::set_disabled(state, &door.root, ada, false).await.expect("enabled");
    door.enter(&enter).await.expect(200);
}

#[tokio::test]
async fn only_hashes_are_stored() {
    let door = Door::new().await;
    let path = door.invite("grace@example.org", None, false).await;
    let sql = "select token_hash from account_links";
    let (hash,): (String,) = door.app.state.db.fetch_one(sql, cresset::args![]).await.expect("a link");
    assert!(hash != secret(&path) && hash == cresset::server::secret::sha256(secret(&path)));
    let logged = "select count(*) from audit where action = 'user.invite' and target = 'grace@example.org'";
    assert_eq!(door.count(logged).await, 1);
}
