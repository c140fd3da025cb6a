//! The SQL of deployments: nobody else reads these tables.

pub mod environments;
