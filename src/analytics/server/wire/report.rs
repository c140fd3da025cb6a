//! Events as applications' servers tell them: `{id, event_type, user_id, properties, timestamp}`.
//!
//! Who it was and when is believed of a server that may speak for a project's users. Of anybody else it is left
//! out, and what could name a browser or an address is never kept as a property.

use super::{Event, ID_BYTES, NAME_BYTES, PAGE_VIEW, Refusal, address_or_path, page_of, props, refuse};
use crate::server::clock::{MINUTE, Millis};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::net::IpAddr;

/// What a page view is called here.
const VIEW: &str = "page_view";
/// Clocks of servers differ from ours by so much at most.
const AHEAD: Millis = 10 * MINUTE;
const REFERRER_BYTES: usize = 2_000;
const USER_BYTES: usize = 300;

#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    event_type: String,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    timestamp: Option<String>,
}

/// One event, and what its sender says about whose it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What its id stands for.
    pub page: i64,
    pub event: Event,
    pub user_id: Option<String>,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
}

/// What one item says that is received now, of events since `oldest`; `believed`: about people and times too.
///
/// # Errors
/// Names the member.
pub fn read(value: &Value, (oldest, now): (Millis, Millis), believed: bool) -> Result<Report, Refusal> {
    let mut item = Item::deserialize(value).or_else(|error| refuse("events", error.to_string()))?;
    if item.id.is_empty() || item.id.len() > ID_BYTES {
        return refuse("id", format!("id must be a text of 1 to {ID_BYTES} bytes"));
    }
    let at = if believed { time(item.timestamp.as_deref(), (oldest, now))? } else { now };
    let mut properties = item.properties.take().unwrap_or_default();
    let mut taken = |name: &str| properties.remove(name).and_then(|value| Some(value.as_str()?.to_owned()));
    let (ip, user_agent) = (taken("ip"), taken("user_agent"));
    let event = event(&item.event_type, properties, at)?;
    let mut report = Report { page: page_of(&item.id), event, user_id: None, ip: None, user_agent: None };
    if believed {
        report.user_id = user(item.user_id)?;
        report.ip = address(ip)?;
        report.user_agent = user_agent;
    }
    Ok(report)
}

fn event(kind: &str, mut properties: Map<String, Value>, at: Millis) -> Result<Event, Refusal> {
    if kind.is_empty() || kind.len() > NAME_BYTES || kind.chars().any(char::is_control) {
        return refuse("event_type", format!("event_type must be a name of at most {NAME_BYTES} bytes"));
    }
    let is_view = [VIEW, PAGE_VIEW].contains(&kind);
    let text = |value: Option<Value>| value.and_then(|value| Some(value.as_str()?.to_owned()));
    // Of another event the page may be one of its own properties: it stays.
    let (url, referrer) = match is_view {
        true => (text(properties.remove("path")), text(properties.remove("referrer"))),
        false => (text(properties.get("path").cloned()), None),
    };
    let path = match &url {
        Some(url) => address_or_path(url, "properties.path")
            .or_else(|error| if is_view { Err(error) } else { Ok(String::new()) })?,
        None if is_view => return refuse("properties.path", "a page view needs its path"),
        None => String::new(),
    };
    Ok(Event {
        seq: 0,
        at,
        name: if is_view { PAGE_VIEW.into() } else { kind.to_owned() },
        url: url.unwrap_or_default(),
        path,
        referrer: referrer.filter(|referrer| referrer.len() <= REFERRER_BYTES),
        nav: 0,
        props: props(Some(&Value::Object(properties)), "properties")?,
        interactive: !is_view,
    })
}

fn time(text: Option<&str>, (oldest, now): (Millis, Millis)) -> Result<Millis, Refusal> {
    let Some(text) = text else { return Ok(now) };
    let Ok(at) = text.parse::<Timestamp>().map(Timestamp::as_millisecond) else {
        return refuse("timestamp", "timestamp must be a time such as 2026-11-24T17:05:00Z");
    };
    match at {
        _ if at > now + AHEAD => refuse("timestamp", "timestamp lies in the future"),
        _ if at < oldest => refuse("timestamp", "timestamp lies before all that the project keeps"),
        _ => Ok(at.min(now)),
    }
}

fn user(id: Option<String>) -> Result<Option<String>, Refusal> {
    match id.filter(|id| !id.trim().is_empty()) {
        Some(id) if id.len() > USER_BYTES => {
            refuse("user_id", format!("user_id must have at most {USER_BYTES} bytes"))
        }
        id => Ok(id),
    }
}

fn address(text: Option<String>) -> Result<Option<IpAddr>, Refusal> {
    match text.filter(|text| !text.trim().is_empty()).map(|text| text.trim().parse()) {
        None => Ok(None),
        Some(Ok(ip)) => Ok(Some(ip)),
        Some(Err(_)) => refuse("properties.ip", "ip must be an address such as 203.0.113.7"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Millis = 1_772_532_000_000;

    fn told(value: Value, believed: bool) -> Result<Report, Refusal> {
        read(&value, (NOW - 3_600_000, NOW), believed)
    }

    fn view() -> Value {
        json!({
            "id": "a1", "event_type": "page_view", "user_id": "u-7", "timestamp": "2026-03-03T09:30:00Z",
            "properties": { "path": "/chests?utm_source=mail#top", "referrer": "https://www.google.com/",
                "user_agent": "Mozilla/5.0", "ip": "203.0.113.7", "plan": "pro" },
        })
    }

    #[test]
    fn a_view_is_told_by_a_server_that_is_believed() {
        let Report { event, user_id, ip, user_agent, .. } = told(view(), true).unwrap();
        assert_eq!(
            (event.name.as_str(), event.path.as_str(), event.at),
            ("pageview", "/chests", NOW - 1_800_000)
        );
        assert_eq!((event.url.as_str(), event.interactive), ("/chests?utm_source=mail#top", false));
        assert_eq!(event.props.as_deref(), Some(r#"{"plan":"pro"}"#));
        assert_eq!((user_id.as_deref(), user_agent.as_deref()), (Some("u-7"), Some("Mozilla/5.0")));
        assert_eq!(ip, "203.0.113.7".parse().ok());
    }

    #[test]
    fn of_anybody_else_time_and_person_are_left_out() {
        let Report { event, user_id, ip, user_agent, page } = told(view(), false).unwrap();
        assert_eq!((event.at, event.props.as_deref()), (NOW, Some(r#"{"plan":"pro"}"#)));
        assert_eq!((user_id, ip, user_agent), (None, None, None));
        assert_eq!(page, page_of("a1"));
    }

    #[test]
    fn another_event_keeps_its_path_as_a_property() {
        let sent =
            json!({ "id": "a", "event_type": "Form: Submission", "properties": { "path": "/a", "n": 3 } });
        let event = told(sent, true).unwrap().event;
        assert_eq!((event.path.as_str(), event.props.as_deref()), ("/a", Some(r#"{"n":"3","path":"/a"}"#)));
        assert!(event.interactive);
        let odd = json!({ "id": "a", "event_type": "Import", "properties": { "path": "C:\\x" } });
        assert_eq!(told(odd, true).unwrap().event.path, "");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field = |name: &str, wrong: Value| {
            let mut sent = view();
            sent[name] = wrong;
            told(sent, true).unwrap_err().field
        };
        assert_eq!(field("id", json!("")), "id");
        assert_eq!(field("id", json!("x".repeat(65))), "id");
        assert_eq!(field("id", json!(7)), "events");
        assert_eq!(field("event_type", json!("")), "event_type");
        assert_eq!(field("timestamp", json!("yesterday")), "timestamp");
        assert_eq!(field("timestamp", json!("2026-03-03T08:59:59Z")), "timestamp", "too long ago");
        assert_eq!(field("timestamp", json!("2026-03-03T10:10:01Z")), "timestamp", "in the future");
        assert_eq!(field("user_id", json!("x".repeat(301))), "user_id");
        assert_eq!(field("properties", json!({})), "properties.path");
        assert_eq!(field("properties", json!({ "path": "/", "ip": "here" })), "properties.ip");
        let soon = {
            let mut sent = view();
            sent["timestamp"] = json!("2026-03-03T10:05:00Z");
            sent
        };
        assert_eq!(told(soon, true).unwrap().event.at, NOW, "a clock that is ahead");
    }
}
