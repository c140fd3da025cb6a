//! The files of `target/site`: named by content, compressed for a release, listed in a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::bundle::{Built, Bundle};
use super::{Mode, fill, small};
use crate::paths;

const MANIFEST: &str = "manifest.json";

/// One file: where it is served and what is in it.
struct Asset {
    url: String,
    bytes: Vec<u8>,
}

/// All files by logical name.
#[derive(Default)]
pub struct Site {
    assets: BTreeMap<String, Asset>,
    /// Logical names of what each split point needs.
    parts: BTreeMap<String, Vec<String>>,
}

impl Site {
    /// `<name>.js` and `<name>.wasm` of a bundle, and `<name>.<part>.wasm` of each of its parts.
    pub fn add_bundle(&mut self, bundle: &Bundle, mode: Mode) -> Result<()> {
        let Built { glue, wasm, parts, needs } =
            bundle.build(mode).with_context(|| format!("bundle {}", bundle.name))?;
        let mut glue = String::from_utf8(glue)?;
        for (part, wasm) in parts {
            let name = format!("{}.{part}.wasm", bundle.name);
            self.add_hashed(&name, bundle.url, wasm);
            let file = self.url(&name).rsplit('/').next().unwrap_or_default();
            glue = fill(&glue, &format!("./{part}.wasm"), &format!("./{file}"))?;
        }
        let full = |part: String| format!("{}.{part}.wasm", bundle.name);
        self.parts
            .extend(needs.into_iter().map(|(area, parts)| (area, parts.into_iter().map(full).collect())));
        self.add_hashed(&format!("{}.js", bundle.name), bundle.url, glue.into_bytes());
        self.add_hashed(&format!("{}.wasm", bundle.name), bundle.url, wasm);
        Ok(())
    }

    /// A file whose URL changes with its content, so that browsers may keep it for ever.
    pub fn add_hashed(&mut self, name: &str, stem: &str, bytes: Vec<u8>) {
        let kind = name.rsplit('.').next().unwrap_or_default();
        let url = format!("{stem}-{}.{kind}", &hash(&bytes)[..10]);
        self.assets.insert(name.to_owned(), Asset { url, bytes });
    }

    /// A file under its own name.
    pub fn add_plain(&mut self, name: &str, bytes: Vec<u8>) {
        self.assets.insert(name.to_owned(), Asset { url: name.to_owned(), bytes });
    }

    /// Every file below `public/`.
    pub fn add_public(&mut self) -> Result<()> {
        let public = paths::root().join("public");
        for file in files_below(&public)? {
            let name = file.strip_prefix(&public)?.to_string_lossy().into_owned();
            if !name.rsplit('/').next().unwrap_or_default().starts_with('.') {
                self.add_plain(&name, fs::read(&file)?);
            }
        }
        Ok(())
    }

    /// The URL path of a logical name that was added before.
    pub fn url(&self, name: &str) -> &str {
        &self.assets[name].url
    }

    /// Writes what changed; the manifest last and in one step, so that a reader never sees a
    /// name without its file. Returns all files it stands for.
    pub fn write(&self, mode: Mode) -> Result<Vec<PathBuf>> {
        let root = paths::site();
        let mut written = Vec::new();
        for asset in self.assets.values() {
            let path = root.join(&asset.url);
            put(&path, &asset.bytes)?;
            if mode == Mode::Release {
                for (suffix, bytes) in small::forms(&asset.bytes)? {
                    let path = beside(&path, suffix);
                    put(&path, &bytes)?;
                    written.push(path);
                }
            }
            written.push(path);
        }
        let manifest = root.join(MANIFEST);
        put(&manifest, &self.manifest()?)?;
        written.push(manifest);
        Ok(written)
    }

    fn manifest(&self) -> Result<Vec<u8>> {
        let files: BTreeMap<_, _> = self.assets.iter().map(|(name, a)| (name, &a.url)).collect();
        let contents: Vec<String> =
            self.assets.iter().map(|(name, a)| format!("{name} {}\n", hash(&a.bytes))).collect();
        let build = &hash(contents.concat().as_bytes())[..16];
        Ok(serde_json::to_vec_pretty(&json!({ "build": build, "files": files, "parts": self.parts }))?)
    }
}

/// Removes what no name leads to any more: the release binary embeds the whole folder.
pub fn prune(wanted: &[PathBuf]) -> Result<()> {
    for file in files_below(&paths::site())? {
        if !wanted.contains(&file) {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `<path>.<suffix>`
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

/// Writes through a temporary file, and only what differs: cargo rebuilds by time.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)?;
    let part = beside(path, "part");
    fs::write(&part, bytes)?;
    fs::rename(&part, path).with_context(|| format!("cannot write {}", path.display()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
