//! The platform every slice stands on. It imports no slice except in
//! `router`, which puts them together.

pub mod assets;
pub mod clock;
pub mod config;
pub mod cors;
mod crowd;
pub mod csv;
pub mod ctx;
pub mod db;
pub mod download;
pub mod health;
pub mod ingest;
pub mod limits;
pub mod listener;
pub mod live;
pub mod members;
pub mod metrics;
pub mod observe;
pub mod once;
pub mod problem;
pub mod router;
pub mod routes;
pub mod run;
pub mod secret;
pub mod security;
pub mod state;
pub mod telemetry;
pub mod ticker;
pub mod typed;
pub mod user_agent;
