//! Pages of feedback: the public ones, the inbox.

mod asked;
mod attached;
mod entry;
mod filters;
mod history;
mod inbox;
mod marks;
pub mod public;
mod similar;
pub mod status;
mod triage;

pub use entry::EntryPane;
pub use inbox::Inbox;
pub use marks::{StatusMark, TypeMark};
