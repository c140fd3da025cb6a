//! Server functions of accounts, one file for each topic.

pub mod account;
pub mod audit;
pub mod identity;
pub mod members;
pub mod people;
pub mod project;
pub mod projects;
pub mod session;
pub mod start;
pub mod tokens;
