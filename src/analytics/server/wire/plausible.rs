//! The wire form of Plausible's events API (<https://plausible.io/docs/events-api>), with the short names its
//! script sends and the long ones of its documentation.
//!
//! It has no id for an event, so a repeat cannot be told from a second event; senders that can may add `id`.
//! An engagement says how much longer a page was read, not how long in all, and names its view by the path.

use super::{Event, ID_BYTES, NAME_BYTES, PAGE_VIEW, address, props};
use crate::server::clock::{DAY, Millis};
use serde_json::{Map, Value};

const REFERRER_BYTES: usize = 2_000;
/// What is longer than this counts as missing.
const LONGEST: i64 = 30 * DAY;

/// What one request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where it is counted: hosts or slugs; none: the host of the address.
    pub domains: Vec<String>,
    /// Host of the page, in lower case and without `www.`.
    pub host: String,
    /// Told apart from a repeat by this, if the sender can.
    pub id: Option<String>,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Event(Event),
    /// More of a view: milliseconds and percent, either of them.
    Passage {
        path: String,
        engaged_ms: i64,
        scroll: i64,
    },
}

/// Messages by field, as Plausible answers.
pub type Errors = Vec<(&'static str, String)>;

/// Read a body.
///
/// # Errors
/// Every field that is wrong.
pub fn read(body: &[u8], now: Millis) -> Result<Said, Errors> {
    let Ok(Value::Object(all)) = serde_json::from_slice(body) else {
        return Err(vec![("request", "Unable to parse request body as json".into())]);
    };
    let mut errors = Errors::new();
    let name = take(name(&all), &mut errors);
    let url = take(text(&all, ["u", "url"], "url"), &mut errors);
    let is_hash = all.get("h").or_else(|| all.get("hashMode")).is_some_and(|h| *h == 1 || *h == true);
    let path = take(url.as_deref().map_or(Ok(String::new()), |url| path(url, is_hash)), &mut errors);
    let props = take(
        props(of(&all, ["p", "props"]).or_else(|| of(&all, ["m", "meta"])), "props")
            .map_err(|refusal| ("props", refusal.message)),
        &mut errors,
    );
    let (Some(name), Some(url), Some(path), Some(props)) = (name, url, path, props) else {
        return Err(errors);
    };
    let what = match name.as_str() {
        "engagement" => passage(&all, path).map_err(|error| vec![error])?,
        _ => What::Event(Event {
            seq: 0,
            at: now,
            interactive: name != PAGE_VIEW && of(&all, ["i", "interactive"]) != Some(&Value::Bool(false)),
            props: paid(&all, props),
            name,
            path,
            referrer: of(&all, ["r", "referrer"])
                .and_then(Value::as_str)
                .map(|text| cut(text, REFERRER_BYTES)),
            nav: 0,
            url: url.clone(),
        }),
    };
    let domains = of(&all, ["d", "domain"]).and_then(Value::as_str).unwrap_or_default();
    let domains = domains.split(',').map(bare).filter(|domain| !domain.is_empty()).collect();
    let id = all.get("id").and_then(Value::as_str).filter(|id| !id.is_empty() && id.len() <= ID_BYTES);
    Ok(Said { domains, host: host(&url), id: id.map(str::to_owned), what })
}

fn take<T>(read: Result<T, (&'static str, String)>, errors: &mut Errors) -> Option<T> {
    read.map_err(|error| errors.push(error)).ok()
}

fn of<'a>(all: &'a Map<String, Value>, names: [&str; 2]) -> Option<&'a Value> {
    names.into_iter().find_map(|name| all.get(name)).filter(|value| !value.is_null())
}

fn text(
    all: &Map<String, Value>,
    names: [&str; 2],
    field: &'static str,
) -> Result<String, (&'static str, String)> {
    match of(all, names) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        None => Err((field, "is required".into())),
        Some(_) => Err((field, "must be a text that is not empty".into())),
    }
}

fn name(all: &Map<String, Value>) -> Result<String, (&'static str, String)> {
    let name = text(all, ["n", "name"], "event_name")?;
    match name.len() <= NAME_BYTES && !name.chars().any(char::is_control) {
        true => Ok(name),
        false => Err(("event_name", format!("must have at most {NAME_BYTES} bytes"))),
    }
}

/// The fragment belongs to the path where pages are told apart by it.
fn path(url: &str, is_hash: bool) -> Result<String, (&'static str, String)> {
    let mut path = address(url, "url").map_err(|refusal| ("url", refusal.message))?;
    if let Some((_, fragment)) = url.split_once('#').filter(|_| is_hash) {
        path.push('#');
        path.push_str(&fragment.replace('\0', "\u{fffd}"));
    }
    Ok(path)
}

fn passage(all: &Map<String, Value>, path: String) -> Result<What, (&'static str, String)> {
    let number = |name: &str| all.get(name).and_then(Value::as_i64).filter(|number| *number >= 0);
    let (scroll, engaged) = (number("sd"), number("e").filter(|engaged| *engaged < LONGEST));
    if scroll.is_none() && engaged.is_none() {
        return Err(("event_name", "engagement needs sd or e, whole numbers from 0".into()));
    }
    let scroll = scroll.unwrap_or(0).min(100);
    Ok(What::Passage { path, engaged_ms: engaged.unwrap_or(0), scroll })
}

/// What was paid, beside the properties; what is no price is left out.
fn paid(all: &Map<String, Value>, kept: Option<String>) -> Option<String> {
    let paid = of(all, ["$", "revenue"]).and_then(Value::as_object);
    let Some(paid) = paid else { return kept };
    let mut object: Map<String, Value> =
        kept.as_deref().and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    for (name, own) in [("amount", "$amount"), ("currency", "$currency")] {
        let value = paid.get(name).filter(|value| value.is_string() || value.is_number());
        object.extend(value.map(|value| {
            (own.to_owned(), value.as_str().map_or_else(|| value.to_string(), str::to_owned).into())
        }));
    }
    Some(Value::Object(object).to_string())
}

fn cut(text: &str, bytes: usize) -> String {
    text[..text.floor_char_boundary(bytes)].to_owned()
}

fn bare(domain: &str) -> String {
    let domain = domain.trim().to_ascii_lowercase();
    domain.strip_prefix("www.").unwrap_or(&domain).to_owned()
}

fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    bare(
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(host, _)| host),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(value: &Value) -> Result<Said, Errors> {
        read(value.to_string().as_bytes(), 1_000)
    }

    fn event(value: &Value) -> Event {
        match said(value).unwrap().what {
            What::Event(event) => event,
            What::Passage { .. } => panic!("an event"),
        }
    }

    #[test]
    fn short_and_long_names_say_the_same() {
        let short = json!({ "n": "Signup", "u": "https://www.a.example/x?y#z", "d": "a.example, b.example", "r": "https://c/", "p": { "plan": "pro" }, "i": false });
        let long = json!({ "name": "Signup", "url": "https://www.a.example/x?y#z", "domain": "a.example,www.b.example", "referrer": "https://c/", "props": "{\"plan\":\"pro\"}", "interactive": false });
        assert_eq!(said(&short), said(&long));
        let said = said(&short).unwrap();
        assert_eq!(
            (said.domains.as_slice(), said.host.as_str()),
            (&["a.example".to_owned(), "b.example".into()][..], "a.example")
        );
        let event = event(&short);
        assert_eq!(
            (event.path.as_str(), event.interactive, event.props.as_deref()),
            ("/x", false, Some(r#"{"plan":"pro"}"#))
        );
    }

    #[test]
    fn the_fragment_counts_where_pages_are_told_apart_by_it() {
        let view = |h: i64| event(&json!({ "n": "pageview", "u": "https://a/x#/inbox", "h": h })).path;
        assert_eq!([view(0), view(1)], ["/x", "/x#/inbox"]);
    }

    #[test]
    fn engagement_is_more_of_a_view() {
        let read = |value: Value| said(&value).map(|said| said.what);
        let expected = What::Passage { path: "/".into(), engaged_ms: 4_000, scroll: 100 };
        assert_eq!(read(json!({ "n": "engagement", "u": "https://a", "sd": 255, "e": 4_000 })), Ok(expected));
        assert!(read(json!({ "n": "engagement", "u": "https://a" })).is_err());
        assert!(read(json!({ "n": "engagement", "u": "https://a", "e": 31 * DAY })).is_err());
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        let fields = |value: Value| -> Vec<_> {
            said(&value).unwrap_err().into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(fields(json!({})), ["event_name", "url"]);
        assert_eq!(fields(json!({ "n": "a", "u": "data:text/html,x" })), ["url"]);
        assert_eq!(fields(json!({ "n": "a", "u": "https://a", "p": [1] })), ["props"]);
        assert_eq!(
            fields(json!({ "n": "x".repeat(121), "u": format!("https://a/{}", "x".repeat(2_000)) })),
            ["event_name", "url"]
        );
        assert_eq!(read(b"{", 0).unwrap_err()[0].0, "request");
        assert_eq!(event(&json!({ "n": 404, "u": "https://a" })).name, "404");
    }

    #[test]
    fn what_was_paid_is_kept_as_given() {
        let paid = json!({ "n": "Buy", "u": "https://a", "$": { "amount": 9.9, "currency": "EUR" } });
        assert_eq!(event(&paid).props.as_deref(), Some(r#"{"$amount":"9.9","$currency":"EUR"}"#));
    }
}
