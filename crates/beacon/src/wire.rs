//! What goes over the wire: batches for `POST /api/events`, as JSON.
//!
//! The key of an event is the page load's id and the event's number `q`, so that the same batch may travel
//! twice. Engagement and vitals bear the number of their view and only grow. Times are milliseconds since the page
//! began; the server knows the clock.

use crate::engagement::Told;
use crate::json::{number, raw, text};
use crate::vitals::Values;

/// A stack says enough in so many bytes.
const STACK_BYTES: usize = 4_096;
/// An address, and the message of an error.
const TEXT_BYTES: usize = 2_000;

/// A page that was looked at. Texts that are empty are left out, here as below.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Number of the event within the page load.
    pub number: u32,
    /// When.
    pub at: u32,
    pub url: &'a str,
    pub referrer: &'a str,
    /// How the browser came there: `navigate`, `reload`, `back-forward`, `back-forward-cache`, `prerender`,
    /// `restore`, `soft-navigation`.
    pub navigation: &'a str,
}

/// What the page's own code reports, or a link, or a form.
#[derive(Clone, Copy)]
pub struct Custom<'a> {
    pub name: &'a str,
    pub url: &'a str,
    /// A JSON object.
    pub props: &'a str,
    /// Whether somebody did it, who then did not just look and leave.
    pub interactive: bool,
    /// A JSON object of `amount` and `currency`.
    pub revenue: &'a str,
}

/// An error that nobody caught.
#[derive(Clone, Copy)]
pub struct Failure<'a> {
    pub url: &'a str,
    pub message: &'a str,
    pub source: &'a str,
    pub line: u32,
    pub column: u32,
    pub stack: &'a str,
}

impl View<'_> {
    /// The event, for a batch.
    pub fn json(&self) -> String {
        let mut out = begun(self.number, self.at, "pageview");
        some(&mut out, "u", self.url);
        some(&mut out, "r", self.referrer);
        text(&mut out, "nav", self.navigation);
        ended(out)
    }
}

impl Custom<'_> {
    /// The event, for a batch.
    pub fn json(&self, number: u32, at: u32) -> String {
        let mut out = begun(number, at, self.name);
        some(&mut out, "u", self.url);
        for (name, json) in [("p", self.props), ("$", self.revenue)] {
            if !json.is_empty() {
                raw(&mut out, name, json);
            }
        }
        if !self.interactive {
            raw(&mut out, "ia", "false");
        }
        ended(out)
    }
}

impl Failure<'_> {
    /// The event, for a batch.
    pub fn json(&self, event: u32, at: u32) -> String {
        let mut out = begun(event, at, "error");
        some(&mut out, "u", self.url);
        some(&mut out, "m", self.message);
        some(&mut out, "src", self.source);
        if self.line > 0 {
            number(&mut out, "ln", self.line);
            number(&mut out, "col", self.column);
        }
        if !self.stack.is_empty() {
            text(&mut out, "st", cut(self.stack, STACK_BYTES));
        }
        ended(out)
    }
}

/// The property of a link that is followed.
pub fn target(url: &str) -> String {
    let mut out = String::from("{");
    some(&mut out, "url", url);
    ended(out)
}

/// How long and how far down the view of this number was looked at.
pub fn engagement(view: u32, told: Told) -> String {
    let mut out = String::from("{");
    number(&mut out, "q", view);
    text(&mut out, "n", "engagement");
    number(&mut out, "e", told.spent);
    number(&mut out, "sd", told.depth);
    ended(out)
}

/// The web vitals of a page load; they belong to its first view.
pub fn vitals(revision: u32, values: &Values) -> String {
    let mut out = String::from("{");
    number(&mut out, "q", 0);
    number(&mut out, "y", revision);
    text(&mut out, "n", "vitals");
    out.push_str(",\"m\":{");
    let Values { lcp, cls, inp, fcp, ttfb } = *values;
    for (name, value) in [("lcp", lcp), ("cls", cls), ("inp", inp), ("fcp", fcp), ("ttfb", ttfb)] {
        if let Some(value) = value {
            number(&mut out, name, value);
        }
    }
    out.push('}');
    ended(out)
}

/// The batch of these events, sent at `now`. `head` is a JSON object of what all batches of a page load share.
pub fn batch<'a>(head: &str, now: u32, events: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from(head.strip_suffix('}').unwrap_or(head));
    number(&mut out, "s", now);
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

fn begun(event: u32, at: u32, name: &str) -> String {
    let mut out = String::from("{");
    number(&mut out, "q", event);
    number(&mut out, "t", at);
    text(&mut out, "n", name);
    out
}

fn ended(mut out: String) -> String {
    out.push('}');
    out
}

fn some(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        text(out, name, cut(value, TEXT_BYTES));
    }
}

/// Its beginning, of at most so many bytes.
fn cut(value: &str, most: usize) -> &str {
    value.get(..value.floor_char_boundary(most)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{Custom, Failure, Told, Values, View, batch, engagement, vitals};

    const VIEW: View<'_> = View {
        number: 0,
        at: 0,
        url: "https://a.example/x?utm_source=y",
        referrer: "",
        navigation: "navigate",
    };
    const SIGNUP: Custom<'_> = Custom { name: "Signup", url: "", props: "", interactive: true, revenue: "" };
    const FAILURE: Failure<'_> = Failure {
        url: "",
        message: "no hero",
        source: "https://a.example/x.js",
        line: 1,
        column: 0,
        stack: "",
    };

    #[test]
    fn a_view_names_its_page_and_how_it_was_reached() {
        let direct =
            r#"{"q":0,"t":0,"n":"pageview","u":"https://a.example/x?utm_source=y","nav":"navigate"}"#;
        assert_eq!(VIEW.json(), direct);
        let followed = View { referrer: "https://b.example/", ..VIEW };
        assert!(followed.json().contains(r#","r":"https://b.example/","#));
    }

    #[test]
    fn an_event_brings_what_it_was_given() {
        assert_eq!(SIGNUP.json(3, 40), r#"{"q":3,"t":40,"n":"Signup"}"#);
        let full = Custom {
            url: "https://a.example/",
            props: r#"{"plan":"pro"}"#,
            interactive: false,
            revenue: r#"{"amount":"9.90","currency":"EUR"}"#,
            ..SIGNUP
        };
        let more = r#""u":"https://a.example/","p":{"plan":"pro"},"$":{"amount":"9.90","currency":"EUR"},"ia":false}"#;
        assert_eq!(full.json(3, 40), format!(r#"{{"q":3,"t":40,"n":"Signup",{more}"#));
    }

    #[test]
    fn an_error_says_where_and_its_stack_is_cut() {
        let place =
            r#"{"q":2,"t":90,"n":"error","m":"no hero","src":"https://a.example/x.js","ln":1,"col":0}"#;
        assert_eq!(FAILURE.json(2, 90), place);
        let deep = Failure { stack: &"ü".repeat(3_000), ..FAILURE }.json(2, 90);
        assert!(deep.ends_with("ü\"}") && deep.matches('ü').count() == 2_048);
        let odd = Failure { stack: &format!("x{}", "ü".repeat(3_000)), ..FAILURE }.json(2, 90);
        assert_eq!(odd.matches('ü').count(), 2_047, "no half of a letter");
    }

    #[test]
    fn what_grows_names_its_view() {
        let told = Told { spent: 5_100, depth: 63 };
        assert_eq!(engagement(4, told), r#"{"q":4,"n":"engagement","e":5100,"sd":63}"#);
        let values = Values { lcp: Some(2_210), cls: Some(0), ..Values::default() };
        assert_eq!(vitals(2, &values), r#"{"q":0,"y":2,"n":"vitals","m":{"lcp":2210,"cls":0}}"#);
    }

    #[test]
    fn a_batch_carries_its_events_under_one_head() {
        let head = r#"{"v":1,"k":"00ff","i":"0123456789abcdef","w":1280}"#;
        let begun = r#"{"v":1,"k":"00ff","i":"0123456789abcdef","w":1280,"s":5,"ev":["#;
        assert_eq!(batch(head, 5, std::iter::empty()), format!("{begun}]}}"));
        assert_eq!(batch(head, 5, ["{}", "{}"].into_iter()), format!("{begun}{{}},{{}}]}}"));
    }
}
