//! Roles in a project.

use super::{Office, lines};
use cresset::{access::Role, accounts::server::members, error::AppError};
use serde_json::json;

#[tokio::test]
async fn a_role_counts_from_the_next_request() {
    let office = Office::new().await;
    let (state, id) = (&office.app.state, office.tba.id);
    let grace = office.grace.id.clone().expect("a person");
    let open = |path: &'static str| async {
        office.as_person(&office.grace, office.app.get(path)).await.send().await
    };
    let names = |list: Vec<cresset::accounts::model::settings::Member>| {
        list.into_iter().map(|one| (one.name, one.role)).collect::<Vec<_>>()
    };
    open("/app/tba").await.expect(200);
    members::set_role(state, id, &office.ada, &grace, Role::Viewer).await.expect("changed");
    let list = names(members::list(state, id).await.expect("a list"));
    assert_eq!(list, [("ada".to_owned(), Role::Maintainer), ("grace".to_owned(), Role::Viewer)]);
    office.app.clock.advance(1);
    members::remove(state, id, &office.ada, &grace).await.expect("removed");
    open("/app/tba").await.expect(404);
    let log = office.log().await;
    assert_eq!((log[0].action.as_str(), log[0].target.as_str()), ("member.remove", "grace@example.org"));
    assert_eq!(lines(&log[1]), ["Role: member → viewer"]);
    assert_eq!(names(members::list(state, office.other.id).await.expect("a list")).len(), 1);
}

#[tokio::test]
async fn nobody_changes_the_own_role_or_somebody_elsewhere() {
    let office = Office::new().await;
    let (state, id) = (&office.app.state, office.tba.id);
    let ada = office.ada.id.as_deref().expect("a person");
    let own = members::set_role(state, id, &office.ada, ada, Role::Viewer).await;
    assert!(matches!(own, Err(AppError::Conflict { .. })));
    let root = office.root.id.as_deref().expect("a person");
    for stranger in [root, "nobody"] {
        let set = members::set_role(state, id, &office.ada, stranger, Role::Viewer).await;
        assert_eq!(set, Err(AppError::NotFound));
        assert_eq!(members::remove(state, id, &office.ada, stranger).await, Err(AppError::NotFound));
    }
    assert_eq!(members::remove(state, office.other.id, &office.root, ada).await, Err(AppError::NotFound));
    assert!(office.log().await.is_empty());
}

#[tokio::test]
async fn an_invitation_is_listed_until_it_is_withdrawn() {
    let office = Office::new().await;
    let call = async |path: &str, fields: &[(&str, &str)]| {
        let call = office.app.post(path).same_origin().form(fields);
        office.as_person(&office.ada, call).await.send().await
    };
    // Mary has an account, nobody@ has none: the answers are alike.
    for email in ["mary@example.org", "nobody@example.org"] {
        let fields = [("project", "tba"), ("email", email), ("role", "viewer")];
        let link = call("/fn/members/invite", &fields).await.expect(200).json();
        assert!(link.as_str().is_some_and(|link| link.starts_with("http://cresset.test/invite/")), "{link}");
    }
    let open = async || {
        let call = office.app.post("/fn/members/list").same_origin().json(&json!({ "project": "tba" }));
        office.as_person(&office.ada, call).await.send().await.expect(200).json()["invitations"].clone()
    };
    let listed = open().await;
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!(listed[0]["role"], "viewer");
    let id = listed[0]["id"].as_str().expect("an id");
    call("/fn/members/withdraw", &[("project", "tba"), ("invitation", id)]).await.expect(200);
    call("/fn/members/withdraw", &[("project", "tba"), ("invitation", id)]).await.expect(404);
    assert_eq!(open().await.as_array().map(Vec::len), Some(1));
    let actions: Vec<_> = office.log().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions.iter().filter(|action| *action == "user.invite").count(), 2);
}
