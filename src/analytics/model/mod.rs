//! What visits are made of and how they are asked for: pure rules, without
//! database, clock or time zone.
//!
//! The dashboard and the API mean the same by every word here, which is why
//! both build their questions from it. What a page shows compiles for the
//! browser too, and costs it only what it calls.

pub mod civil;
pub mod dashboard;
mod dim;
pub mod effect;
pub mod filtered;
pub mod goal;
pub mod query;
pub mod range;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod source;
pub mod traffic;
pub mod vitals;

pub use dim::Dim;
