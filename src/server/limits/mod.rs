//! Who is asking, and how often they may.
//!
//! Addresses live only as long as a request: they become bucket keys in
//! memory and are never stored.

mod address;
mod buckets;

pub use address::{Prefix, client_ip, is_trusted, vouched_ip};
pub use buckets::{Buckets, Key, Kind, LimitSettings, Rate, RetryAfter};
