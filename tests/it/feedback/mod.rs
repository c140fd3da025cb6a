//! Feedback: the contract, the store, the inbox.

mod contract;
mod inbox;
mod public;
mod spam;
mod store;
mod story;
mod triage;
