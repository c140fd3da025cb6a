//! Removes comments and blanks from the style sheet, which is compiled into every bundle.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on stdout")]

mod minify;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=src/theme");
    println!("cargo::rerun-if-changed=build");
    let part = |name| fs::read_to_string(format!("src/theme/{name}.css")).expect("a part of the theme");
    let source = ["base", "form", "more", "dialog"].map(part).concat();
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("theme.css"), minify::css(&source)).expect("OUT_DIR is writable");
}
