//! Entries as CSV.

use crate::{
    feedback::model::Entry,
    server::{clock::timestamp, csv::line},
};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_names_every_column() {
        assert_eq!(head().matches(',').count(), COLUMNS.len() - 1);
    }
}
