//! Cuts a bundle at its split points (`src/areas.rs`) into what every page needs, and parts that are
//! loaded on demand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, anyhow, bail, ensure};
use walrus::{ConstExpr, DataKind, Module};
use wasm_split_cli_support::{Options, transform};

use super::Split;
use crate::paths;

/// What the module calls the script that loads its parts; it becomes a piece of the glue.
const LINK: &str = "./parts.js";
/// The module from which parts import what they share with others.
const SHARED: &str = "__wasm_split";

/// What several areas share is a part of its own from this size on; below it, the request would cost more
/// than the bytes, and it goes to the main module. Bytes before compression.
const WORTH_A_REQUEST: usize = 48 * 1024;

/// The parts of a module that the linker wrote with its relocations.
pub fn split(name: &str, raw: &[u8]) -> Result<Split> {
    let mut common = BTreeSet::new();
    loop {
        let mut cut = cut(name, &export(raw, &common)?)?;
        let known = common.len();
        common.extend(small_functions(&cut)?);
        if common.len() == known {
            take_in_data(&mut cut)?;
            return Ok(cut);
        }
    }
}

/// Names of the functions in shared parts that are not worth a request.
fn small_functions(cut: &Split) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for (_, wasm) in cut.parts.iter().filter(|(part, wasm)| is_shared(part) && wasm.len() < WORTH_A_REQUEST) {
        let module = Module::from_buffer(wasm)?;
        names.extend(module.funcs.iter_local().filter_map(|(id, _)| module.funcs.get(id).name.clone()));
    }
    Ok(names)
}

fn is_shared(part: &str) -> bool {
    part.starts_with("chunk_")
}

/// Shared parts without functions hold a few words that several areas say: the main module takes them.
fn take_in_data(cut: &mut Split) -> Result<()> {
    let mut main = Module::from_buffer(&cut.main)?;
    let memory = main.memories.iter().next().context("the bundle has a memory")?.id();
    let shared: Vec<String> = cut.parts.keys().filter(|part| is_shared(part)).cloned().collect();
    for part in shared {
        let module = Module::from_buffer(&cut.parts[&part])?;
        if module.funcs.iter_local().next().is_some() {
            continue;
        }
        for data in module.data.iter().filter(|data| !data.value.is_empty()) {
            let DataKind::Active { offset: ConstExpr::Value(offset), .. } = data.kind else {
                bail!("data of {part} has no fixed place");
            };
            main.data.add(DataKind::Active { memory, offset: ConstExpr::Value(offset) }, data.value.clone());
        }
        cut.parts.remove(&part);
        cut.needs.values_mut().for_each(|parts| parts.retain(|needed| *needed != part));
        cut.link = cut.link.replace(&format!("__{part}, "), "").replace(&format!("__{part}]"), "]");
    }
    cut.link = cut.link.replace(" = makeLoad(", " = /* @__PURE__ */ makeLoad(");
    cut.main = main.emit_wasm();
    Ok(())
}

fn cut(name: &str, raw: &[u8]) -> Result<Split> {
    let folder = paths::target().join("xtask/split").join(name);
    let _ = fs::remove_dir_all(&folder);
    let main = folder.join("main.wasm");
    let mut options = Options::new(raw);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    let made = transform(options).map_err(|error| anyhow!("{error:#}"))?;
    let mut parts = BTreeMap::new();
    for path in made.split_modules {
        let stem = path.file_stem().context("a part has a name")?.to_string_lossy().into_owned();
        parts.insert(stem, fs::read(&path)?);
    }
    let link = fs::read_to_string(folder.join(LINK))?;
    Ok(Split { main: fs::read(main)?, link, parts, needs: made.prefetch_map.into_iter().collect() })
}

/// Exports the functions of these names: what is exported belongs to the main module. The section is
/// patched in place, since a module that is written anew would not fit its relocations any more.
fn export(raw: &[u8], names: &BTreeSet<String>) -> Result<Vec<u8>> {
    const EXPORTS: u8 = 7;
    let module = Module::from_buffer(raw)?;
    let named =
        module.funcs.iter().filter(|function| function.name.as_ref().is_some_and(|n| names.contains(n)));
    let indexes: Vec<usize> = named.map(|function| function.id().index()).collect();
    let (mut out, mut at) = (raw[..8].to_vec(), 8);
    while at < raw.len() {
        let (length, payload) = leb(raw, at + 1);
        let end = payload + length;
        if raw[at] == EXPORTS {
            let (count, entries) = leb(raw, payload);
            let mut section = put_leb(count + indexes.len());
            section.extend(&raw[entries..end]);
            for index in &indexes {
                let name = format!("common_{index}");
                section.extend(put_leb(name.len()).into_iter().chain(name.bytes()).chain([0]));
                section.extend(put_leb(*index));
            }
            out.push(EXPORTS);
            out.extend(put_leb(section.len()).into_iter().chain(section));
        } else {
            out.extend(&raw[at..end]);
        }
        at = end;
    }
    Ok(out)
}

/// The LEB128 number at `at`, and where it ends.
fn leb(bytes: &[u8], at: usize) -> (usize, usize) {
    let length = bytes[at..].iter().take_while(|byte| **byte >= 0x80).count() + 1;
    let digits = bytes[at..at + length].iter().rev();
    (digits.fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f)), at + length)
}

fn put_leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The glue with the script that loads parts inside: two files that import each other could not
/// both be named by their content.
pub fn join(glue: &str, link: &str) -> Result<String> {
    let from = format!(" from \"{LINK}\"");
    let is_import = |line: &&str| line.starts_with("import * as ") && line.contains(&from);
    // One for each function that is imported.
    let imports: Vec<&str> =
        glue.lines().filter(is_import).filter_map(|line| line.split(' ').nth(3)).collect();
    ensure!(!imports.is_empty(), "the glue does not import its parts");
    let glue: Vec<&str> = glue.lines().filter(|line| !is_import(line)).collect();
    let link: Vec<&str> = link.lines().filter(|line| !line.starts_with("import ")).collect();
    let loaders: Vec<&str> =
        link.iter().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();
    let mut joined = glue.join("\n") + "\n" + &link.join("\n").replace("export const ", "const ");
    // Whoever leaves a page while a part is on its way has not met an error; other cases end in `leave`.
    joined = joined.replace("console.error(e);", "");
    for import in imports {
        joined += &format!("\nconst {import} = {{ {} }};", loaders.join(", "));
    }
    Ok(joined)
}

/// The names under which parts find what they share with the main module.
pub fn shared(parts: &BTreeMap<String, Vec<u8>>) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::from([SHARED.to_owned()]);
    for wasm in parts.values() {
        let module = Module::from_buffer(wasm)?;
        names.extend(module.imports.iter().map(|import| import.name.clone()));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 300, 16_384, 2_097_151, 4_294_967_295] {
            let bytes = put_leb(number);
            assert_eq!(leb(&bytes, 0), (number, bytes.len()));
        }
    }

    #[test]
    fn functions_are_exported_by_name() {
        let mut module = Module::default();
        for name in ["one", "two"] {
            let mut builder = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.to_owned());
            let id = builder.finish(vec![], &mut module.funcs);
            module.exports.add(name, id);
        }
        let raw = export(&module.emit_wasm(), &["two".to_owned()].into()).unwrap();
        let module = Module::from_buffer(&raw).unwrap();
        let exports: Vec<_> = module.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(exports.len(), 3, "{exports:?}");
        let added = module.exports.iter().find(|export| export.name.starts_with("common_")).unwrap();
        let walrus::ExportItem::Function(id) = added.item else { panic!("{added:?}") };
        assert_eq!(module.funcs.get(id).name.as_deref(), Some("two"));
    }

    #[test]
    fn the_loader_of_parts_becomes_a_piece_of_the_glue() {
        let glue =
            "import * as import1 from \"./parts.js\"\nimport * as import2 from \"./parts.js\"\nlet wasm;";
        let link = "import { initSync } from \"./main.js\";\nexport const a = 1;\nexport const b = a;";
        let objects = "const import1 = { a, b };\nconst import2 = { a, b };";
        assert_eq!(join(glue, link).unwrap(), format!("let wasm;\nconst a = 1;\nconst b = a;\n{objects}"));
        assert!(join("let wasm;", link).is_err());
    }
}
