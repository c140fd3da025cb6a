//! Entries as CSV (RFC 4180), safe to open in a spreadsheet.

use super::timestamp;
use crate::feedback::model::Entry;

const COLUMNS: [&str; 18] = [
    "number",
    "id",
    "created_at",
    "feedback_type",
    "status",
    "content",
    "page",
    "user_id",
    "identity_verified",
    "email",
    "browser",
    "os",
    "release",
    "environment",
    "rating",
    "tags",
    "metadata",
    "duplicate_of",
];

/// The first line.
pub fn head() -> String {
    line(COLUMNS.iter().copied())
}

/// One line per entry.
pub fn rows(entries: &[Entry]) -> String {
    entries.iter().map(row).collect()
}

fn row(entry: &Entry) -> String {
    let or_empty = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let cells = [
        entry.number.to_string(),
        entry.id.clone(),
        timestamp(entry.created_at),
        entry.feedback_type.to_string(),
        entry.status.to_string(),
        entry.content.clone(),
        entry.page.clone(),
        or_empty(&entry.user_id),
        entry.identity_verified.to_string(),
        or_empty(&entry.email),
        entry.browser.clone(),
        entry.os.clone(),
        or_empty(&entry.release),
        or_empty(&entry.environment),
        entry.rating.map_or_else(String::new, |rating| rating.to_string()),
        entry.tags.join(", "),
        or_empty(&entry.metadata),
        entry.duplicate_of.as_ref().map_or_else(String::new, |other| other.number.to_string()),
    ];
    line(cells.iter().map(String::as_str))
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.map(cell).collect();
    cells.join(",") + "\r\n"
}

/// Always quoted; what a spreadsheet would run as a formula begins with `'`.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_text() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("\tx"), "\"'\tx\"");
        assert_eq!(cell("a\"b,\n=1"), "\"a\"\"b,\n=1\"");
        assert_eq!(head().matches(',').count(), COLUMNS.len() - 1);
    }

    proptest! {
        // A cell cannot end early, never begins a formula, and loses nothing.
        #[test]
        fn any_text_is_one_inert_cell(text in "[=+@\t\r\n\",a-\u{e9}-]{0,12}") {
            let cell = cell(&text);
            let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            prop_assert!(!inside.replace("\"\"", "").contains('"'));
            prop_assert!(!inside.starts_with(['=', '+', '-', '@', '\t', '\r']));
            let back = inside.replace("\"\"", "\"");
            prop_assert!(back == text || back.strip_prefix('\'') == Some(text.as_str()));
        }
    }
}
