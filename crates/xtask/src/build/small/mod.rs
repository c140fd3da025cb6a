//! What only a release needs: scripts minified, bundles shaken, files compressed.
//!
//! The libraries for it are the larger half of what a first `cargo xtask serve` would wait for, so they
//! come with the feature `release`; `main` runs xtask anew with it for a command that makes a release.

#[cfg(feature = "release")]
mod compress;
#[cfg(feature = "release")]
mod hollow;
#[cfg(not(feature = "release"))]
mod light;
#[cfg(feature = "release")]
mod script;
#[cfg(feature = "release")]
mod shake;
#[cfg(feature = "release")]
mod split;

use std::collections::BTreeMap;

#[cfg(feature = "release")]
pub use self::{
    compress::forms,
    hollow::hollow,
    script::minify,
    shake::shake,
    split::{join, shared, split},
};
#[cfg(not(feature = "release"))]
pub use light::{forms, hollow, join, minify, shake, shared, split};

/// How a browser loads a script: the rules for top-level names differ.
#[derive(Clone, Copy)]
pub enum Kind {
    Classic,
    Module,
}

/// A module in parts.
pub struct Split {
    /// What every page needs.
    pub main: Vec<u8>,
    /// The script that loads the parts by their names.
    pub link: String,
    /// What is loaded on demand, by name.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// The parts that each split point needs.
    pub needs: BTreeMap<String, Vec<String>>,
}
