//! The document of the API against the routes there are. That their answers
//! are as it says is checked with every call (`support::contract`).

use crate::{
    deploys::Deploys,
    support::{TestApp, contract::DOCUMENT},
};
use axum::http::Method;
use cresset::server::{
    router,
    routes::{Access, Endpoint},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every operation of the document: method, path, itself.
fn operations() -> Vec<(String, String, Value)> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let of_path = |(path, item): (&String, &Value)| {
        let item = item.as_object().expect("a path item").clone();
        let path = path.clone();
        item.into_iter()
            .filter(|(name, _)| name != "parameters")
            .map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
    };
    paths.iter().flat_map(of_path).collect()
}

/// Preflights are what browsers ask by themselves.
fn is_api(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/api/") && endpoint.method != Method::OPTIONS
}

#[test]
fn the_document_has_every_route_of_the_api_and_nothing_else() {
    let there = router::endpoints().list.into_iter().filter(is_api);
    let there: BTreeSet<_> =
        there.map(|endpoint| (endpoint.method.to_string(), endpoint.path.to_owned())).collect();
    let told: BTreeSet<_> = operations().into_iter().map(|(method, path, _)| (method, path)).collect();
    assert_eq!(told, there);
}

#[test]
fn the_document_says_which_scope_a_route_needs() {
    for endpoint in router::endpoints().list.into_iter().filter(is_api) {
        let method = endpoint.method.as_str().to_lowercase();
        let security = &DOCUMENT["paths"][endpoint.path][method]["security"];
        match endpoint.access {
            Access::Token(scope) => assert_eq!(*security, json!([{ "token": [scope.as_str()] }])),
            Access::Ingest => assert_eq!(security[0], json!({}), "{}", endpoint.path),
            _ => assert_eq!(*security, json!([]), "{}", endpoint.path),
        }
    }
}

#[test]
fn the_prose_names_every_operation() {
    let prose = include_str!("../../docs/API.md");
    for (method, path, _) in operations() {
        assert!(prose.contains(&format!("`{method} {path}`")), "docs/API.md does not name {method} {path}");
    }
}

#[tokio::test]
async fn the_document_is_served_to_anyone() {
    let app = TestApp::new().await;
    let reply =
        app.get("/api/openapi.json").header("origin", "https://tool.example").send().await.expect(200);
    assert_eq!(reply.json(), *DOCUMENT);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

/// The examples of the document work, and so every operation with a body has
/// an answer that is checked.
#[tokio::test]
async fn every_example_is_accepted() {
    let deploys = Deploys::with_every_scope().await;
    let made = deploys.record(json!({ "release": "web@2.4.0", "status": "running" })).await;
    let entry =
        deploys.post("/api/feedback").json(&json!({ "content": "x" })).send().await.expect(201).json();
    let other =
        deploys.post("/api/feedback").json(&json!({ "content": "y" })).send().await.expect(201).json();
    let mut tried = 0;
    for (method, path, operation) in operations() {
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        if example.is_null() {
            continue;
        }
        let mut example = example.clone();
        if path == "/api/events" {
            example["k"] = json!(deploys.project.public_key);
        }
        let name = if path.contains("environments") { "production" } else { "web%402.4.0" };
        let id = match path.as_str() {
            "/api/v1/feedback/{id}/merges" => &other["id"],
            path if path.contains("feedback") => &entry["id"],
            _ => &made["id"],
        };
        if path.ends_with("/batches") {
            example["ids"] = json!([entry["id"]]);
        }
        if path.ends_with("/merges") {
            example["into"] = entry["id"].clone();
        }
        let path = path.replace("{id}", id.as_str().unwrap()).replace("{name}", name);
        let reply = deploys.app.request(&method, &path).token(&deploys.token).json(&example).send().await;
        assert!(reply.status.is_success(), "{method} {path}: {}", reply.text());
        tried += 1;
    }
    assert_eq!(tried, 16);
}

#[tokio::test]
#[should_panic(expected = "breaks its schema")]
async fn an_answer_unlike_the_document_is_noticed() {
    let app = TestApp::new().await;
    let mut reply = app.get("/api/v1/releases").send().await.expect(401);
    let mut problem = reply.json();
    problem["surprise"] = json!(true);
    reply.body = problem.to_string().into();
    crate::support::contract::check("GET", "/api/v1/releases", &reply);
}
