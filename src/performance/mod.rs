//! How this instance itself is doing: requests and resources of the last 24 hours.
//!
//! The figures are the process's own (`server::metrics::Ring`): every request it
//! answers, whatever the project. They are kept in memory, so a restart begins
//! anew, and with several instances each tells only of itself.

pub mod model;

#[cfg(feature = "ssr")]
pub mod server;
