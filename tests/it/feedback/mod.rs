//! Feedback: the contract, the store, the inbox.

mod around;
mod attachments;
mod batches;
mod comments;
mod contract;
mod identity;
mod inbox;
mod merges;
mod narrow;
mod preview;
mod public;
mod rating;
mod reporter;
mod retention;
mod search;
mod similar;
mod spam;
mod store;
mod story;
mod subjects;
mod trend;
mod triage;
mod views;
