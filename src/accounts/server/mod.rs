//! Use-cases of people and projects, and what other slices may ask.

pub mod audit;
pub mod audit_log;
pub mod cookies;
pub mod credentials;
mod days;
pub mod entrance;
pub mod http;
pub mod identity;
pub mod join;
pub mod links;
pub mod members;
pub mod own;
pub mod password;
pub mod people;
pub mod projects;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod start;
mod store;
pub mod token_text;
pub mod tokens;
pub mod users;

pub use days::{day_names, day_starts};
pub use projects::{
    ProjectRef, default_project, feedback_days, project_by_id, project_by_key, project_by_origin,
    project_by_slug,
};
pub use tokens::token_project;

use crate::server::{clock::MINUTE, db::DbError, state::AppState, state::PartsBuilder, ticker::Task};

/// What this slice keeps beside the database.
pub fn parts(builder: &mut PartsBuilder<'_>) {
    builder.add(projects::Directory::default());
    builder.add(password::Hasher::default());
    builder.add(setup::Token::default());
}

/// What is forgotten by and by.
pub fn tasks() -> Vec<Task> {
    vec![Task { name: "purge accounts", every: 10 * MINUTE, run: |state| Box::pin(purge(state)) }]
}

/// Sessions and links that ended by themselves. Both were of no use any more, so this is only room.
async fn purge(state: AppState) -> Result<(), DbError> {
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    store::sessions::purge(&mut tx, now, now - sessions::IDLE).await?;
    store::links::purge(&mut tx, now).await?;
    tx.commit().await
}
