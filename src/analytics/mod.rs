//! What happened on the pages of a product.
//!
//! An *event* is keyed by its page load and its number there, both made by the
//! page, so that a repeat is recognised and counted once. Nothing that could
//! identify a person is stored: no address, no user agent, no query string.
//!
//! Page views are stored; events of other names are counted as dropped.

pub mod model;
#[cfg(feature = "ssr")]
pub mod server;
