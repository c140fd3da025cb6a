//! What a stranger's browser has to load, against its budget.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Mode;
use super::bundle::Bundle;
use super::site::beside;
use crate::paths;

/// Files of one load, the form they travel in, and the bytes they may take together.
struct Budget {
    what: &'static str,
    files: &'static [&'static str],
    form: &'static str,
    limit: u64,
}

const KB: u64 = 1024;
const BUDGETS: [Budget; 4] = [
    Budget { what: "loader", files: &["embed.js"], form: "gz", limit: 3 * KB },
    Budget { what: "beacon", files: &["beacon.js", "beacon.wasm"], form: "br", limit: 12 * KB },
    Budget {
        what: "widget",
        files: &["feedback.js", "widget.js", "widget.wasm"],
        form: "br",
        limit: 48 * KB,
    },
    Budget { what: "pictures", files: &["pictures.js", "pictures.wasm"], form: "br", limit: 20 * KB },
];

/// What a page of the console loads: the main module and the parts of its area. Compressed with Brotli.
const CONSOLE: u64 = 350 * KB;

/// Prints the table of the release bundles in `target/site`; anything over budget is an error.
pub fn check() -> Result<()> {
    let manifest = fs::read(paths::site().join("manifest.json")).context("no bundles are built")?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    println!("{:<18} {:>9} {:>9}  form", "size", "bytes", "budget");
    let mut over = Vec::new();
    let mut weigh = |what: &str, files: &[&str], form: &str, limit: u64| -> Result<()> {
        let bytes = files.iter().map(|name| size(&manifest, name, form)).sum::<Result<u64>>()?;
        println!("{what:<18} {bytes:>9} {limit:>9}  {form}, {} files", files.len());
        if bytes > limit {
            over.push(what.to_owned());
        }
        Ok(())
    };
    for budget in &BUDGETS {
        weigh(budget.what, budget.files, budget.form, budget.limit)?;
    }
    for (area, parts) in manifest["parts"].as_object().context("the manifest lacks parts")? {
        let parts = parts.as_array().into_iter().flatten().filter_map(Value::as_str);
        let files: Vec<&str> = ["console.wasm"].into_iter().chain(parts).collect();
        weigh(&format!("console {area}"), &files, "br", CONSOLE)?;
    }
    beacon_formats_nothing()?;
    if over.is_empty() { Ok(()) } else { bail!("over budget: {}", over.join(", ")) }
}

/// wasm-bindgen keeps its references in a `RefCell`, whose errors know how to print themselves.
const BORROW_ERROR: &str = "9Formatter3pad";

/// One panic with a message brings kilobytes of `core::fmt` along; names are still there before wasm-bindgen.
fn beacon_formats_nothing() -> Result<()> {
    let module = walrus::Module::from_file(Bundle::BEACON.compiled(Mode::Release))?;
    let names = module.funcs.iter().filter_map(|function| function.name.as_deref());
    let formatting: Vec<&str> =
        names.filter(|name| name.contains("4core3fmt") && !name.ends_with(BORROW_ERROR)).collect();
    ensure!(formatting.is_empty(), "the beacon carries formatting: {}", formatting.join(", "));
    Ok(())
}

fn size(manifest: &Value, name: &str, form: &str) -> Result<u64> {
    let url = manifest["files"][name].as_str().with_context(|| format!("the manifest lacks {name}"))?;
    let file = beside(&paths::site().join(url), form);
    Ok(fs::metadata(&file).with_context(|| format!("no {}", file.display()))?.len())
}
