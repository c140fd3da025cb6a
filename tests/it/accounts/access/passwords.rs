//! Passwords: nothing is told to who guesses, and nobody is locked out.

use super::{Door, OTHER_PASSWORD, PASSWORD, from_elsewhere, id, session_of};
use crate::support::{Call, TestApp};
use cresset::{
    accounts::server::{links, people, setup},
    server::clock::HOUR,
};

fn attempt(door: &Door, email: &str, password: &str) -> Call {
    door.app.post("/fn/session/sign-in").same_origin().form(&[("email", email), ("password", password)])
}

#[tokio::test]
async fn unknown_disabled_and_mistyped_are_one_answer() {
    let door = Door::new().await;
    let reference = door.sign_in("ada@example.org", OTHER_PASSWORD).await.expect(400);
    assert!(reference.headers.get("set-cookie").is_none());
    people::set_disabled(&door.app.state, &door.root, id(&door.ada), true).await.expect("disabled");
    for (email, password) in [
        ("ada@example.org", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("root@example.org", ""),
    ] {
        let reply = door.sign_in(email, password).await.expect(400);
        assert_eq!(reply.body, reference.body, "{email}");
        let names = |reply: &crate::support::Reply| reply.headers.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&reply), names(&reference), "{email}");
    }
}

#[tokio::test]
async fn who_guesses_waits_and_the_owner_does_not() {
    let door = Door::new().await;
    let mut tries = 0;
    let limited = loop {
        let reply = attempt(&door, "ada@example.org", &format!("wrong {tries}")).send().await;
        if reply.status.as_u16() == 429 {
            break reply;
        }
        tries += 1;
        assert!(reply.status.as_u16() == 400 && tries <= 20, "{}", reply.text());
    };
    assert!(limited.text().contains("retry_after"), "{}", limited.text());
    attempt(&door, "ada@example.org", PASSWORD).send().await.expect(429);
    let owner = from_elsewhere(attempt(&door, "Ada@Example.org ", PASSWORD)).send().await.expect(200);
    assert!(door.opens(&session_of(&owner)).await);
    door.app.clock.advance(HOUR);
    attempt(&door, "ada@example.org", PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn every_secret_draws_on_the_same_limit() {
    let door = Door::new().await;
    let used_up = async |call: &dyn Fn() -> Call| {
        for _ in 0..30 {
            if call().send().await.status.as_u16() == 429 {
                return true;
            }
        }
        false
    };
    for page in ["/reset/0", "/invite/0", "/login/0"] {
        assert!(used_up(&|| door.app.get(page)).await, "{page}");
        attempt(&door, "ada@example.org", PASSWORD).send().await.expect(429);
        door.app.clock.advance(HOUR);
    }
    let ada = door.session(&door.ada).await;
    let fields = [("current", "wrong"), ("password", OTHER_PASSWORD)];
    let change = || door.app.post("/fn/account/password").same_origin().session(&ada).form(&fields);
    assert!(used_up(&change).await, "the current password is a password");
    let fresh = TestApp::new().await;
    setup::issue(&fresh.state).await.expect("no failure").expect("a link");
    assert!(used_up(&|| fresh.get("/setup?token=0")).await);
}

#[tokio::test]
async fn a_success_gives_the_tries_back() {
    let door = Door::new().await;
    for round in 0..3 {
        for _ in 0..2 {
            attempt(&door, "ada@example.org", "wrong").send().await.expect(400);
        }
        let reply = attempt(&door, "ada@example.org", PASSWORD).send().await;
        assert_eq!(reply.status.as_u16(), 200, "round {round}");
        door.app.clock.advance(60_000);
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_is_made_anew() {
    let door = Door::new().await;
    let hash = async || {
        let sql = "select password_hash from users where email = 'ada@example.org'";
        let (hash,): (String,) = door.app.state.db.fetch_one(sql, cresset::args![]).await.expect("a hash");
        hash
    };
    let before = hash().await;
    door.sign_in("ada@example.org", PASSWORD).await.expect(200);
    assert_eq!(hash().await, before);
    // "lantern orchard nine" with the least cost.
    let weak = "$argon2id$v=19$m=8,t=1,p=1$";
    let mut tx = door.app.state.db.begin_write().await.expect("a transaction");
    let old = old_hash(weak);
    tx.execute("update users set password_hash = $1 where email = 'ada@example.org'", cresset::args![&old])
        .await
        .expect("an old hash");
    tx.commit().await.expect("stored");
    door.sign_in("ada@example.org", PASSWORD).await.expect(200);
    let after = hash().await;
    assert!(!after.starts_with(weak) && after.starts_with("$argon2id$v=19$m="), "{after}");
    door.sign_in("ada@example.org", PASSWORD).await.expect(200);
}

fn old_hash(weak: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
    let params = Params::new(8, 1, 1, None).expect("the least");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes ok").expect("a hash");
    let hash = hash.to_string();
    assert!(hash.starts_with(weak), "{hash}");
    hash
}

#[tokio::test]
async fn the_own_password_is_asked_before_it_changes() {
    let door = Door::new().await;
    let ada = door.session(&door.ada).await;
    let change = async |current: &str, password: &str| {
        let fields = [("current", current), ("password", password)];
        door.call_as(&ada, "/fn/account/password", &fields).await
    };
    assert_eq!(change("wrong", OTHER_PASSWORD).await.expect(400).json()["invalid"]["field"], "current");
    assert_eq!(change(PASSWORD, "short").await.expect(400).json()["invalid"]["field"], "password");
    change(PASSWORD, OTHER_PASSWORD).await.expect(200);
    door.sign_in("ada@example.org", PASSWORD).await.expect(400);
    door.sign_in("ada@example.org", OTHER_PASSWORD).await.expect(200);
    assert_eq!(door.count("select count(*) from audit where action = 'user.password'").await, 1);
}

#[tokio::test]
async fn a_link_to_nobody_is_not_made() {
    let door = Door::new().await;
    links::reset(&door.app.state, &door.root, "nobody@example.org").await.expect_err("nobody");
}
