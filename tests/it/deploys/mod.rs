//! Deployments, contract by contract.

mod changes;
mod command;
mod pages;
mod places;
mod reads;
mod recording;
mod store;

use crate::support::{Call, TestApp};
use cresset::{
    access::Scope,
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        tokens::{self, NewToken},
    },
    server::{ctx::By, state::AppState},
};
use serde_json::{Value, json};

/// An application with a project and a token that may do everything here.
pub struct Deploys {
    pub app: TestApp,
    pub project: ProjectRef,
    pub token: String,
}

impl Deploys {
    pub async fn new() -> Self {
        Self::with(&[Scope::DeployRead, Scope::DeployWrite]).await
    }

    pub async fn with_every_scope() -> Self {
        Self::with(&Scope::ALL).await
    }

    async fn with(scopes: &[Scope]) -> Self {
        let app = TestApp::new().await;
        let project = new_project(&app.state, "tba").await;
        let token = new_token(&app.state, Some(project.id), scopes.to_vec()).await;
        Self { app, project, token }
    }

    pub fn get(&self, path: &str) -> Call {
        self.app.get(path).token(&self.token)
    }

    pub fn post(&self, path: &str) -> Call {
        self.app.post(path).token(&self.token)
    }

    pub fn patch(&self, path: &str) -> Call {
        self.app.patch(path).token(&self.token)
    }

    /// Record a deployment; the answer.
    pub async fn record(&self, body: Value) -> Value {
        self.post("/api/v1/deployments").json(&body).send().await.expect(201).json()
    }

    /// What runs in an environment, by release name.
    pub async fn active(&self, environment: &str) -> Vec<String> {
        let path = format!("/api/v1/environments/{environment}");
        let answer = self.get(&path).send().await.expect(200).json();
        let active = answer["active"].as_array().expect("a list").iter();
        active.map(|deployment| deployment["release"].as_str().expect("a name").to_owned()).collect()
    }
}

pub async fn new_project(state: &AppState, slug: &str) -> ProjectRef {
    let new = NewProject {
        slug: slug.into(),
        name: slug.to_uppercase(),
        time_zone: "UTC".into(),
        origins: Vec::new(),
    };
    projects::create(state, &By::command_line(), new).await.expect("a project")
}

pub async fn new_token(state: &AppState, project_id: Option<i64>, scopes: Vec<Scope>) -> String {
    let new = NewToken { project_id, name: "ci".into(), scopes, expires_at: None };
    tokens::create(state, &By::command_line(), new).await.expect("a token")
}

/// `body` with `member` set to `value`.
pub fn with(mut body: Value, member: &str, value: impl Into<Value>) -> Value {
    body[member] = value.into();
    body
}

pub fn web(version: &str) -> Value {
    json!({ "environment": "production", "release": format!("web@{version}") })
}
