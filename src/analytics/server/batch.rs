//! The wire form of a batch of events and what is kept of it. Pure.

use serde::Deserialize;

pub const MOST_EVENTS: usize = 50;
const URL_BYTES: usize = 2_000;
/// An event cannot be older than this when it is sent.
const MOST_AGE: i64 = 600_000;
const NAVIGATIONS: [&str; 7] =
    ["navigate", "reload", "back-forward", "back-forward-cache", "prerender", "restore", "soft-navigation"];

/// A batch as beacons send it. Members we do not know are left alone: a newer
/// beacon may send them.
#[derive(Debug, Deserialize)]
pub struct Batch {
    /// The project's public key.
    pub k: String,
    /// The page load: 16 hexadecimal digits.
    pub i: String,
    /// Milliseconds since the page was opened, when the batch was sent.
    #[serde(default)]
    pub s: i64,
    #[serde(default)]
    pub env: Option<String>,
    #[serde(default)]
    pub rel: Option<String>,
    /// 1 when the loader sent it because the beacon could not start.
    #[serde(default)]
    pub lite: u8,
    pub ev: Vec<serde_json::Value>,
}

/// One event of a batch.
#[derive(Debug, Deserialize)]
struct Item {
    q: i64,
    #[serde(default)]
    t: i64,
    n: String,
    #[serde(default)]
    u: Option<String>,
    #[serde(default)]
    nav: Option<String>,
}

/// A page view ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub seq: i64,
    /// Unix milliseconds.
    pub at: i64,
    pub path: String,
    pub nav: Option<String>,
}

/// Why an event of a batch was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub field: &'static str,
    pub message: String,
}

fn refuse<T>(field: &'static str, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { field, message: message.into() })
}

/// The page load's number; `None` when `text` is not 16 hexadecimal digits.
pub fn page(text: &str) -> Option<i64> {
    let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let page = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten()?;
    Some(page.cast_signed())
}

/// When an event at `t` of a page that sent it at `s` happened, on our clock.
pub fn event_time(received: i64, s: i64, t: i64) -> i64 {
    received - s.saturating_sub(t).clamp(0, MOST_AGE)
}

/// The page view in one event of a batch; `None` for events of another name.
pub fn view(value: &serde_json::Value, received: i64, sent: i64) -> Result<Option<View>, Refusal> {
    let item = match Item::deserialize(value) {
        Ok(item) => item,
        Err(error) => return refuse("ev", error.to_string()),
    };
    if item.q < 0 || item.q > i64::from(u32::MAX) {
        return refuse("q", "q must be a number from 0");
    }
    if item.n != "pageview" {
        return Ok(None);
    }
    let Some(url) = item.u else { return refuse("u", "a pageview needs its address in u") };
    let path = path(&url)?;
    let nav = item.nav.filter(|nav| NAVIGATIONS.contains(&nav.as_str()));
    Ok(Some(View { seq: item.q, at: event_time(received, sent, item.t), path, nav }))
}

/// The path that page views of an address, or of a path, are stored under; none for what is neither.
pub fn path_of(page: &str) -> Option<String> {
    match page.strip_prefix('/') {
        Some(_) => Some(page[..page.find(['?', '#']).unwrap_or(page.len())].to_owned()),
        None => path(page).ok(),
    }
}

/// The path of a page's address; query and fragment are not kept.
fn path(url: &str) -> Result<String, Refusal> {
    if url.len() > URL_BYTES {
        return refuse("u", format!("u must have at most {URL_BYTES} bytes"));
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return refuse("u", "u must begin with https:// or http://") };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = &rest[..end];
    match rest.find('/') {
        Some(0) => refuse("u", "u must have a host"),
        Some(slash) => Ok(rest[slash..].replace('\0', "\u{fffd}")),
        None if rest.is_empty() => refuse("u", "u must have a host"),
        None => Ok("/".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_path_of_an_address_is_kept() {
        assert_eq!(path("https://a.example/chests?player=7#top").unwrap(), "/chests");
        assert_eq!(path("https://a.example").unwrap(), "/");
        assert_eq!(path("https://a.example?q=1").unwrap(), "/");
        assert_eq!(path("http://a.example/größe/").unwrap(), "/größe/");
        for wrong in ["", "data:text/html,x", "https://", "https:///x", "/chests"] {
            assert_eq!(path(wrong).unwrap_err().field, "u", "{wrong:?}");
        }
        assert!(path(&format!("https://a/{}", "x".repeat(2_000))).is_err());
    }

    #[test]
    fn a_page_is_named_by_its_address_or_its_path() {
        assert_eq!(path_of("https://a.example/chests?player=7").as_deref(), Some("/chests"));
        assert_eq!(path_of("/chests#top").as_deref(), Some("/chests"));
        assert_eq!([path_of("unknown"), path_of("javascript:alert(1)"), path_of("")], [None, None, None]);
    }

    #[test]
    fn time_is_ours_and_an_event_is_at_most_ten_minutes_old() {
        assert_eq!(event_time(1_000_000, 5_000, 2_000), 997_000);
        assert_eq!(event_time(1_000_000, 2_000, 5_000), 1_000_000);
        assert_eq!(event_time(1_000_000, i64::MAX, i64::MIN), 400_000);
    }

    #[test]
    fn page_ids_are_sixteen_hex_digits() {
        assert_eq!(page("00000000000000ff"), Some(255));
        assert_eq!(page("ffffffffffffffff"), Some(-1));
        assert_eq!(page("+0000000000000ff"), None);
        assert_eq!(page("ff"), None);
    }

    #[test]
    fn other_events_are_left_out_and_wrong_ones_refused() {
        let other = json!({ "q": 1, "t": 5, "n": "Signup", "u": "https://a/" });
        assert_eq!(view(&other, 10, 0).unwrap(), None);
        assert_eq!(view(&json!({ "q": 0, "n": "pageview" }), 10, 0).unwrap_err().field, "u");
        assert_eq!(view(&json!({ "n": "pageview" }), 10, 0).unwrap_err().field, "ev");
        assert_eq!(view(&json!({ "q": -1, "n": "pageview" }), 10, 0).unwrap_err().field, "q");
        let known = json!({ "q": 0, "t": 3, "n": "pageview", "u": "https://a/x", "nav": "reload" });
        let stored = view(&known, 10, 5).unwrap().unwrap();
        assert_eq!(stored, View { seq: 0, at: 8, path: "/x".into(), nav: Some("reload".into()) });
    }
}
