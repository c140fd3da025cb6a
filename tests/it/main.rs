//! The one integration binary: the real router on a fresh database.
//!
//! It runs on SQLite, and once more on PostgreSQL when `CRESSET_TEST_POSTGRES`
//! names a server; `cargo xtask test` does both.

mod accounts;
mod analytics;
mod demo;
mod deploys;
mod feedback;
mod matrix;
mod openapi;
mod overview;
mod platform;
mod support;
mod tidy;
