//! Feedback: the contract, the store, the inbox.

mod attachments;
mod contract;
mod inbox;
mod public;
mod spam;
mod store;
mod story;
mod triage;
