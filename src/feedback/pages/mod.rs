//! Pages of feedback: the public ones, the inbox.

mod around;
mod asked;
mod attached;
mod bulk;
mod entry;
mod filters;
mod history;
mod inbox;
mod lines;
mod marks;
mod merges;
pub mod preview;
pub mod public;
pub mod status;
mod trend;
mod triage;
mod views;
mod widget;

pub use entry::EntryPane;
pub use inbox::Inbox;
pub use marks::{StatusMark, TypeMark};
pub use trend::{EntriesByDay, by_type};
pub use widget::WidgetPage;
