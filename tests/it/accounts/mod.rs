//! People, projects, sessions and tokens.

mod interfaces;
mod settings;
