//! Full-text search: what counts as a word, and what a query means.
//!
//! Both databases get words that are cut already and queries that are written
//! out token by token, so they cannot disagree about either. Their own ways to
//! cut text do differ, and SQLite's finds nothing in one or two Chinese
//! characters.

mod query;
mod similar;
mod tokens;

pub use query::Query;
pub use similar::{Frequencies, RAREST, Subject, suggestions};
pub use tokens::{Document, tokens};
