//! What a feedback entry may hold: types, limits and the checks both sides make.
//!
//! Pure and free of Leptos and serde, so the server applies exactly the rules the form applies and
//! the browser bundle stays small.

use std::fmt;

/// Longest text of an entry, in Unicode scalar values, counted after line ends are normalised.
pub const CONTENT_MAX: usize = 10_000;
/// Longest e-mail address, in Unicode scalar values (RFC 3696 erratum 1690: 64 + 1 + 255).
pub const EMAIL_MAX: usize = 320;
/// Files of one entry.
pub const FILES_MAX: usize = 5;
/// Bytes of one file.
pub const FILE_BYTES: usize = 5 << 20;
/// What a file may be, as a control for files is told. The bytes decide.
pub const FILE_TYPES: &str =
    "image/png,image/jpeg,image/webp,image/gif,application/pdf,application/json,text/plain";
/// The best rating; the worst is 1.
pub const RATING_MAX: i64 = 5;
/// The ratings as text; the first is none.
pub const RATINGS: [&str; 6] = ["", "1", "2", "3", "4", "5"];
/// Longest page address, in Unicode scalar values.
pub const PAGE_MAX: usize = 2_048;
/// What is stored for an entry that names no page.
pub const PAGE_UNKNOWN: &str = "unknown";
/// The field no person sees; an entry that fills it is spam. Not a token browsers autofill.
pub const HONEYPOT_FIELD: &str = "subject_line";

/// What kind of feedback an entry is. The names on the wire are the lower-case variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FeedbackType {
    /// Something is broken.
    Bug,
    /// Something is missing.
    Feature,
    /// Anything else; what an entry without a type becomes.
    #[default]
    General,
}

impl FeedbackType {
    /// Every type, in the order in which people choose from them.
    pub const ALL: [Self; 3] = [Self::Bug, Self::Feature, Self::General];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bug => "bug",
            Self::Feature => "feature",
            Self::General => "general",
        }
    }

    /// The type of a name on the wire; exact, so `"Bug"` and `""` are none.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Bug => "Bug",
            Self::Feature => "Feature",
            Self::General => "General",
        }
    }
}

impl fmt::Display for FeedbackType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// Nothing but white space.
    Blank,
    /// Longer than [`CONTENT_MAX`]; `length` in Unicode scalar values.
    TooLong {
        /// How long it is.
        length: usize,
    },
}

/// Why an e-mail address is refused: it is longer than [`EMAIL_MAX`], has blanks, or does not have
/// exactly one `@` with something on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailError;

/// The text as it is stored: CRLF (which forms send) as LF, U+0000 (which PostgreSQL refuses) as
/// U+FFFD.
pub fn normalise_content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        match next {
            '\r' if rest.as_str().starts_with('\n') => {}
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// The normalised text, if it may be stored.
pub fn validate_content(text: &str) -> Result<String, ContentError> {
    let text = normalise_content(text);
    if text.trim().is_empty() {
        return Err(ContentError::Blank);
    }
    let length = text.chars().count();
    if length > CONTENT_MAX { Err(ContentError::TooLong { length }) } else { Ok(text) }
}

/// The address without surrounding blanks, `None` if there is none. Only its shape is checked:
/// whether mail arrives is known when mail arrives.
pub fn validate_email(address: &str) -> Result<Option<String>, EmailError> {
    let address = address.trim();
    if address.is_empty() {
        return Ok(None);
    }
    let ends = [address.starts_with('@'), address.ends_with('@')];
    let shaped = ends == [false; 2] && address.chars().filter(|c| *c == '@').count() == 1;
    let clean = !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if shaped && clean && address.chars().count() <= EMAIL_MAX {
        Ok(Some(address.to_owned()))
    } else {
        Err(EmailError)
    }
}

/// Whether a page address is short enough to be stored.
pub fn page_fits(page: &str) -> bool {
    page.chars().count() <= PAGE_MAX
}

/// A UUIDv7 (RFC 9562 section 5.7) of an instant in unix milliseconds and ten random bytes, in
/// lower case with hyphens. The idempotency key of an entry.
pub fn uuid_v7(unix_ms: u64, random: [u8; 10]) -> String {
    let time = unix_ms.to_be_bytes();
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(time.iter().skip(2).chain(&random)) {
        *to = *from;
    }
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        let byte = match index {
            6 => 0x70 | (byte & 0x0f),
            8 => 0x80 | (byte & 0x3f),
            _ => byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 }));
        }
    }
    text
}

/// The unix milliseconds a UUIDv7 was made at.
pub fn made_at(id: &str) -> u64 {
    let digits = id.chars().filter_map(|c| c.to_digit(16)).take(12);
    digits.fold(0, |time, digit| time << 4 | u64::from(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_by_their_exact_names() {
        for kind in FeedbackType::ALL {
            assert_eq!(FeedbackType::parse(kind.as_str()), Some(kind));
        }
        for wrong in ["", "Bug", "BUG", "praise", " bug"] {
            assert_eq!(FeedbackType::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(FeedbackType::default(), FeedbackType::General);
    }

    #[test]
    fn line_ends_are_normalised_before_counting() {
        let lines = "\r\n".repeat(CONTENT_MAX - 1);
        assert_eq!(validate_content(&format!("x{lines}")).unwrap().chars().count(), CONTENT_MAX);
        assert_eq!(validate_content("a\r\nb\rc\0"), Ok("a\nb\rc\u{fffd}".to_owned()));
    }

    #[test]
    fn blank_and_long_texts_are_refused() {
        for blank in ["", " ", "\r\n\t", "\u{2003}\u{a0}"] {
            assert_eq!(validate_content(blank), Err(ContentError::Blank), "{blank:?}");
        }
        let longest = "😀".repeat(CONTENT_MAX);
        assert_eq!(validate_content(&longest), Ok(longest.clone()));
        assert_eq!(
            validate_content(&format!("{longest}x")),
            Err(ContentError::TooLong { length: CONTENT_MAX + 1 })
        );
    }

    #[test]
    fn email_is_optional_and_shaped() {
        assert_eq!(validate_email("  "), Ok(None));
        assert_eq!(validate_email(" ada@example.org "), Ok(Some("ada@example.org".to_owned())));
        for wrong in ["ada", "@", "ada@", "@example.org", "a@b@c", "a b@c", "a\tb@c", "a@b\u{7f}"] {
            assert_eq!(validate_email(wrong), Err(EmailError), "{wrong:?}");
        }
        let longest = format!("{}@b", "a".repeat(EMAIL_MAX - 2));
        assert!(validate_email(&longest).is_ok());
        assert_eq!(validate_email(&format!("{longest}c")), Err(EmailError));
    }

    #[test]
    fn ids_are_version_7_and_ordered_by_time() {
        assert_eq!(uuid_v7(0, [0; 10]), "00000000-0000-7000-8000-000000000000");
        assert_eq!(uuid_v7(0x0123_4567_89ab, [0xff; 10]), "01234567-89ab-7fff-bfff-ffffffffffff");
        assert!(uuid_v7(1_700_000_000_000, [0xff; 10]) < uuid_v7(1_700_000_000_001, [0; 10]));
        assert_eq!(made_at(&uuid_v7(1_700_000_000_000, [0xff; 10])), 1_700_000_000_000);
    }
}
