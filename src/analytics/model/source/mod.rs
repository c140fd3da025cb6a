//! Where a visit came from: its source, its channel and its campaign.
//!
//! Decided once, from the first event of a visit, and stored with it. Two traps
//! are closed here. Click ids (`gclid` and the like) name a person at an
//! advertiser: they are looked at and never kept. And whatever a page or a
//! client sends is bounded and free of control characters, which PostgreSQL
//! would refuse together with the whole batch.

mod address;
mod channel;
mod hosts;
mod marks;
mod names;
#[cfg(test)]
mod tests;

pub use channel::Channel;

use address::Address;
use channel::Facts;
use hosts::Known;
use marks::Marks;

/// The longest value of a parameter that is kept, and the longest source, in bytes.
pub const VALUE_MAX: usize = 255;

/// How a visit began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who sent the visitor: a name we know, or else what was typed or the host.
    pub source: Option<String>,
    pub channel: Channel,
    /// Host and path, without `www.`, query, fragment, port and user; a path that is only `/` is left out.
    pub referrer: Option<String>,
    pub utm: Utm,
}

/// The campaign parameters as they were typed, trimmed and cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Utm {
    pub source: Option<String>,
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
}

/// How the visit began whose first event was on `page_url`, which may be a path alone.
pub fn arrival(page_url: &str, referrer: Option<&str>) -> Arrival {
    let page = Address::parse(page_url);
    let marks = Marks::read(page_url);
    let referrer = referrer.and_then(Address::parse).filter(|from| counts(from, page.as_ref()));
    let origin = match &marks.source {
        Some(typed) => Some(Origin::typed(typed)),
        None => referrer.as_ref().map(Origin::referred),
    };
    let channel = channel::decide(&Facts::new(origin.as_ref(), &marks));
    Arrival {
        source: origin.map(|origin| cut(&origin.name)),
        channel,
        referrer: referrer.map(|from| from.to_string()),
        utm: marks.utm,
    }
}

/// Whether somebody else led here: files, extensions, machines without a name
/// and the site's own pages are no source.
fn counts(from: &Address, page: Option<&Address>) -> bool {
    match from.scheme.as_str() {
        "android-app" => true,
        "http" | "https" => !from.is_local() && page.is_none_or(|page| page.host != from.host),
        _ => false,
    }
}

/// A source, and what is known about it.
struct Origin {
    name: String,
    known: Option<Known>,
    /// Its name says that it was an advertisement.
    paid: bool,
}

impl Origin {
    fn typed(value: &str) -> Self {
        match names::resolve(value) {
            Some((known, paid)) => Self { name: known.name.into(), known: Some(known), paid },
            None => Self { name: value.into(), known: None, paid: false },
        }
    }

    fn referred(from: &Address) -> Self {
        let app = from.scheme == "android-app";
        let known = if app { hosts::app(&from.host) } else { hosts::find(&from.host) };
        let name = known.map_or(from.host.as_str(), |known| known.name);
        Self { name: name.into(), known, paid: false }
    }
}

/// The beginning of a text, whole characters of at most [`VALUE_MAX`] bytes.
fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(VALUE_MAX)].trim_end().to_owned()
}
