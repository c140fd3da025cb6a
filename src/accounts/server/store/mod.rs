//! The SQL of people, projects and tokens.

pub mod audit;
pub mod links;
pub mod members;
pub mod projects;
pub mod sessions;
pub mod tokens;
pub mod users;
