//! People, projects, sessions and tokens.

mod access;
mod interfaces;
mod settings;
