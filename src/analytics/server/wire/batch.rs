//! The wire form of a batch of events, as our own beacon sends it.

use super::{
    Engagement, Event, Fact, NAME_BYTES, NAVIGATIONS, PAGE_VIEW, Refusal, Vitals, address, props, refuse,
};
use crate::{
    analytics::model::vitals::Vital,
    server::clock::{MINUTE, Millis},
};
use serde::Deserialize;
use serde_json::{Map, Value};

pub const MOST_EVENTS: usize = 50;
const REFERRER_BYTES: usize = 2_000;
/// Of the message and the stack of an error.
const ERROR_BYTES: usize = 4_096;
/// An event cannot be older than this when it is sent.
const MOST_AGE: i64 = 10 * MINUTE;

/// A batch as beacons send it, or servers. Members we do not know are left alone: a newer
/// beacon may send them.
#[derive(Debug, Deserialize)]
pub struct Batch {
    /// The project's public key; a token may say the project as well.
    #[serde(default)]
    pub k: Option<String>,
    /// The page load: 16 hexadecimal digits.
    #[serde(default)]
    pub i: String,
    /// Milliseconds since the page was opened, when the batch was sent.
    #[serde(default)]
    pub s: i64,
    #[serde(default)]
    pub env: Option<String>,
    #[serde(default)]
    pub rel: Option<String>,
    /// Width of the window in CSS pixels.
    #[serde(default)]
    pub w: Option<i64>,
    /// 1 when the loader sent it because the beacon could not start.
    #[serde(default)]
    pub lite: u8,
    /// 1 when a program drives the browser.
    #[serde(default)]
    pub wd: u8,
    #[serde(default)]
    pub ev: Option<Vec<Value>>,
    /// Instead of `i` and `ev`: events as servers tell them ([`super::report`]).
    #[serde(default)]
    pub events: Option<Vec<Value>>,
}

/// One item of a batch. What a name needs is asked for by name.
#[derive(Debug, Deserialize)]
struct Item {
    q: i64,
    #[serde(default)]
    t: Option<i64>,
    n: String,
    #[serde(default)]
    u: Option<String>,
    #[serde(default)]
    r: Option<String>,
    #[serde(default)]
    nav: Option<String>,
    #[serde(default)]
    p: Option<Value>,
    #[serde(default)]
    ia: Option<bool>,
    #[serde(default, rename = "$")]
    revenue: Option<Value>,
    #[serde(default)]
    e: Option<i64>,
    #[serde(default)]
    sd: Option<i64>,
    #[serde(default)]
    y: Option<i64>,
    #[serde(default)]
    m: Option<Value>,
    #[serde(default)]
    src: Option<String>,
    #[serde(default)]
    ln: Option<i64>,
    #[serde(default)]
    col: Option<i64>,
    #[serde(default)]
    st: Option<String>,
}

impl Batch {
    pub fn items(&self) -> &[Value] {
        self.ev.as_deref().unwrap_or_default()
    }

    /// The path its first item names, for people to read.
    pub fn path(&self) -> String {
        let url = self.items().first().and_then(|item| item.get("u")?.as_str());
        url.and_then(|url| address(url, "u").ok()).unwrap_or_default()
    }
}

/// The page load's number; `None` when `text` is not 16 hexadecimal digits.
pub fn page(text: &str) -> Option<i64> {
    let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let page = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten()?;
    Some(page.cast_signed())
}

/// When an event at `t` of a page that sent it at `s` happened, on our clock.
pub fn event_time(received: Millis, s: i64, t: i64) -> Millis {
    received - s.saturating_sub(t).clamp(0, MOST_AGE)
}

/// What one item of a batch says, that was received now and sent `sent` after its page was opened.
///
/// # Errors
/// Names the member; the rest of the batch is not concerned.
pub fn fact(value: &Value, received: Millis, sent: i64) -> Result<Fact, Refusal> {
    let item = match Item::deserialize(value) {
        Ok(item) => item,
        Err(error) => return refuse("ev", error.to_string()),
    };
    if item.q < 0 || item.q > i64::from(u32::MAX) {
        return refuse("q", "q must be a number from 0");
    }
    let at = event_time(received, sent, item.t.unwrap_or(sent));
    match item.n.as_str() {
        "engagement" => engagement(&item, at),
        "vitals" => vitals(&item),
        _ => event(item, at),
    }
}

fn event(item: Item, at: Millis) -> Result<Fact, Refusal> {
    let is_view = item.n == PAGE_VIEW;
    if item.n.is_empty() || item.n.len() > NAME_BYTES || item.n.chars().any(char::is_control) {
        return refuse("n", format!("n must be a name of at most {NAME_BYTES} bytes"));
    }
    let props = if item.n == "error" { error(&item) } else { properties(&item)? };
    let path = match &item.u {
        Some(url) => address(url, "u")?,
        None if is_view => return refuse("u", "a pageview needs its address in u"),
        None => String::new(),
    };
    let nav = NAVIGATIONS.iter().position(|nav| item.nav.as_deref() == Some(*nav)).unwrap_or_default();
    Ok(Fact::Event(Event {
        seq: item.q,
        at,
        interactive: !is_view && item.n != "error" && item.ia.unwrap_or(true),
        name: item.n,
        url: item.u.unwrap_or_default(),
        path,
        referrer: item.r.filter(|referrer| referrer.len() <= REFERRER_BYTES),
        nav: i64::try_from(nav).unwrap_or_default(),
        props,
    }))
}

/// Its own properties, and what was paid under the names `$amount` and `$currency`.
fn properties(item: &Item) -> Result<Option<String>, Refusal> {
    let Some(paid) = &item.revenue else { return props(item.p.as_ref(), "p") };
    let mut all = match &item.p {
        Some(Value::Object(all)) => all.clone(),
        _ => Default::default(),
    };
    for (name, kept) in [("amount", "$amount"), ("currency", "$currency")] {
        match paid.get(name) {
            Some(value @ (Value::String(_) | Value::Number(_))) => all.insert(kept.into(), value.clone()),
            _ => return refuse("$", format!("$ must have the member {name}, a text or a number")),
        };
    }
    props(Some(&Value::Object(all)), "p")
}

/// An error is an event that says where it happened.
fn error(item: &Item) -> Option<String> {
    let text = |text: Option<&str>| {
        text.map(|text| text[..text.floor_char_boundary(ERROR_BYTES)].replace('\0', "\u{fffd}"))
    };
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let parts = [
        ("message", text(item.m.as_ref().and_then(Value::as_str))),
        ("source", text(item.src.as_deref())),
        ("line", number(item.ln)),
        ("column", number(item.col)),
        ("stack", text(item.st.as_deref())),
    ];
    let known: Map<String, Value> =
        parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?.into()))).collect();
    (!known.is_empty()).then(|| Value::Object(known).to_string())
}

fn engagement(item: &Item, at: Millis) -> Result<Fact, Refusal> {
    let (Some(engaged_ms @ 0..), scroll @ 0..) = (item.e, item.sd.unwrap_or(0)) else {
        return refuse("e", "e must be milliseconds, and sd a share from 0 to 100");
    };
    Ok(Fact::Engagement(Engagement { seq: item.q, at, engaged_ms, scroll: scroll.min(100) }))
}

/// A value that cannot be is left out; the others count.
fn vitals(item: &Item) -> Result<Fact, Refusal> {
    let Some(Value::Object(values)) = &item.m else { return refuse("m", "m must be an object of numbers") };
    let value = |vital: Vital| Some(i64::from(vital.accept(values.get(vital.as_str())?.as_i64()?)?));
    Ok(Fact::Vitals(Vitals {
        seq: item.q,
        revision: item.y.unwrap_or(0).max(0),
        lcp: value(Vital::Lcp),
        cls: value(Vital::Cls),
        inp: value(Vital::Inp),
        fcp: value(Vital::Fcp),
        ttfb: value(Vital::Ttfb),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(value: Value) -> &'static str {
        fact(&value, 10, 0).unwrap_err().field
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
    fn a_view_and_an_event_of_the_pages_own() {
        let view = json!({ "q": 0, "t": 3, "n": "pageview", "u": "https://a/x", "nav": "reload" });
        let Ok(Fact::Event(view)) = fact(&view, 10, 5) else { panic!("a view") };
        assert_eq!((view.at, view.path.as_str(), view.nav, view.interactive), (8, "/x", 2, false));
        let paid = json!({
            "q": 1, "n": "Signup", "u": "https://a/", "p": { "plan": "pro" }, "$": { "amount": "9.90", "currency": "EUR" },
        });
        let Ok(Fact::Event(event)) = fact(&paid, 10, 5) else { panic!("an event") };
        assert_eq!(event.props.as_deref(), Some(r#"{"$amount":"9.90","$currency":"EUR","plan":"pro"}"#));
        assert!(event.interactive);
        let quiet = json!({ "q": 1, "n": "Seen", "ia": false });
        assert!(matches!(fact(&quiet, 10, 5), Ok(Fact::Event(Event { interactive: false, .. }))));
    }

    #[test]
    fn an_error_is_an_event_with_its_place() {
        let thrown = json!({ "q": 2, "t": 1, "n": "error", "m": "x is not a function", "src": "https://a/b.js", "ln": 1, "col": 2, "st": "s".repeat(5_000) });
        let Ok(Fact::Event(event)) = fact(&thrown, 10, 5) else { panic!("an event") };
        let props: Value = serde_json::from_str(&event.props.unwrap()).unwrap();
        assert_eq!((&props["message"], &props["line"]), (&json!("x is not a function"), &json!("1")));
        assert_eq!(props["stack"].as_str().unwrap().len(), 4_096);
        assert!(!event.interactive);
    }

    #[test]
    fn engagement_and_vitals_name_their_view() {
        let read = json!({ "q": 0, "n": "engagement", "e": 5_100, "sd": 163 });
        let expected = Engagement { seq: 0, at: 10, engaged_ms: 5_100, scroll: 100 };
        assert_eq!(fact(&read, 10, 5), Ok(Fact::Engagement(expected)));
        let measured = json!({ "q": 0, "y": 2, "n": "vitals", "m": { "lcp": 2_210, "cls": 0 } });
        let expected = Vitals { revision: 2, lcp: Some(2_210), cls: Some(0), ..Vitals::default() };
        assert_eq!(fact(&measured, 10, 5), Ok(Fact::Vitals(expected)));
        let odd = json!({ "q": 0, "y": 2, "n": "vitals", "m": { "lcp": 2_210, "cls": 0, "inp": 60_001, "fcp": -1, "ttfb": 1.5 } });
        assert_eq!(fact(&odd, 10, 5), Ok(Fact::Vitals(expected)), "what cannot be is left out");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(field(json!({ "q": 0, "n": "pageview" })), "u");
        assert_eq!(field(json!({ "n": "pageview" })), "ev");
        assert_eq!(field(json!({ "q": -1, "n": "pageview" })), "q");
        assert_eq!(field(json!({ "q": 0, "n": "" })), "n");
        assert_eq!(field(json!({ "q": 0, "n": "engagement" })), "e");
        assert_eq!(field(json!({ "q": 0, "n": "vitals", "m": 7 })), "m");
        assert_eq!(field(json!({ "q": 0, "n": "Signup", "$": { "amount": 1 } })), "$");
    }
}
