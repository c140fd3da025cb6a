//! The use-cases of deployments.

pub mod environments;
mod store;
