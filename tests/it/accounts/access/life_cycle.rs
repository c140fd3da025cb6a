//! What ends a session: the cookie of before opens nothing any more.

use super::{Door, OTHER_PASSWORD, PASSWORD, id};
use cresset::{
    access::Role,
    accounts::server::{links, members},
    server::{
        clock::{HOUR, MINUTE},
        router,
        ticker::Ticker,
    },
};

#[derive(Debug, Clone, Copy)]
enum Event {
    SignOut,
    EndedByOwner,
    OthersEndedByOwner,
    Idle,
    Absolute,
    PasswordChanged,
    PasswordReset,
    Disabled,
    DisabledAndEnabled,
    RoleChanged,
    RoleRemoved,
    MadeAdmin,
    SignedInAgain,
    InvitationAccepted,
}

const EVENTS: [Event; 14] = [
    Event::SignOut,
    Event::EndedByOwner,
    Event::OthersEndedByOwner,
    Event::Idle,
    Event::Absolute,
    Event::PasswordChanged,
    Event::PasswordReset,
    Event::Disabled,
    Event::DisabledAndEnabled,
    Event::RoleChanged,
    Event::RoleRemoved,
    Event::MadeAdmin,
    Event::SignedInAgain,
    Event::InvitationAccepted,
];

#[tokio::test]
async fn the_cookie_of_before_is_refused() {
    for event in EVENTS {
        let door = Door::new().await;
        let old = door.session(&door.ada).await;
        assert!(door.opens(&old).await, "{event:?}");
        happen(&door, event, &old).await;
        assert!(!door.opens(&old).await, "{event:?}");
    }
}

async fn happen(door: &Door, event: Event, old: &str) {
    let (state, ada) = (&door.app.state, id(&door.ada));
    match event {
        Event::SignOut => {
            let out = door.call_as(old, "/fn/session/sign-out", &[]).await.expect(200);
            assert!(out.header("set-cookie").contains("Max-Age=0"));
            assert_eq!(out.header("clear-site-data"), "\"storage\"");
        }
        Event::EndedByOwner => {
            let sql = "select id from sessions where user_id = $1";
            let (first,): (String,) =
                state.db.fetch_one(sql, cresset::args![ada]).await.expect("the old one");
            let other = door.session(&door.ada).await;
            door.call_as(&other, "/fn/account/end-session", &[("session", &first)]).await.expect(200);
            assert!(door.opens(&other).await);
        }
        Event::OthersEndedByOwner => {
            let other = door.session(&door.ada).await;
            door.call_as(&other, "/fn/account/end-other-sessions", &[]).await.expect(200);
            assert!(door.opens(&other).await);
        }
        Event::Idle => door.app.clock.advance(HOUR),
        Event::Absolute => {
            for _ in 0..13 {
                door.app.clock.advance(55 * MINUTE);
                door.opens(old).await;
            }
            door.app.clock.advance(5 * MINUTE);
        }
        Event::PasswordChanged => {
            let other = door.session(&door.ada).await;
            let fields = [("current", PASSWORD), ("password", OTHER_PASSWORD)];
            door.call_as(&other, "/fn/account/password", &fields).await.expect(200);
            assert!(door.opens(&other).await, "the one that changed it stays");
        }
        Event::PasswordReset => {
            let path = links::reset(state, &door.root, "ada@example.org").await.expect("a link");
            let secret = path.strip_prefix("/reset/").expect("a secret");
            let fields = [("secret", secret), ("password", OTHER_PASSWORD)];
            door.call("/fn/link/choose-password", &fields).await.expect(200);
        }
        Event::Disabled => set_disabled(door, ada, true).await,
        Event::DisabledAndEnabled => {
            set_disabled(door, ada, true).await;
            set_disabled(door, ada, false).await;
        }
        Event::RoleChanged => {
            members::set_role(state, door.tba.id, &door.root, ada, Role::Viewer).await.expect("changed");
        }
        Event::RoleRemoved => {
            members::remove(state, door.tba.id, &door.root, ada).await.expect("removed");
        }
        Event::MadeAdmin => {
            let root = door.session(&door.root).await;
            let fields = [("user", ada), ("is_admin", "true")];
            door.call_as(&root, "/fn/people/set-admin", &fields).await.expect(200);
        }
        Event::SignedInAgain => {
            let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
            let reply = door.call_as(old, "/fn/session/sign-in", &fields).await.expect(200);
            assert!(door.opens(&super::session_of(&reply)).await);
        }
        Event::InvitationAccepted => {
            let into = Some((door.tba.id, Role::Maintainer));
            let invite = links::Invite { email: "ada@example.org".into(), into, is_admin: false };
            let path = links::invite(state, &door.root, invite).await.expect("a link");
            let secret = path.strip_prefix("/invite/").expect("a secret");
            let reply = door.call_as(old, "/fn/link/accept", &[("secret", secret)]).await.expect(200);
            assert!(door.opens(&super::session_of(&reply)).await);
        }
    }
}

async fn set_disabled(door: &Door, user: &str, disabled: bool) {
    let root = door.session(&door.root).await;
    let fields = [("user", user), ("disabled", if disabled { "true" } else { "false" })];
    door.call_as(&root, "/fn/people/set-disabled", &fields).await.expect(200);
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    let door = Door::new().await;
    let root = door.session(&door.root).await;
    let ada = door.session(&door.ada).await;
    let (roots,): (String,) = door
        .app
        .state
        .db
        .fetch_one("select id from sessions where user_id = $1", cresset::args![super::id(&door.root)])
        .await
        .expect("Root's");
    door.call_as(&ada, "/fn/account/end-session", &[("session", &roots)]).await.expect(404);
    door.call_as(&ada, "/fn/account/end-other-sessions", &[]).await.expect(200);
    assert!(door.opens(&root).await);
}

#[tokio::test]
async fn what_has_ended_is_forgotten_but_not_when_somebody_was_here() {
    let door = Door::new().await;
    door.session(&door.ada).await;
    links::reset(&door.app.state, &door.root, "ada@example.org").await.expect("a link");
    let mut ticker = Ticker::new(router::tasks());
    ticker.tick(&door.app.state).await;
    assert_eq!(door.count("select count(*) from sessions").await, 1);
    door.app.clock.advance(25 * HOUR);
    ticker.tick(&door.app.state).await;
    assert_eq!(door.count("select count(*) from sessions").await, 0);
    assert_eq!(door.count("select count(*) from account_links").await, 0);
    assert_eq!(door.count("select count(*) from users where last_seen_at is not null").await, 1);
}
