//! What only a release needs: scripts minified, bundles shaken, files compressed.
//!
//! The libraries for it are the larger half of what a first `cargo xtask serve` would wait for, so they
//! come with the feature `release`; `main` runs xtask anew with it for a command that makes a release.

#[cfg(feature = "release")]
mod compress;
#[cfg(not(feature = "release"))]
mod light;
#[cfg(feature = "release")]
mod script;
#[cfg(feature = "release")]
mod shake;

#[cfg(feature = "release")]
pub use self::{compress::forms, script::minify, shake::shake};
#[cfg(not(feature = "release"))]
pub use light::{forms, minify, shake};

/// How a browser loads a script: the rules for top-level names differ.
#[derive(Clone, Copy)]
pub enum Kind {
    Classic,
    Module,
}
