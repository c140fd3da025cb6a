//! Reading the audit log.

use super::Office;
use crate::tidy::sources;
use cresset::accounts::{
    model::audit::{ACTIONS, AuditQuery},
    server::{audit_log, settings},
};

#[tokio::test]
async fn the_log_is_filtered_and_paged() {
    let office = Office::new().await;
    let (state, id) = (&office.app.state, office.tba.id);
    for n in 0..60 {
        office.app.clock.advance(1_000);
        let by = if n % 2 == 0 { &office.ada } else { &office.root };
        settings::update(state, id, by, &format!("Name {n}"), "UTC").await.expect("changed");
    }
    settings::rotate_key(state, office.other.id, &office.root).await.expect("rotated");
    let read = async |query: AuditQuery| audit_log::read(state, Some(id), &query).await.expect("a page");
    let first = read(AuditQuery::default()).await;
    assert_eq!(first.entries.len(), 50);
    let cursor = first.next.clone().expect("more");
    let second = read(AuditQuery { cursor, ..AuditQuery::default() }).await;
    assert!(second.next.is_none() && second.entries.len() > 10);
    let mut all: Vec<_> = first.entries.iter().chain(&second.entries).map(|entry| &entry.id).collect();
    all.dedup();
    assert_eq!(all.len(), first.entries.len() + second.entries.len(), "each once");
    let ada = read(AuditQuery { actor: "ada@example.org".into(), ..AuditQuery::default() }).await;
    assert_eq!(ada.entries.len(), 30);
    let roles = read(AuditQuery { action: "member.set".into(), q: "GRACE".into(), ..AuditQuery::default() });
    assert_eq!(roles.await.entries.len(), 1);
    let later = read(AuditQuery { from: "2026-03-04".into(), ..AuditQuery::default() }).await;
    assert!(later.entries.is_empty());
    let today = read(AuditQuery { to: "2026-03-03".into(), q: "100%".into(), ..AuditQuery::default() }).await;
    assert!(today.entries.is_empty(), "a wildcard is a plain character");
    assert_eq!(first.actors, ["ada@example.org", "command line", "root@example.org"]);
}

#[tokio::test]
async fn another_project_sees_nothing() {
    let office = Office::new().await;
    let state = &office.app.state;
    settings::rotate_key(state, office.tba.id, &office.ada).await.expect("rotated");
    let other = audit_log::read(state, Some(office.other.id), &AuditQuery::default()).await.expect("a page");
    assert!(other.entries.iter().all(|entry| entry.project.as_deref() == Some("other")));
    assert!(!other.actors.contains(&office.ada.name));
    let all = audit_log::read(state, None, &AuditQuery::default()).await.expect("a page");
    let keys = all.entries.iter().filter(|entry| entry.action == "project.rotate_key");
    assert_eq!(keys.map(|entry| entry.project.as_deref()).collect::<Vec<_>>(), [Some("tba")]);
    assert!(all.entries.iter().any(|entry| entry.project.is_none()), "people belong to the instance");
}

/// Every `"noun.verb"` of the server whose noun is one the log speaks of.
#[test]
fn every_action_is_a_sentence() {
    let nouns: Vec<_> =
        ACTIONS.iter().filter_map(|(name, _)| name.split_once('.')).map(|(noun, _)| noun).collect();
    let is_action = |text: &str| {
        let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        text.split_once('.').is_some_and(|(noun, verb)| nouns.contains(&noun) && verb.len() > 2 && word(verb))
    };
    let mut silent = Vec::new();
    for source in sources("src", &["rs"]).iter().filter(|source| source.path.contains("/server/")) {
        let code = source.code();
        let named = code.split('"').filter(|text| is_action(text) && !text.ends_with(".csv"));
        let unknown = named.filter(|text| !ACTIONS.iter().any(|(name, _)| name == text));
        silent.extend(unknown.map(|action| format!("{}: {action}", source.path)));
    }
    crate::tidy::none("actions without a sentence in accounts/model/audit.rs", silent);
}
