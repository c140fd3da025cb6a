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
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = output(Command::new(rustc).args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(WASM);
    if library.is_dir() {
        return Ok(());
    }
    say("tools", "adding the wasm32-unknown-unknown target to the toolchain");
    run(Command::new("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("the toolchain lacks {WASM}: install it (rustup target add {WASM})"))
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
