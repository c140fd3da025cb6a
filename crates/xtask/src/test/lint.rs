//! Formatting and clippy. One cargo call per package: features of two packages must not unite,
//! or what is checked is not what is built.

use anyhow::Result;

use super::count::Count;
use crate::build::{bundle::Bundle, cargo};
use crate::run::{run, shown};

const PACKAGES: [&str; 5] = ["cresset", "widget", "beacon", "pictures", "xtask"];

pub fn format() -> Result<Count> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Count::default())
}

pub fn clippy() -> Result<Count> {
    for package in PACKAGES {
        let args = ["clippy", "--package", package, "--all-targets", "--", "-D", "warnings"];
        shown("clippy", cargo().args(args))?;
    }
    Ok(Count::default())
}

pub fn clippy_wasm() -> Result<Count> {
    crate::tools::wasm_target()?;
    for bundle in &Bundle::ALL {
        let args = bundle.cargo_args();
        shown("wasm", cargo().arg("clippy").args(args).args(["--", "-D", "warnings"]))?;
    }
    Ok(Count::default())
}
