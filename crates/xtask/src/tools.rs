//! What a fresh machine lacks: found, or installed where we may, or named with the line that installs it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::run::{output, run, say};

/// The npm package that carries wasm-opt, and its version.
const BINARYEN: &str = "binaryen@132.0.0";
const WASM: &str = "wasm32-unknown-unknown";

/// Full path of a program, from PATH or `more` folders.
pub fn find(program: &str, more: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(more.iter().cloned());
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Adds the wasm target to the toolchain unless it is there.
pub fn wasm_target() -> Result<()> {
    part_of_toolchain(WASM, "lib", &["target", "add", WASM])
}

/// Adds the source of the standard library, which release bundles compile along, unless it is there:
/// where rustup does not install by itself, nobody has read what `rust-toolchain.toml` lists.
pub fn rust_src() -> Result<()> {
    part_of_toolchain("src", "rust/library/Cargo.lock", &["component", "add", "rust-src"])
}

/// Has rustup install what would lie at `folder/path` of the toolchain's libraries.
fn part_of_toolchain(folder: &str, path: &str, install: &[&str]) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = output(Command::new(rustc).args(["--print", "sysroot"]))?;
    if PathBuf::from(sysroot.trim()).join("lib/rustlib").join(folder).join(path).exists() {
        return Ok(());
    }
    let line = format!("rustup {}", install.join(" "));
    say("tools", &line);
    run(Command::new("rustup").args(install)).with_context(|| format!("the toolchain lacks a part: {line}"))
}

/// wasm-opt from PATH, else from npm; `None` where there is no npm either.
pub fn wasm_opt() -> Option<PathBuf> {
    let home = paths::tools().join("binaryen");
    let local = home.join("node_modules/.bin");
    if let Some(found) = find("wasm-opt", std::slice::from_ref(&local)) {
        return Some(found);
    }
    find("npm", &[])?;
    say("tools", &format!("installing {BINARYEN} (wasm-opt) into target/tools"));
    std::fs::create_dir_all(&home).ok()?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&home);
    run(npm.arg(BINARYEN).stdout(std::process::Stdio::null())).ok()?;
    find("wasm-opt", &[local])
}

/// A program of a Debian package: found, or installed when we are root on such a system.
pub fn debian(program: &str, package: &str, more: &[PathBuf]) -> Result<PathBuf> {
    if let Some(found) = find(program, more) {
        return Ok(found);
    }
    let advice = format!("`{program}` is missing: install it (apt-get install {package})");
    if !rustix::process::geteuid().is_root() || find("apt-get", &[]).is_none() {
        bail!(advice);
    }
    say("tools", &format!("installing the package {package}"));
    let apt =
        |words: &[&str]| run(Command::new("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"]).context(advice.clone())?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", package]).context(advice.clone())?;
    find(program, more).context(advice)
}
