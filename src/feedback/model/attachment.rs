//! Files that come with an entry.

use serde::{Deserialize, Serialize};

pub use widget::model::{FILE_BYTES, FILES_MAX};

/// What a file may be. Its bytes decide, never its name or what its sender calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "image/gif")]
    Gif,
    #[serde(rename = "application/pdf")]
    Pdf,
    #[serde(rename = "application/json")]
    Json,
    #[serde(rename = "text/plain")]
    Text,
}

impl MediaType {
    pub const ALL: [Self; 7] =
        [Self::Png, Self::Jpeg, Self::Webp, Self::Gif, Self::Pdf, Self::Json, Self::Text];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Pictures are drawn anew before anybody sees them, and shown; the rest is downloaded.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// A picture that is not drawn anew yet; nobody gets it before.
    Pending,
    Ready,
    /// A picture that cannot be drawn: broken, or too large. It is not kept.
    Refused,
}

impl FileState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Refused => "refused",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pending, Self::Ready, Self::Refused].into_iter().find(|state| state.as_str() == name)
    }
}

/// A file of an entry, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: String,
    /// As its sender calls it, without folders.
    pub name: String,
    pub media_type: MediaType,
    /// Bytes.
    pub size: i64,
    pub state: FileState,
}

#[cfg(test)]
mod tests {
    use super::{FileState, MediaType};
    use widget::model::FILE_TYPES;

    #[test]
    fn the_form_offers_what_is_taken() {
        assert_eq!(MediaType::ALL.map(MediaType::as_str).join(","), FILE_TYPES);
    }

    #[test]
    fn names_are_what_serde_writes() {
        for kind in MediaType::ALL {
            assert_eq!(MediaType::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
        for state in [FileState::Pending, FileState::Ready, FileState::Refused] {
            assert_eq!(FileState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
        }
    }
}
