//! Who may do what: people, sessions, projects, roles, API tokens, and the
//! audit log of every change of state.
//!
//! Invariants: a password, cookie, link or token is stored only as a hash;
//! there is always an instance admin once there was one; every change of
//! state and its audit entry commit together; a project that a person has no
//! role in does not exist for that person.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod server;
