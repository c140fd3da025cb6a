//! What an event brings along.

use super::{Refusal, refuse};
use serde_json::{Map, Value};

const MOST: usize = 30;
const KEY_BYTES: usize = 300;
const VALUE_BYTES: usize = 2_000;

/// The properties that are kept, as a JSON object of texts: the first 30 that are no list, no object and not
/// blank; none when there is none.
///
/// # Errors
/// For a key or a value that is too long, and for what is no object. Names `field`.
pub fn props(given: Option<&Value>, field: &'static str) -> Result<Option<String>, Refusal> {
    let unpacked;
    let given = match given {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(object)) => object,
        // Some senders pack the object into a text.
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Object(object)) => {
                unpacked = object;
                &unpacked
            }
            _ => return refuse(field, format!("{field} must be an object")),
        },
        Some(_) => return refuse(field, format!("{field} must be an object")),
    };
    let mut kept = Map::new();
    for (key, text) in given.iter().filter_map(|(key, value)| Some((key, text(value)?))).take(MOST) {
        if key.len() > KEY_BYTES {
            return refuse(field, format!("a key of {field} must have at most {KEY_BYTES} bytes"));
        }
        if text.len() > VALUE_BYTES {
            return refuse(field, format!("a value of {field} must have at most {VALUE_BYTES} bytes"));
        }
        kept.insert(key.replace('\0', "\u{fffd}"), text.into());
    }
    Ok((!kept.is_empty()).then(|| Value::Object(kept).to_string()))
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().replace('\0', "\u{fffd}"),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_text_is_left_out_or_written_as_one() {
        let given = json!({ "plan": " pro ", "n": 3, "ok": true, "none": null, "list": [1], "blank": " " });
        let kept = props(Some(&given), "p").unwrap().unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&kept).unwrap(),
            json!({ "plan": "pro", "n": "3", "ok": "true" })
        );
        assert_eq!(props(Some(&json!({})), "p").unwrap(), None);
        assert_eq!(props(None, "p").unwrap(), None);
        assert_eq!(props(Some(&json!("{\"a\":1}")), "p").unwrap().as_deref(), Some(r#"{"a":"1"}"#));
        assert_eq!(props(Some(&json!([1])), "p").unwrap_err().field, "p");
        assert_eq!(props(Some(&json!("x")), "meta").unwrap_err().field, "meta");
    }

    #[test]
    fn the_first_thirty_are_kept_and_long_ones_refused() {
        let many: Map<String, Value> = (0..31).map(|n| (format!("k{n:02}"), json!("v"))).collect();
        let kept = props(Some(&Value::Object(many)), "p").unwrap().unwrap();
        assert_eq!(serde_json::from_str::<Map<String, Value>>(&kept).unwrap().len(), 30);
        assert!(props(Some(&json!({ "k": "v".repeat(2_000) })), "p").is_ok());
        assert!(props(Some(&json!({ "k": "v".repeat(2_001) })), "p").is_err());
        assert!(props(Some(&json!({ "k".repeat(301): "v" })), "p").is_err());
    }
}
