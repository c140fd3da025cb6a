//! Server functions of accounts, one file for each topic.

pub mod account;
