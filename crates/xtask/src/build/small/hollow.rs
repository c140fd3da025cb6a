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
        let theirs = function.name.as_deref().is_some_and(|name| is_of(name, &mark));
        if let (true, FunctionKind::Local(local)) = (theirs, &mut function.kind) {
            let entry = local.entry_block();
            local.block_mut(entry).instrs = vec![(Instr::Unreachable(Unreachable {}), Default::default())];
        }
    }
    Ok(module.emit_wasm())
}

/// Whether a mangled name is of the library. At its end stands the library that first needed a generic function, which
/// others may call as well. wasm-bindgen runs what describes a type.
fn is_of(name: &str, mark: &str) -> bool {
    let name = name.split('.').next().unwrap_or(name);
    let path = name.strip_suffix(mark).unwrap_or(name);
    path.contains(mark) && !path.contains("WasmDescribe")
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn what_a_library_only_needed_first_is_not_its_own() {
        let mark = "12wasm_streams";
        assert!(is_of("_RNvMs_NtNtCs1_12wasm_streams8readable4pullCs2_6widget", mark));
        assert!(is_of(
            "_RINvNtCs3_4core3ptr13drop_in_placeNtCs1_12wasm_streams4SinkECs1_12wasm_streams",
            mark
        ));
        assert!(!is_of("_RINvMs4_NtCs4_5alloc7raw_vecNtB5_6RawVec8grow_onehECs1_12wasm_streams", mark));
        assert!(!is_of(
            "_RNvXCs1_12wasm_streamsNtNtCs5_12wasm_bindgen8describe12WasmDescribe8describe",
            mark
        ));
    }
}
