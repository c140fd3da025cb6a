//! Pages of feedback: the public form, the inbox.

pub mod public;
