//! What a form is made of besides its texts: addresses, identity, first values.

use crate::model::FeedbackType;
use crate::state::Problem;

/// Which colours the form has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system prefers.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The value of `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of an attribute's value; anything unknown is [`Theme::Auto`].
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// What the surrounding product says about itself and its user; sent along, never shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Environment name, absent for production.
    pub environment: Option<String>,
    /// Release, e.g. `web@2.4.0`.
    pub release: Option<String>,
    /// The product's own id of its user.
    pub user_id: Option<String>,
    /// The product's signature of that id.
    pub user_sig: Option<String>,
    /// What the product says besides, as JSON.
    pub more: Option<String>,
}

/// Everything a form is made of besides its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSetup {
    /// Where the browser posts the form when no wasm runs.
    pub action: String,
    /// Absolute or relative address of `/api/feedback`, where wasm posts it.
    pub endpoint: String,
    /// Public key of the project.
    pub key: String,
    /// The page the feedback is about. Empty: the address at the time of sending.
    pub page: String,
    /// A UUIDv7 made by the server, or empty: then wasm makes one.
    pub entry_id: String,
    /// The server's signed issue time; only the form without wasm sends it.
    pub issued: String,
    /// Starts every id of the form, so that several forms can stand on one page.
    pub id_prefix: String,
    /// Which colours.
    pub theme: Theme,
    /// The type chosen at first.
    pub kind: FeedbackType,
    /// Text to begin with. Set by wasm only: Leptos does not escape a text area's children, so it
    /// is not in server HTML.
    pub content: String,
    /// Address to begin with.
    pub email: String,
    /// Rating to begin with; 0: none.
    pub rating: u8,
    /// Why the server refused what was posted before.
    pub error: Option<Problem>,
    /// Sent along by wasm.
    pub context: Context,
}

impl FormSetup {
    /// Takes the first values, by the names they have in the form and in an entry.
    pub fn begin_with(&mut self, read: impl Fn(&str) -> Option<String>) {
        self.content = read("content").unwrap_or_default();
        self.email = read("email").unwrap_or_default();
        self.rating = read("rating").and_then(|text| text.parse().ok()).unwrap_or_default();
        self.kind = read("feedback_type").and_then(|name| FeedbackType::parse(&name)).unwrap_or_default();
    }

    /// The id of a part of the form.
    pub fn id(&self, name: &str) -> String {
        [self.id_prefix.as_str(), "-", name].concat()
    }
}
