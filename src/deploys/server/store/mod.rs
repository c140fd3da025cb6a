//! The SQL of deployments: nobody else reads these tables.

pub mod active;
pub mod deployments;
pub mod environments;
pub mod idempotency;
pub mod releases;
mod row;
