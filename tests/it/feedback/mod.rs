//! Feedback: the contract, the store, the inbox.

mod store;
