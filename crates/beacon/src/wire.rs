//! What goes over the wire: batches for `POST /api/events`, as JSON.
//!
//! The key of an event is the page load's id and the event's number `q`, so that the same batch may travel
//! twice. Times are milliseconds since the page began; the server knows the clock.

use crate::json::{number, text};

/// What all batches of a page load have in common.
pub struct Head {
    /// Public key of the project.
    pub key: String,
    /// Id of the page load: 16 hexadecimal digits.
    pub page: String,
    /// Environment; absent means production.
    pub environment: Option<String>,
    pub release: Option<String>,
    /// Width of the window in CSS pixels.
    pub width: u32,
}

/// A page that was looked at.
pub struct View<'a> {
    /// Number of the event within the page load.
    pub number: u32,
    /// When.
    pub at: u32,
    pub url: &'a str,
    pub referrer: Option<&'a str>,
    /// How the browser came there: `navigate`, `reload`, `back-forward`, `prerender`, `restore`.
    pub navigation: &'a str,
}

impl View<'_> {
    /// The event, for a batch.
    pub fn json(&self) -> String {
        let mut out = String::from("{");
        number(&mut out, "q", self.number);
        number(&mut out, "t", self.at);
        text(&mut out, "n", "pageview");
        text(&mut out, "u", self.url);
        if let Some(referrer) = self.referrer {
            text(&mut out, "r", referrer);
        }
        text(&mut out, "nav", self.navigation);
        out.push('}');
        out
    }
}

/// The batch of these events, sent at `now`.
pub fn batch<'a>(head: &Head, now: u32, events: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from("{");
    number(&mut out, "v", 1);
    text(&mut out, "k", &head.key);
    text(&mut out, "i", &head.page);
    number(&mut out, "s", now);
    if let Some(environment) = &head.environment {
        text(&mut out, "env", environment);
    }
    if let Some(release) = &head.release {
        text(&mut out, "rel", release);
    }
    number(&mut out, "w", head.width);
    out.push_str(",\"ev\":[");
    for event in events {
        if !out.ends_with('[') {
            out.push(',');
        }
        out.push_str(event);
    }
    out.push_str("]}");
    out
}

#[cfg(test)]
mod tests {
    use super::{Head, View, batch};

    const VIEW: View<'_> = View {
        number: 0,
        at: 0,
        url: "https://a.example/x?utm_source=y",
        referrer: None,
        navigation: "navigate",
    };

    fn head() -> Head {
        Head {
            key: "00ff".to_owned(),
            page: "0123456789abcdef".to_owned(),
            environment: None,
            release: None,
            width: 1280,
        }
    }

    #[test]
    fn a_view_names_its_page_and_how_it_was_reached() {
        let direct =
            r#"{"q":0,"t":0,"n":"pageview","u":"https://a.example/x?utm_source=y","nav":"navigate"}"#;
        assert_eq!(VIEW.json(), direct);
        let followed = View { referrer: Some("https://b.example/"), ..VIEW };
        assert!(followed.json().contains(r#","r":"https://b.example/","#));
    }

    #[test]
    fn a_batch_carries_its_events_under_one_head() {
        let bare = batch(&head(), 5, std::iter::empty());
        assert_eq!(bare, r#"{"v":1,"k":"00ff","i":"0123456789abcdef","s":5,"w":1280,"ev":[]}"#);
        let named =
            Head { environment: Some("staging".to_owned()), release: Some("web@2".to_owned()), ..head() };
        let full = batch(&named, 5, ["{}", "{}"].into_iter());
        assert!(full.contains(r#""env":"staging","rel":"web@2","w":1280,"ev":[{},{}]}"#), "{full}");
    }
}
