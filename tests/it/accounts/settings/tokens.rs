//! API tokens of a project.

use super::{Office, lines};
use cresset::{
    access::Scope,
    accounts::server::tokens::{self, NewToken},
    error::AppError,
};

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    let office = Office::new().await;
    let (state, id) = (&office.app.state, office.tba.id);
    let new = NewToken {
        project_id: Some(id),
        name: "CI".into(),
        scopes: vec![Scope::FeedbackRead],
        expires_at: None,
    };
    let text = tokens::create(state, &office.ada, new).await.expect("made");
    let read = || office.app.get("/api/feedback").token(&text).send();
    read().await.expect(200);
    let listed = tokens::list(state, id).await.expect("a list");
    let [token] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((token.name.as_str(), token.created_by.as_str()), ("CI", "ada@example.org"));
    assert!(token.last_used_at.is_some());
    assert!(tokens::list(state, office.other.id).await.expect("a list").is_empty());
    let elsewhere = tokens::revoke(state, office.other.id, &office.root, &token.id).await;
    assert_eq!(elsewhere, Err(AppError::NotFound));
    read().await.expect(200);
    office.app.clock.advance(1);
    tokens::revoke(state, id, &office.ada, &token.id).await.expect("revoked");
    read().await.expect(401);
    assert!(tokens::list(state, id).await.expect("a list").is_empty());
    assert_eq!(tokens::revoke(state, id, &office.ada, &token.id).await, Err(AppError::NotFound), "only once");
    let log = office.log().await;
    assert_eq!((log[0].action.as_str(), log[0].target.as_str()), ("token.revoke", "CI"));
    assert_eq!(lines(&log[1]), ["Expires: none", "Scopes: feedback:read"]);
    let page = log.iter().flat_map(lines).collect::<String>();
    assert!(!page.contains(&text), "a secret is not logged");
}

#[tokio::test]
async fn a_form_needs_a_scope_and_a_known_lifetime() {
    let office = Office::new().await;
    let refused = async |fields: &[(&str, &str)]| {
        let call = office.app.post("/fn/tokens/create").same_origin().form(fields);
        let reply = office.as_person(&office.ada, call).await.send().await.expect(400);
        reply.json()["invalid"]["field"].as_str().unwrap_or_default().to_owned()
    };
    let base = [("project", "tba"), ("name", "CI")];
    let with = |rest: &[(&'static str, &'static str)]| [&base[..], rest].concat();
    assert_eq!(refused(&with(&[("expires", "90")])).await, "scopes");
    assert_eq!(refused(&with(&[("expires", "7"), ("scopes[]", "deploy:write")])).await, "expires");
    assert!(office.log().await.is_empty());
}
