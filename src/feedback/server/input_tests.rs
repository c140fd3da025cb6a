//! The contract of a body, member by member.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn read(body: Value) -> AppResult<Input> {
    Input::read(body.as_object().expect("an object"))
}

fn refused(body: Value) -> (String, String) {
    match read(body.clone()) {
        Err(AppError::Invalid { field, message, .. }) => (field, message),
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn a_text_alone_is_enough() {
    let input = read(json!({"content": " a\r\nb ", "unheard_of": {"x": 1}})).unwrap();
    let expected = Input { content: " a\nb ".into(), page: "unknown".into(), ..Input::default() };
    assert_eq!(input, expected);
}

#[test]
fn no_text_is_refused_in_the_words_of_the_contract() {
    for content in [json!(null), json!(""), json!(" \r\n\u{2003}"), json!(7), json!(["x"]), json!({})] {
        let expected = ("content".to_owned(), CONTENT_REQUIRED.to_owned());
        assert_eq!(refused(json!({"content": content})), expected);
    }
}

#[test]
fn every_rule_names_its_member() {
    let long = "x".repeat(10_001);
    for (member, value, message) in [
        ("content", json!(long), "content must be at most 10000 characters; this has 10001"),
        ("feedback_type", json!(""), "feedback_type must be one of bug, feature, general"),
        ("feedback_type", json!("Bug"), "feedback_type must be one of bug, feature, general"),
        ("feedback_type", json!(1), "feedback_type must be one of bug, feature, general"),
        ("id", json!("7"), "id must be a UUID"),
        ("id", json!(7), "id must be a string"),
        ("user_id", json!(1.5), "user_id must be a string or an integer"),
        ("user_id", json!("x".repeat(201)), "user_id must be at most 200 characters"),
        ("page", json!(1), "page must be a string"),
        ("page", json!("x".repeat(2049)), "page must be at most 2048 characters"),
        ("browser", json!("x".repeat(101)), "browser must be at most 100 characters"),
        ("email", json!("ada"), "email must be an address such as name@example.org"),
        ("metadata", json!([]), "metadata must be an object"),
        ("metadata", json!({"a": "x".repeat(16 << 10)}), "metadata must be at most 16 KB of JSON"),
        ("metadata", json!({"a":[[[[[[[[1]]]]]]]]}), "metadata must be nested at most 8 deep"),
        ("elapsed_ms", json!("soon"), "elapsed_ms must be a number"),
    ] {
        let mut body = json!({"content": "x"});
        body[member] = value;
        assert_eq!(refused(body), (member.to_owned(), message.to_owned()));
    }
}

#[test]
fn what_is_kept_of_the_other_members() {
    let id = "0192D5A4-7C00-7000-8000-000000000001";
    let input = read(json!({
        "content": "x", "feedback_type": "bug", "id": id, "user_id": 42, "page": "/a?token=1",
        "browser": " Firefox ", "os": null, "email": " ada@example.org ", "release": "web@2.4.0",
        "metadata": {"a":[[[[[[[1]]]]]]], "password": "x"}, "subject_line": "buy", "elapsed_ms": 1999,
    }));
    let input = input.unwrap();
    assert_eq!(input.id.as_deref(), Some("0192d5a4-7c00-7000-8000-000000000001"));
    assert_eq!(input.user_id.as_deref(), Some("42"));
    assert_eq!(input.page, "/a?token=[filtered]");
    assert_eq!((input.browser.as_deref(), input.os), (Some("Firefox"), None));
    assert_eq!(input.email.as_deref(), Some("ada@example.org"));
    assert_eq!(input.metadata.unwrap()["password"], "[filtered]");
    assert!(input.trapped && input.hasty);
}

#[test]
fn a_body_must_be_an_object() {
    for body in ["", "{", "\u{feff}{}", "\"x\"", "[]", "null", "{\"content\":\"\\ud800\"}"] {
        assert!(matches!(parse(body.as_bytes()), Err(AppError::Invalid { .. })), "{body:?}");
    }
    assert!(parse(b"\xff").is_err());
}

proptest! {
    // Stored text has neither CRLF nor U+0000, loses nothing else, and is stable.
    #[test]
    fn text_is_normalised_once(text in "[ab\r\n\0\u{e9}\u{1f600} ]{1,40}") {
        if let Ok(stored) = content(Some(&text)) {
            prop_assert!(!stored.contains("\r\n") || text.contains("\r\r\n"));
            prop_assert!(!stored.contains('\0'));
            let expected = text.replace("\r\n", "\n").replace('\0', "\u{fffd}");
            prop_assert_eq!(stored, expected);
        } else {
            prop_assert!(text.trim().is_empty());
        }
    }

    #[test]
    fn any_json_is_answered_not_crashed_on(text in "\\{(\"(content|page|id|metadata|user_id)\":(\"[a-z\\\\]{0,3}\"|[0-9.e-]{1,4}|\\[|\\{\\}|null),?){0,4}\\}?") {
        if let Ok(members) = parse(text.as_bytes()) {
            let _ = Input::read(&members);
        }
    }
}
