//! Empties what a library exports for every program that links it, and this one never calls.

use anyhow::Result;
use walrus::ir::{Instr, Unreachable};
use walrus::{FunctionKind, Module};

/// A module as the compiler leaves it, with traps for the functions of a library. Exports root them, and the table of
/// functions keeps what they would call even after the exports are gone, so nothing later can tell that they are dead.
pub fn hollow(raw: &[u8], library: &str) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(raw)?;
    // As names are mangled: with their length before them.
    let mark = format!("{}{library}", library.len());
    for function in module.funcs.iter_mut() {
        // wasm-bindgen runs what describes a type.
        let is_theirs = |name: &str| name.contains(&mark) && !name.contains("WasmDescribe");
        let theirs = function.name.as_deref().is_some_and(is_theirs);
        if let (true, FunctionKind::Local(local)) = (theirs, &mut function.kind) {
            let entry = local.entry_block();
            local.block_mut(entry).instrs = vec![(Instr::Unreachable(Unreachable {}), Default::default())];
        }
    }
    Ok(module.emit_wasm())
}
