//! One measurement as the web-vitals library reports it (<https://github.com/GoogleChrome/web-vitals>), sent as it is:
//! `onLCP(metric => navigator.sendBeacon(url, JSON.stringify(metric)))`.
//!
//! `value` is what it measured until now, so a later report of the same `id` replaces an earlier one; `delta` and
//! `entries` are left alone.

use super::{ID_BYTES, Refusal, page_of, path_of, refuse};
use crate::analytics::model::vitals::Vital;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Metric {
    id: String,
    name: String,
    value: f64,
    #[serde(default, rename = "navigationURL")]
    url: Option<String>,
}

/// One vital of one look at a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// What its id stands for.
    pub page: i64,
    pub vital: Vital,
    /// Milliseconds, or CLS times 10,000.
    pub value: u32,
    /// If the library says it.
    pub path: Option<String>,
}

/// Read a body.
///
/// # Errors
/// Names the member.
pub fn read(body: &[u8]) -> Result<Measured, Refusal> {
    let metric: Metric = serde_json::from_slice(body)
        .or_else(|error| refuse("body", format!("the body is no report of web-vitals: {error}")))?;
    if metric.id.is_empty() || metric.id.len() > ID_BYTES {
        return refuse("id", format!("id must be a text of 1 to {ID_BYTES} bytes"));
    }
    let Some(vital) = Vital::parse(&metric.name) else {
        return refuse("name", "name must be LCP, INP, CLS, FCP or TTFB");
    };
    let scale = if vital == Vital::Cls { 10_000.0 } else { 1.0 };
    // A number beyond an integer's range becomes its end, which no vital accepts.
    let Some(value) = vital.accept((metric.value * scale).round() as i64) else {
        return refuse("value", format!("value is not one that {} can have", metric.name));
    };
    let path = metric.url.as_deref().and_then(path_of);
    Ok(Measured { page: page_of(&metric.id), vital, value, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn measured(value: Value) -> Result<Measured, Refusal> {
        read(value.to_string().as_bytes())
    }

    #[test]
    fn a_report_is_read_as_the_library_sends_it() {
        let report = json!({
            "name": "CLS", "value": 0.012_34, "rating": "good", "delta": 0.012_34, "entries": [{ "name": "", "duration": 0 }],
            "id": "v6-1772532000000-1234567890123", "navigationType": "navigate", "navigationId": 1,
            "navigationURL": "https://tba.example/chests?player=7",
        });
        let Measured { vital, value, path, .. } = measured(report).unwrap();
        assert_eq!((vital, value, path.as_deref()), (Vital::Cls, 123, Some("/chests")));
        let zero = json!({ "name": "CLS", "value": 0, "id": "v6-1-1" });
        assert_eq!(measured(zero).unwrap().value, 0, "the best there is, and not none");
        let late = json!({ "name": "INP", "value": 40_000, "id": "v6-1-2" });
        assert_eq!(measured(late).unwrap().value, 40_000);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field = |value| measured(value).unwrap_err().field;
        assert_eq!(field(json!({ "name": "FID", "value": 1, "id": "a" })), "name");
        assert_eq!(field(json!({ "name": "LCP", "value": -1, "id": "a" })), "value");
        assert_eq!(field(json!({ "name": "LCP", "value": 1e300, "id": "a" })), "value");
        assert_eq!(field(json!({ "name": "LCP", "value": 1, "id": "" })), "id");
        assert_eq!(field(json!([1])), "body");
    }
}
