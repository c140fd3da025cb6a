//! Use-cases of people and projects, and what other slices may ask.

pub mod audit;
pub mod audit_log;
pub mod http;
pub mod members;
pub mod password;
pub mod projects;
pub mod sessions;
pub mod settings;
pub mod start;
mod store;
pub mod token_text;
pub mod tokens;
pub mod users;

pub use projects::{
    ProjectRef, default_project, project_by_id, project_by_key, project_by_origin, project_by_slug,
};
pub use tokens::token_project;

use crate::server::state::PartsBuilder;

/// What this slice keeps beside the database.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    builder.add(projects::Directory::default());
    builder.add(password::Hasher::default());
}
