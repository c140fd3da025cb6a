//! The published document of the API, and whether an answer is as it says.
//! Every answer a test gets is compared.

use super::Reply;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../src/server/openapi.json")).expect("the document is JSON")
});

/// Fail unless an answer of an operation in the document is one it describes.
#[track_caller]
pub fn check(method: &str, path: &str, reply: &Reply) {
    let Some(template) = template(path) else { return };
    let operation = &DOCUMENT["paths"][template][method.to_lowercase()];
    if operation.is_null() {
        return;
    }
    let what = format!("{method} {path}: {}", reply.status);
    let response = resolve(&operation["responses"][reply.status.as_str()]);
    assert!(response.is_object(), "{what} is not in the document: {}", reply.text());
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let there = reply.headers.contains_key(name);
        assert!(there || header["required"] != true, "{what} without {name}");
    }
    let kind = reply.header("content-type").split(';').next().unwrap_or_default();
    let contents = &response["content"];
    let content = if contents[kind].is_object() { &contents[kind] } else { &contents["*/*"] };
    let schema = &content["schema"];
    assert!(schema.is_object(), "{what} with the content type {kind:?}");
    // A file or lines: not one JSON value.
    if schema["type"] == "string" {
        return;
    }
    let errors: Vec<_> =
        validator(schema).iter_errors(&reply.json()).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{what} breaks its schema: {errors:#?}\n{}", reply.text());
}

/// The path of the document that `path` is an example of.
fn template(path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or_default();
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let fits = |template: &str| {
        let (mut ours, mut theirs) = (template.split('/'), path.split('/'));
        let segments = ours.by_ref().zip(theirs.by_ref());
        segments.fold(true, |fits, (our, their)| fits && (our == their || our.starts_with('{')))
            && template.matches('/').count() == path.matches('/').count()
    };
    paths.keys().map(String::as_str).find(|template| fits(template))
}

/// The object itself, or what it refers to.
fn resolve(object: &'static Value) -> &'static Value {
    match object["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(&reference[1..]).expect("what is referred to exists"),
        None => object,
    }
}

fn validator(schema: &Value) -> Arc<Validator> {
    static BUILT: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let build = || {
        let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.build(&whole).expect("a valid schema"))
    };
    built.entry(schema.to_string()).or_insert_with(build).clone()
}
