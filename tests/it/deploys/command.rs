//! `cresset deploy record` against real listeners.

use super::{new_project, new_token};
use crate::support::TestDb;
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::any};
use cresset::{
    access::Scope,
    server::{
        config::{Config, Values},
        run::Server,
    },
};
use serde_json::{Value, json};
use std::{
    process::Output,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// Run the command; its exit code and what it wrote.
async fn record(url: &str, token: &str, more: &[&str]) -> (i32, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cresset"));
    command.args(["deploy", "record", "--url", url]).args(more).env("CRESSET_TOKEN", token);
    let run = tokio::task::spawn_blocking(move || command.output().expect("the command runs"));
    let Output { status, stdout, stderr } = run.await.expect("the command ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

/// A server as `serve` starts it, and a token that may record.
async fn server(scope: Scope) -> (Server, TestDb, String, String) {
    let test = TestDb::new().await;
    let flags = [("addr", "127.0.0.1:0"), ("metrics_addr", "127.0.0.1:0")];
    let flags: Values = flags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    let mut config = Config::load(flags, &|_| None, Values::new()).expect("valid settings");
    config.data_dir = test.dir.path().to_owned();
    let server = Server::start(config, test.db.clone()).await.expect("the server starts");
    let project = new_project(&server.state, "tba").await;
    let token = new_token(&server.state, Some(project.id), vec![scope]).await;
    let url = format!("http://{}/", server.addr);
    (server, test, url, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_is_recorded_once_per_key() {
    let (server, _db, url, token) = server(Scope::DeployWrite).await;
    let flags = [
        "--environment",
        "stage",
        "--release",
        "web@2.4.0",
        "--commit",
        "A1B2C3D4",
        "--by",
        "ada",
        "--status",
        "failed",
        "--kind",
        "hotfix",
        "--started",
        "2026-03-03T09:00:00Z",
        "--finished",
        "2026-03-03T09:05:00Z",
        "--log-url",
        "https://ci.example/7",
        "--description",
        "a test",
        "--idempotency-key",
        "7-1",
        "--json",
    ];
    let (code, first, complaints) = record(&url, &token, &flags).await;
    assert_eq!((code, complaints.as_str()), (0, ""), "{first}");
    assert_eq!(record(&url, &token, &flags).await.1, first);
    let mut answer: Value = serde_json::from_str(&first).expect("JSON");
    for made in ["id", "created_at", "updated_at"] {
        answer[made] = json!("(made)");
    }
    insta::assert_json_snapshot!(answer, @r#"
    {
      "commit": "a1b2c3d4",
      "created_at": "(made)",
      "deployed_by": "ada",
      "description": "a test",
      "environment": "staging",
      "finished_at": "2026-03-03T09:05:00Z",
      "id": "(made)",
      "kind": "hotfix",
      "log_url": "https://ci.example/7",
      "package": "web",
      "previous": null,
      "release": "web@2.4.0",
      "started_at": "2026-03-03T09:00:00Z",
      "status": "failed",
      "updated_at": "(made)",
      "url": null,
      "version": "2.4.0"
    }
    "#);
    let (code, line, _) = record(&url, &token, &["--release", "web@2.4.0"]).await;
    assert_eq!(code, 0);
    assert!(line.starts_with("web@2.4.0 is recorded in production as succeeded (id "), "{line}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_what_to_change() {
    let (server, _db, url, reader) = server(Scope::DeployRead).await;
    let (code, _, said) = record(&url, &reader, &["--release", "web@1"]).await;
    assert_eq!((code, said.contains("lacks the scope deploy:write")), (77, true), "{said}");
    let (code, _, said) = record(&url, "crs_x", &["--release", "web@1"]).await;
    assert_eq!((code, said.contains("unknown, expired or revoked")), (77, true), "{said}");
    let instance = new_token(&server.state, None, vec![Scope::DeployWrite]).await;
    let (code, _, said) = record(&url, &instance, &["--release", "web@1"]).await;
    assert_eq!((code, said.contains("(--project)")), (65, true), "{said}");
    let wrong = ["--release", "web@1", "--project", "tba", "--started", "yesterday"];
    let (code, _, said) = record(&url, &instance, &wrong).await;
    assert_eq!((code, said.contains("(--started)")), (65, true), "{said}");
    let (code, _, said) = record("cresset.example", &reader, &["--release", "web@1"]).await;
    assert_eq!((code, said.contains("--url or CRESSET_URL")), (78, true), "{said}");
    let (code, _, said) = record(&url, " ", &["--release", "web@1"]).await;
    assert_eq!((code, said.contains("CRESSET_TOKEN is not set")), (78, true), "{said}");
    assert_eq!(record(&url, &reader, &[]).await.0, 2);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_said_with_a_way_to_go_on() {
    let unused = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", unused.local_addr().expect("an address"));
    drop(unused);
    let (code, _, said) = record(&url, "crs_x", &["--release", "web@1", "--idempotency-key", "7-1"]).await;
    assert_eq!(code, 75, "{said}");
    assert!(said.contains("refused") && said.contains("--idempotency-key 7-1"), "{said}");
}

type Keys = Arc<Mutex<Vec<String>>>;

/// A listener that gives `answers` in order and notes the keys it was sent.
async fn scripted(answers: Vec<(u16, &'static str, String)>) -> (String, Keys) {
    let keys = Keys::default();
    let rest = Arc::new(Mutex::new(answers.into_iter()));
    let answer = async move |State(keys): State<Keys>, headers: axum::http::HeaderMap| {
        let key = headers["idempotency-key"].to_str().expect("a text").to_owned();
        keys.lock().expect("keys").push(key);
        let (status, location, body) = rest.lock().expect("answers").next().expect("an answer");
        let headers = [("retry-after", "0"), ("location", location)];
        (StatusCode::from_u16(status).expect("a status"), headers, body).into_response()
    };
    let router = Router::new().fallback(any(answer)).with_state(keys.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, keys)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_asked_again_under_the_same_key() {
    let recorded =
        json!({ "id": "1", "release": "web@1", "environment": "production", "status": "succeeded" });
    let busy = || (503, "", "{}".to_owned());
    let (url, keys) = scripted(vec![busy(), busy(), (201, "", recorded.to_string())]).await;
    let (code, _, said) = record(&url, "crs_x", &["--release", "web@1"]).await;
    assert_eq!(code, 0, "{said}");
    let keys = keys.lock().expect("keys").clone();
    assert!(keys.len() == 3 && keys[0].len() == 32 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");

    let (url, keys) = scripted(vec![busy(), busy(), busy(), busy(), busy()]).await;
    assert_eq!(record(&url, "crs_x", &["--release", "web@1"]).await.0, 75);
    assert_eq!(keys.lock().expect("keys").len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_something_else_is_no_success() {
    let cases = [
        (301, "https://elsewhere.example/api/v1/deployments", String::new()),
        (200, "", "<html>".to_owned()),
        (404, "", "<html>".to_owned()),
    ];
    for case in cases {
        let (url, _) = scripted(vec![case.clone()]).await;
        let (code, _, said) = record(&url, "crs_x", &["--release", "web@1"]).await;
        assert_eq!(code, 65, "{case:?}: {said}");
        assert!(said.contains("Check --url") && said.contains(case.1), "{said}");
    }
}
