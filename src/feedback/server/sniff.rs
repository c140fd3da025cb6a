//! What a file is, by its bytes.

use crate::feedback::model::MediaType;
use serde::de::IgnoredAny;

/// Beginnings of texts a browser would take for a page or a drawing with
/// scripts (<https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type>, and SVG).
const MARKUP: [&str; 20] = [
    "<!doctype",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
    "<!--",
    "<?xml",
    "<svg",
    "<!entity",
];
const NAME_MAX: usize = 200;

/// The type of a file we take; none for everything else.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(MediaType::Png),
        [0xff, 0xd8, 0xff, ..] => Some(MediaType::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(MediaType::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(MediaType::Webp),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(MediaType::Pdf),
        _ => text(std::str::from_utf8(bytes).ok()?),
    }
}

fn text(text: &str) -> Option<MediaType> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let binary = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b');
    if text.is_empty() || text.contains(binary) || is_markup(text) {
        return None;
    }
    let is_json = text.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    Some(if is_json { MediaType::Json } else { MediaType::Text })
}

fn is_markup(text: &str) -> bool {
    MARKUP.iter().any(|mark| {
        let rest = text.get(..mark.len()).filter(|head| head.eq_ignore_ascii_case(mark));
        let next = text[mark.len().min(text.len())..].chars().next();
        rest.is_some()
            && (*mark == "<!--" || next.is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/')))
    })
}

/// A file's name as it is shown and offered for download: no folders, nothing
/// that is not seen, at most 200 characters.
pub fn file_name(given: &str) -> String {
    let own = given.rsplit(['/', '\\']).next().unwrap_or_default();
    // Directions of text could make exe.png of gnp.exe.
    let unseen = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = own.chars().filter(|c| !unseen(c)).take(NAME_MAX).collect();
    let clean = clean.trim();
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{MediaType::*, file_name, media_type};

    #[test]
    fn the_bytes_decide() {
        let types = [
            (&b"\x89PNG\r\n\x1a\n..."[..], Some(Png)),
            (b"\xff\xd8\xff\xe0", Some(Jpeg)),
            (b"GIF89a<script>alert(1)</script>", Some(Gif)),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some(Webp)),
            (b"RIFF\x01\x02\x03\x04WAVE", None),
            (b"%PDF-1.7\n%\xe2\xe3", Some(Pdf)),
            (b"{\"a\": [1]}\n", Some(Json)),
            (b"[1,", Some(Text)),
            ("\u{feff}Zeile eins\n\tzwei \x1b[31mrot ä".as_bytes(), Some(Text)),
            (b"<134>1 2026-03-03 host app: a line of a log", Some(Text)),
            (b"", None),
            (b" \n", None),
            (b"MZ\x90\0", None),
            (b"latin \xe4", None),
            (b"PK\x03\x04", None),
        ];
        for (bytes, expected) in types {
            assert_eq!(media_type(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn pages_and_drawings_with_scripts_are_refused() {
        for text in [
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "\u{feff}\n <?xml version='1.0'?><svg/>",
            "<!DOCTYPE html><p>",
            "<!-- x --><svg>",
            "<ScRiPt>alert(1)</script>",
            "<svg/onload=alert(1)>",
            "<html",
        ] {
            assert_eq!(media_type(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn names_lose_folders_and_what_is_not_seen() {
        assert_eq!(file_name("C:\\Users\\ada\\shot.png"), "shot.png");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name(" gnp\u{202e}exe.\0png\r\n"), "gnpexe.png");
        assert_eq!((file_name("/"), file_name("")), ("file".into(), "file".into()));
        assert_eq!(file_name(&"ä".repeat(300)).chars().count(), 200);
    }
}
