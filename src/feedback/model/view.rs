//! Filters of the inbox under a name.

use serde::{Deserialize, Serialize};

/// What the inbox can be narrowed by, as its address names it.
pub const FILTERS: [&str; 12] = [
    "type",
    "status",
    "tag",
    "assignee",
    "rating",
    "page",
    "release",
    "browser",
    "environment",
    "from",
    "to",
    "q",
];

/// The longest name of a view.
pub const VIEW_NAME_CHARS: usize = 60;

/// A view is a name and nothing else: what is shown is what its address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: String,
    pub name: String,
    /// Names and values, in the order of [`FILTERS`].
    pub filters: Vec<(String, String)>,
    /// Everybody in the project has it.
    pub shared: bool,
    /// The name of whoever shares it, unless that is the reader.
    pub by: Option<String>,
    /// The reader may rename and delete it.
    pub may_change: bool,
}
