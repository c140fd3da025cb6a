//! Roles in a project.

use super::{Office, lines};
use cresset::{access::Role, accounts::server::members, error::AppError};

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
