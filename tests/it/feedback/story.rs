//! Where every test of feedback begins: two projects and tokens for them.

use crate::support::TestApp;
use cresset::{
    access::Scope,
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        tokens::{self, NewToken},
    },
    server::ctx::By,
};
use serde_json::Value;

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
        Self { app, first, second, read, write, second_read }
    }

    pub async fn token(&self, project_id: Option<i64>, scope: Scope) -> String {
        token(&self.app, project_id, scope).await
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
