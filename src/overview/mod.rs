//! The first page of a project: what runs where, how it does, what users say,
//! and what waits for somebody. It owns nothing and reads the other slices.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod server;
