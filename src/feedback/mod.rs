//! What users tell a project: bugs, wishes and everything else.
//!
//! An *entry* is stored once, whatever happens on the way: its id is the
//! client's, a repeat with the same words is acknowledged again, other words
//! under the same id are refused. It is never lost after its 201 and never
//! changed after it is stored; only what the team makes of it is: its status
//! moves along [`model::Status::may_become`], it has an assignee and tags, and
//! things are said about it. Entries that say the same are merged: one of them
//! stands for the others (`server::family`). Many are changed by one batch,
//! which can be undone. Each change is a row in `feedback_triage` or
//! `feedback_comments` and, unless the reporter made it, one in the audit log, in one transaction.
//! Whoever sent an entry follows it by a link that nobody else has (`server::reporter`).
//! Entries that look like spam are stored too, and left out of every list and number until they
//! are asked for.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod server;
