//! Where every test of feedback begins: two projects and tokens for them.

use crate::support::TestApp;
use cresset::{
    access::{Role, Scope},
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        sessions,
        tokens::{self, NewToken},
        users::{self, NewUser},
    },
    server::ctx::By,
};
use serde_json::Value;
use tokio::sync::Mutex;

pub struct Story {
    pub app: TestApp,
    /// Takes feedback from any origin.
    pub first: ProjectRef,
    /// Lists `https://second.example`.
    pub second: ProjectRef,
    /// Tokens of the first project.
    pub read: String,
    pub write: String,
    pub second_read: String,
    /// Who opened the console so far: role and user.
    people: Mutex<Vec<(Role, String)>>,
}

impl Story {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let app = TestApp::with(settings).await;
        let first = project(&app, "first", &[]).await;
        let second = project(&app, "second", &["https://second.example"]).await;
        let read = token(&app, Some(first.id), Scope::FeedbackRead).await;
        let write = token(&app, Some(first.id), Scope::FeedbackWrite).await;
        let second_read = token(&app, Some(second.id), Scope::FeedbackRead).await;
        Self { app, first, second, read, write, second_read, people: Mutex::default() }
    }

    pub async fn token(&self, project_id: Option<i64>, scope: Scope) -> String {
        token(&self.app, project_id, scope).await
    }

    /// A session of somebody with this role in the first project.
    pub async fn person(&self, role: Role) -> String {
        let (state, by) = (&self.app.state, By::command_line());
        let mut people = self.people.lock().await;
        if !people.iter().any(|(known, _)| *known == role) {
            let (email, name) = (format!("{}@example.org", role.as_str()), role.as_str().to_owned());
            let password = "a long enough passphrase".to_owned();
            let id = users::create(state, &by, NewUser { email, name, password, is_admin: false }).await;
            let id = id.expect("a user");
            users::grant(state, &by, self.first.id, &id, role).await.expect("a role");
            people.push((role, id));
        }
        let (_, id) = people.iter().find(|(known, _)| *known == role).expect("made above");
        sessions::start(state, id, "test").await.expect("a session")
    }

    /// An entry of the first project as its token reads it.
    pub async fn read(&self, id: &str) -> Value {
        self.app.get(&format!("/api/feedback/{id}")).token(&self.read).send().await.expect(200).json()
    }

    /// The texts a token lists, newest first.
    pub async fn list(&self, token: &str, query: &str) -> Vec<String> {
        let reply = self.app.get(&format!("/api/feedback{query}")).token(token).send().await.expect(200);
        let body = reply.json();
        let items = body["items"].as_array().expect("a list");
        items.iter().map(|item| item["content"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// How many entries the first project lists.
    pub async fn count(&self) -> usize {
        self.list(&self.read, "?limit=200").await.len()
    }
}

async fn project(app: &TestApp, slug: &str, origins: &[&str]) -> ProjectRef {
    let new = NewProject {
        slug: slug.into(),
        name: slug.into(),
        time_zone: "UTC".into(),
        origins: origins.iter().map(|origin| origin.to_string()).collect(),
    };
    projects::create(&app.state, &By::command_line(), new).await.expect("a project")
}

async fn token(app: &TestApp, project_id: Option<i64>, scope: Scope) -> String {
    let new = NewToken { project_id, name: scope.as_str().into(), scopes: vec![scope], expires_at: None };
    tokens::create(&app.state, &By::command_line(), new).await.expect("a token")
}
