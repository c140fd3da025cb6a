//! Lists that are read a page at a time.

use crate::{
    error::AppError,
    server::{clock::Millis, problem::AppResult},
};

/// A page of a list, and the cursor of the next one if there is one.
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// `rows` are one more than shown, if there are: that one tells of a next page.
    pub fn cut(mut rows: Vec<T>, limit: i64, place: impl Fn(&T) -> (Millis, &str)) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| {
            let (at, id) = place(last);
            format!("{at}_{id}")
        });
        Self { items: rows, next }
    }
}

/// Where a list goes on: `(instant, id)` of the last one seen.
///
/// # Errors
/// `Invalid` for a text that is no cursor.
pub fn position(cursor: &str) -> AppResult<(Millis, String)> {
    let parts = cursor.split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    parts
        .filter(|(_, id)| !id.contains('\0'))
        .ok_or_else(|| AppError::invalid("cursor", "cursor must be `next` of an earlier answer"))
}
