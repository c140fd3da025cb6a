//! Pages of feedback: the public ones, the inbox.

mod asked;
mod attached;
mod bulk;
mod entry;
mod filters;
mod history;
mod inbox;
mod marks;
mod merges;
pub mod preview;
pub mod public;
pub mod status;
mod triage;
mod widget;

pub use entry::EntryPane;
pub use inbox::Inbox;
pub use marks::{StatusMark, TypeMark};
pub use widget::WidgetPage;
