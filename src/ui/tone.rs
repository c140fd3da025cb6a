//! What a colour means. A tone never stands alone: a word or a shape says the same.

use super::icons::Icon;

/// The meaning of a status, badge or message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warn,
    Bad,
    Info,
    #[default]
    Neutral,
}

impl Tone {
    /// The class that sets the colour and its tint (`_status.scss`).
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Info => "info",
            Tone::Neutral => "neutral",
        }
    }

    /// The shape that says the same as the colour.
    pub const fn icon(self) -> Icon {
        match self {
            Tone::Good => Icon::Good,
            Tone::Warn => Icon::Warning,
            Tone::Bad => Icon::Error,
            Tone::Info => Icon::Info,
            Tone::Neutral => Icon::Neutral,
        }
    }
}
