//! Everybody on the instance: who may be what, and that somebody always may.

use super::{Door, id};
use cresset::{accounts::server::people, error::AppError, server::clock::MINUTE};

#[tokio::test]
async fn there_is_always_an_admin_who_can_sign_in() {
    let door = Door::new().await;
    let (state, root, ada) = (&door.app.state, id(&door.root), id(&door.ada));
    let refused = |result| assert!(matches!(result, Err(AppError::Conflict { .. })));
    refused(people::set_admin(state, &door.root, root, false).await);
    refused(people::set_disabled(state, &door.root, root, true).await);
    people::set_admin(state, &door.root, ada, true).await.expect("two");
    people::set_disabled(state, &door.root, ada, true).await.expect("one who can sign in");
    refused(people::set_admin(state, &door.root, root, false).await);
    people::set_disabled(state, &door.root, ada, false).await.expect("two again");
    people::set_admin(state, &door.root, root, false).await.expect("one left");
}

#[tokio::test]
async fn two_admins_who_take_each_others_rights_leave_one() {
    let door = Door::new().await;
    let (state, root, ada) = (&door.app.state, id(&door.root), id(&door.ada));
    for _ in 0..8 {
        people::set_admin(state, &door.root, ada, true).await.expect("two");
        let (one, two) = tokio::join!(
            people::set_admin(state, &door.root, ada, false),
            people::set_admin(state, &door.ada, root, false),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        people::set_admin(state, &door.root, root, true).await.expect("as before");
    }
}

#[tokio::test]
async fn the_page_lists_everybody_with_the_last_visit() {
    let door = Door::new().await;
    let ada = door.session(&door.ada).await;
    door.app.clock.advance(2 * MINUTE);
    assert!(door.opens(&ada).await);
    let sql = "select last_seen_at from users where email = 'ada@example.org'";
    let (seen,): (i64,) = door.app.state.db.fetch_one(sql, cresset::args![]).await.expect("seen");
    assert_eq!(seen, door.app.clock.now());
    let root = door.session(&door.root).await;
    let page = door.app.get("/admin/users").session(&root).send().await.expect(200).text();
    assert!(page.contains("ada@example.org") && page.contains("root@example.org"));
    door.app.get("/admin/users").session(&ada).send().await.expect(403);
}

#[tokio::test]
async fn what_an_admin_does_is_in_the_log() {
    let door = Door::new().await;
    let root = door.session(&door.root).await;
    let ada = id(&door.ada);
    let call =
        async |path: &str, fields: &[(&str, &str)]| door.call_as(&root, path, fields).await.expect(200);
    let link = call("/fn/people/invite", &[("email", "grace@example.org")]).await.json();
    assert!(link.as_str().is_some_and(|link| link.starts_with("http://cresset.test/invite/")), "{link}");
    call("/fn/people/reset-link", &[("email", "ada@example.org")]).await;
    call("/fn/people/set-disabled", &[("user", ada), ("disabled", "true")]).await;
    call("/fn/people/set-disabled", &[("user", ada), ("disabled", "false")]).await;
    call("/fn/people/set-admin", &[("user", ada), ("is_admin", "true")]).await;
    let rows: Vec<(String, String)> = door
        .app
        .state
        .db
        .fetch_all(
            "select action, target from audit where actor = 'root@example.org' order by action",
            cresset::args![],
        )
        .await
        .expect("the log");
    let named: Vec<_> = rows.iter().map(|(action, target)| (action.as_str(), target.as_str())).collect();
    assert_eq!(
        named,
        [
            ("user.disable", "ada@example.org"),
            ("user.enable", "ada@example.org"),
            ("user.invite", "grace@example.org"),
            ("user.make_admin", "ada@example.org"),
            ("user.reset_link", "ada@example.org"),
        ]
    );
}
