//! The same functions where no release is made: everything stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{Kind, Split};

pub fn minify(source: &str, _: Kind) -> Result<Vec<u8>> {
    Ok(source.as_bytes().to_vec())
}

pub fn hollow(raw: &[u8], _: &str) -> Result<Vec<u8>> {
    Ok(raw.to_vec())
}

pub fn split(_: &str, raw: &[u8]) -> Result<Split> {
    Ok(Split { main: raw.to_vec(), link: String::new(), parts: BTreeMap::new(), needs: BTreeMap::new() })
}

pub fn join(glue: &str, _: &str) -> Result<String> {
    Ok(glue.to_owned())
}

pub fn shared(_: &BTreeMap<String, Vec<u8>>) -> Result<BTreeSet<String>> {
    Ok(BTreeSet::new())
}

pub fn shake(glue: &str, wasm: &[u8], _: &BTreeSet<String>) -> Result<(String, Vec<u8>)> {
    Ok((glue.to_owned(), wasm.to_vec()))
}

pub fn forms(_: &[u8]) -> Result<Vec<(&'static str, Vec<u8>)>> {
    Ok(Vec::new())
}
