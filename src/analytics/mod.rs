//! What happened on the pages of a product: who came, from where, for how long, and what they did.
//!
//! An *event* is keyed by its page load and its number there, both made by the
//! page, so that a repeat is recognised and counted once. Nothing that could
//! identify a person is stored: no address, no user agent, no query string. A
//! *visitor* is a hash whose key is destroyed soon after the day, a *visit* what
//! a visitor does without a pause of more than half an hour.

pub mod api;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
