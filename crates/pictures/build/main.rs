//! Removes comments and blanks from the style sheet, which is compiled into the bundle.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on stdout")]

#[path = "../../widget/build/minify.rs"]
mod minify;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=src/theme.css");
    println!("cargo::rerun-if-changed=build");
    let source = fs::read_to_string("src/theme.css").expect("the style sheet");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("theme.css"), minify::css(&source)).expect("OUT_DIR is writable");
}
