//! What users tell a project: bugs, wishes and everything else.
//!
//! An *entry* is stored once, whatever happens on the way: its id is the
//! client's, a repeat with the same words is acknowledged again, other words
//! under the same id are refused. It is never lost after its 201 and never
//! changed after it is stored; only its status moves, along
//! [`model::Status::may_become`], each move with a row in `feedback_triage`
//! and one in the audit log. Entries that look like spam are stored too, and
//! left out of every list and number until they are asked for.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod server;
