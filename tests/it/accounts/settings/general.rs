//! Name, time zone, origins, key, archive.

use super::{Office, lines};
use cresset::{
    accounts::server::{project_by_id, project_by_key, settings},
    error::AppError,
};

#[tokio::test]
async fn a_change_is_seen_at_once_and_logged_with_what_it_was_before() {
    let office = Office::new().await;
    let (state, id, by) = (&office.app.state, office.tba.id, &office.ada);
    settings::update(state, id, by, "Total Battle Analyzer", "europe/berlin").await.expect("changed");
    let general = settings::general(state, id).await.expect("settings");
    assert_eq!(
        (general.name.as_str(), general.time_zone.as_str()),
        ("Total Battle Analyzer", "Europe/Berlin")
    );
    settings::update(state, id, by, "Total Battle Analyzer", "Europe/Berlin").await.expect("no change");
    assert!(general.zones.contains(&general.time_zone));
    let log = office.log().await;
    assert_eq!(log.len(), 1, "what changes nothing is not logged");
    assert_eq!((log[0].action.as_str(), log[0].actor.as_str()), ("project.update", "ada@example.org"));
    assert_eq!(lines(&log[0]), ["Name: TBA → Total Battle Analyzer", "Time zone: UTC → Europe/Berlin"]);
    let field = |result| match result {
        Err(AppError::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(settings::update(state, id, by, " ", "UTC").await), "name");
    assert_eq!(field(settings::update(state, id, by, "A", "Mars/Olympus").await), "time_zone");
    assert_eq!(settings::general(state, office.other.id).await.expect("settings").name, "OTHER");
}

#[tokio::test]
async fn a_wrong_origin_is_named_and_none_is_added() {
    let office = Office::new().await;
    let (state, id, by) = (&office.app.state, office.tba.id, &office.ada);
    let refused = settings::add_origins(state, id, by, "https://a.example\nhttps://b.example/path").await;
    let Err(AppError::Invalid { field, message, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(field, "origins");
    assert!(message.contains("https://b.example/path"), "{message}");
    assert!(settings::add_origins(state, id, by, "  ").await.is_err());
    settings::add_origins(state, id, by, "https://A.example/ https://b.example https://a.example")
        .await
        .expect("added");
    let origins = settings::general(state, id).await.expect("settings").origins;
    assert_eq!(origins, ["https://a.example", "https://b.example"]);
    office.app.clock.advance(1);
    settings::remove_origin(state, id, by, "https://a.example").await.expect("removed");
    settings::remove_origin(state, id, by, "https://nowhere.example").await.expect("nothing to remove");
    let log = office.log().await;
    assert_eq!(lines(&log[0]), ["Origins: https://a.example, https://b.example → https://b.example"]);
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn a_rotated_key_is_refused_at_once() {
    let office = Office::new().await;
    let (state, old) = (&office.app.state, office.tba.public_key.clone());
    let feedback = |key: &str| {
        let call = office.app.post("/api/feedback").header("x-cresset-key", key);
        call.json(&serde_json::json!({ "content": "x" })).send()
    };
    feedback(&old).await.expect(201);
    settings::rotate_key(state, office.tba.id, &office.ada).await.expect("rotated");
    let new = settings::general(state, office.tba.id).await.expect("settings").public_key;
    assert_ne!(old, new);
    feedback(&old).await.expect(401);
    feedback(&new).await.expect(201);
    assert_eq!(lines(&office.log().await[0]), [format!("Public key: {old} → {new}")]);
}

#[tokio::test]
async fn an_archived_project_takes_nothing_and_comes_back() {
    let office = Office::new().await;
    let (state, id, key) = (&office.app.state, office.tba.id, &office.tba.public_key);
    assert_eq!(settings::unarchive(state, "tba", &office.root).await, Err(AppError::NotFound), "in use");
    assert!(settings::archive(state, id, &office.ada, "other").await.is_err(), "typed wrongly");
    settings::archive(state, id, &office.ada, "tba").await.expect("archived");
    assert_eq!(project_by_key(state, key).await, Ok(None));
    let page =
        |path: &'static str| async { office.as_person(&office.ada, office.app.get(path)).await.send().await };
    page("/app/tba").await.expect(404);
    let listed = settings::listed(state).await.expect("a list").projects;
    assert_eq!(listed.iter().map(|one| one.archived_at.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(listed[0].members, 2);
    office.app.clock.advance(1);
    settings::unarchive(state, "tba", &office.root).await.expect("back");
    page("/app/tba").await.expect(200);
    assert!(!project_by_id(state, id).await.expect("found").expect("there").archived);
    let actions: Vec<_> = office.log().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, ["project.unarchive", "project.archive"]);
}

#[tokio::test]
async fn another_process_hears_of_a_change_within_a_second() {
    let office = Office::new().await;
    let app = &office.app;
    let config = app.state.config.clone();
    let second = cresset::server::router::state(config, app.state.db.clone(), app.clock.clone());
    let second = second.await.expect("another process");
    let old = &office.tba.public_key;
    assert!(project_by_key(&second, old).await.expect("found").is_some());
    settings::rotate_key(&app.state, office.tba.id, &office.ada).await.expect("rotated");
    app.clock.advance(1_000);
    assert_eq!(project_by_key(&second, old).await, Ok(None));
}
