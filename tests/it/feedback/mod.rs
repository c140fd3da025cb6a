//! Feedback: the contract, the store, the inbox.

mod contract;
mod store;
mod story;
