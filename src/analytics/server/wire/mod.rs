//! What clients send, in the forms they send it. Pure.
//!
//! Whatever the form, it becomes [`Fact`]s of one page load.

pub mod batch;
pub mod plausible;
mod props;
pub mod report;
mod url;
pub mod vital;

pub use props::props;
pub use url::{address, address_or_path, path_of};

use crate::{analytics::model::vitals::Vital, server::clock::Millis};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// How a page was reached; an event stores the place in this list.
pub const NAVIGATIONS: [&str; 8] = [
    "",
    "navigate",
    "reload",
    "back-forward",
    "back-forward-cache",
    "prerender",
    "restore",
    "soft-navigation",
];
pub const PAGE_VIEW: &str = "pageview";
/// Names have at most so many bytes.
pub const NAME_BYTES: usize = 120;
/// Ids that senders choose have at most so many bytes.
pub const ID_BYTES: usize = 64;

/// One thing that a page tells. Times are on our clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Event(Event),
    Engagement(Engagement),
    /// More of the reader's last view of a path, in milliseconds and percent.
    Passage {
        path: String,
        at: Millis,
        engaged_ms: i64,
        scroll: i64,
    },
    Vitals(Vitals),
    /// One measurement of a page that names no view: its value until now.
    Vital {
        at: Millis,
        vital: Vital,
        value: u32,
        path: String,
    },
}

/// A page view, or an event with a name of the page's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Number of the event on its page.
    pub seq: i64,
    pub at: Millis,
    pub name: String,
    /// The whole address as it was sent; only parts of it are kept.
    pub url: String,
    pub path: String,
    pub referrer: Option<String>,
    /// Place in [`NAVIGATIONS`].
    pub nav: i64,
    /// What it brings along: a JSON object of texts.
    pub props: Option<String>,
    /// Whoever does this has not just looked at one page and left.
    pub interactive: bool,
}

/// How long and how far a view was read, from its beginning until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engagement {
    /// Number of the view.
    pub seq: i64,
    pub at: Millis,
    pub engaged_ms: i64,
    /// Percent of the page's height that was on the screen, 0 to 100.
    pub scroll: i64,
}

/// What a view measured until now. Milliseconds; `cls` times 10,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Number of the view.
    pub seq: i64,
    /// Later ones replace earlier ones.
    pub revision: i64,
    pub lcp: Option<i64>,
    pub cls: Option<i64>,
    pub inp: Option<i64>,
    pub fcp: Option<i64>,
    pub ttfb: Option<i64>,
}

/// The number of the page load that an id of the sender's choice stands for.
pub fn page_of(id: &str) -> i64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish().cast_signed()
}

/// Why something that was sent is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub field: &'static str,
    pub message: String,
}

pub fn refuse<T>(field: &'static str, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { field, message: message.into() })
}
