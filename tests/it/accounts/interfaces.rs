//! What other slices ask of this one.

use crate::support::TestApp;
use cresset::{
    access::{Role, Scope},
    accounts::server::{
        default_project, project_by_id, project_by_key, project_by_origin, project_by_slug,
        projects::{self, NewProject},
        sessions, token_project,
        tokens::{self, NewToken},
        users::{self, NewUser},
    },
    error::AppError,
    server::{
        clock::{HOUR, MINUTE},
        ctx::By,
    },
};

fn project(slug: &str, origins: &[&str]) -> NewProject {
    NewProject {
        slug: slug.into(),
        name: slug.into(),
        time_zone: "Europe/Berlin".into(),
        origins: origins.iter().map(|origin| origin.to_string()).collect(),
    }
}

fn token(project_id: Option<i64>) -> NewToken {
    NewToken { project_id, name: "CI".into(), scopes: vec![Scope::DeployWrite], expires_at: None }
}

#[tokio::test]
async fn a_project_is_found_by_every_name_it_has() {
    let app = TestApp::new().await;
    let by = By::command_line();
    assert_eq!(default_project(&app.state).await, Ok(None));
    let made =
        projects::create(&app.state, &by, project("tba", &["https://TBA.example/"])).await.expect("made");
    let other =
        projects::create(&app.state, &by, project("other", &["https://shop.example"])).await.expect("made");
    let found = [
        project_by_key(&app.state, &made.public_key).await,
        project_by_slug(&app.state, "tba").await,
        project_by_id(&app.state, made.id).await,
        project_by_origin(&app.state, "https://tba.example").await,
        default_project(&app.state).await,
    ];
    for one in found {
        assert_eq!(one.expect("no failure").expect("found").as_ref(), &made);
    }
    assert_ne!(made.public_key, other.public_key);
    assert_eq!(project_by_key(&app.state, "0").await, Ok(None));
    projects::create(&app.state, &by, project("third", &["https://shop.example"])).await.expect("made");
    assert_eq!(project_by_origin(&app.state, "https://shop.example").await, Ok(None), "listed by two");
}

#[tokio::test]
async fn a_project_needs_a_free_slug_and_a_real_time_zone() {
    let app = TestApp::with(&[("default_project", "off")]).await;
    let by = By::command_line();
    projects::create(&app.state, &by, project("tba", &[])).await.expect("made");
    assert_eq!(default_project(&app.state).await, Ok(None), "switched off");
    let field = |result: Result<_, AppError>| match result {
        Err(AppError::Invalid { field, .. }) => field,
        other => panic!("{:?}", other.map(|_: projects::ProjectRef| ())),
    };
    assert_eq!(field(projects::create(&app.state, &by, project("tba", &[])).await), "slug");
    let nowhere = NewProject { time_zone: "Mars/Olympus".into(), ..project("b", &[]) };
    assert_eq!(field(projects::create(&app.state, &by, nowhere).await), "time_zone");
    assert_eq!(field(projects::create(&app.state, &by, project("c", &["nonsense"])).await), "origins");
}

#[tokio::test]
async fn a_session_names_the_person_and_the_open_projects() {
    let app = TestApp::new().await;
    let by = By::command_line();
    let tba = projects::create(&app.state, &by, project("tba", &[])).await.expect("made");
    projects::create(&app.state, &by, project("other", &[])).await.expect("made");
    let ada = NewUser {
        email: "Ada@example.org".into(),
        name: "Ada".into(),
        password: "lantern orchard nine".into(),
        is_admin: false,
    };
    let id = users::create(&app.state, &by, ada).await.expect("made");
    users::grant(&app.state, &by, tba.id, &id, Role::Member).await.expect("granted");
    let cookie = sessions::start(&app.state, &id, "Firefox on Linux").await.expect("begins");
    let actor = sessions::actor(&app.state, &cookie).await.expect("no failure").expect("signed in");
    assert_eq!((actor.email.as_str(), actor.projects.len()), ("ada@example.org", 1));
    assert_eq!((actor.projects[0].slug.as_str(), actor.projects[0].role), ("tba", Role::Member));
    for _ in 0..14 {
        app.clock.advance(55 * MINUTE);
        if sessions::actor(&app.state, &cookie).await.expect("no failure").is_none() {
            break;
        }
    }
    assert!(app.clock.now() - crate::support::NOW > 12 * HOUR, "use keeps a session alive, for 12 hours");
    assert!(sessions::actor(&app.state, &cookie).await.expect("no failure").is_none());
}

#[tokio::test]
async fn a_token_works_for_its_project_until_it_ends() {
    let app = TestApp::new().await;
    let by = By::command_line();
    let tba = projects::create(&app.state, &by, project("tba", &[])).await.expect("made");
    projects::create(&app.state, &by, project("other", &[])).await.expect("made");
    let until = Some(app.clock.now() + HOUR);
    let text = tokens::create(&app.state, &by, NewToken { expires_at: until, ..token(Some(tba.id)) }).await;
    let text = text.expect("made");
    let actor = tokens::actor(&app.state, &text).await.expect("no failure").expect("valid");
    assert!(actor.may(Scope::DeployWrite) && !actor.may(Scope::FeedbackRead));
    assert_eq!(token_project(&app.state, &actor, None).await.expect("its own").slug, "tba");
    assert_eq!(token_project(&app.state, &actor, Some("other")).await, Err(AppError::NotFound));
    app.clock.advance(HOUR);
    assert!(tokens::actor(&app.state, &text).await.expect("no failure").is_none(), "expired");
    let text = tokens::create(&app.state, &by, token(None)).await.expect("made");
    let actor = tokens::actor(&app.state, &text).await.expect("no failure").expect("valid");
    assert_eq!(token_project(&app.state, &actor, Some("other")).await.expect("named").slug, "other");
    assert!(matches!(token_project(&app.state, &actor, None).await, Err(AppError::Invalid { .. })));
}
