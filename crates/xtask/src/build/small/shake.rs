//! Cuts what a bundle carries and nobody calls.
//!
//! wasm-bindgen exports every class that any library declares, and imports what those use. Here the
//! glue loses the classes, the wasm loses the exports the glue no longer names, and the glue loses
//! the functions the wasm no longer imports, until nothing changes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use oxc::allocator::Allocator;
use oxc::ast::ast::{Expression, ObjectPropertyKind, Statement};
use oxc::parser::Parser;
use oxc::span::{GetSpan, SourceType};
use walrus::Module;

use super::{Kind, minify};

/// Glue as wasm-bindgen writes it and its module, both smaller. Names in `shared` stay.
pub fn shake(glue: &str, wasm: &[u8], shared: &BTreeSet<String>) -> Result<(String, Vec<u8>)> {
    let mut glue = unroot(glue);
    let mut module = Module::from_buffer(wasm)?;
    loop {
        let exports = drop_exports(&mut module, &glue)?;
        walrus::passes::gc::run(&mut module);
        let imports: BTreeSet<&str> = module.imports.iter().map(|import| import.name.as_str()).collect();
        let (shorter, properties) = drop_imports(&glue, &imports)?;
        glue = shorter;
        if exports + properties == 0 {
            break;
        }
    }
    let glue = shorten(&mut module, &glue, shared);
    Ok((glue, module.emit_wasm()))
}

/// Takes away what keeps an unused class alive. Ours are functions; classes come from libraries.
/// Nobody starts a bundle synchronously, or disposes of an object by `using`.
fn unroot(glue: &str) -> String {
    let glue = glue.replace("\nexport class ", "\nclass ").replace("export { initSync, ", "export { ");
    let glue = glue.replace(": new FinalizationRegistry(", ": /* @__PURE__ */ new FinalizationRegistry(");
    let lines = glue.split_inclusive('\n').filter(|line| !line.starts_with("if (Symbol.dispose) "));
    lines.collect()
}

/// Removes the exports whose name the minified glue does not contain; returns how many.
fn drop_exports(module: &mut Module, glue: &str) -> Result<usize> {
    let small = String::from_utf8(minify(glue, Kind::Module)?)?;
    let words: BTreeSet<&str> = small.split(|c: char| !(c.is_alphanumeric() || "_$".contains(c))).collect();
    let unused = module.exports.iter().filter(|export| !words.contains(export.name.as_str()));
    let unused: Vec<_> = unused.map(walrus::Export::id).collect();
    for export in &unused {
        module.exports.delete(*export);
    }
    Ok(unused.len())
}

/// Gives what both sides call by generated names (`__wbg_appendChild_dbf7ad2f48413560`) short ones:
/// the digits of a hash do not compress.
fn shorten(module: &mut Module, glue: &str, shared: &BTreeSet<String>) -> String {
    let mut names = BTreeMap::new();
    let mut short = |name: &mut String| {
        if name.contains("__") && !shared.contains(name) {
            let next = format!("${}", names.len());
            *name = names.entry(name.clone()).or_insert(next).clone();
        }
    };
    let (mut glue, mut modules) = (glue.to_owned(), BTreeMap::new());
    for import in module.imports.iter_mut() {
        short(&mut import.name);
        if !import.module.starts_with('$') {
            let next = "$".repeat(modules.len() + 1);
            let module = modules.entry(import.module.clone()).or_insert(next);
            glue = glue.replace(&format!("\"{}\"", import.module), &format!("\"{module}\""));
            import.module.clone_from(module);
        }
    }
    module.exports.iter_mut().for_each(|export| short(&mut export.name));
    let boundary = |c: char| !(c.is_alphanumeric() || c == '_');
    let words = glue.split_inclusive(boundary).map(|part| {
        let word = part.trim_end_matches(boundary);
        names.get(word).map_or_else(|| part.to_owned(), |name| part.replacen(word, name, 1))
    });
    words.collect()
}

/// Removes the functions that the module does not import; returns how many.
fn drop_imports(glue: &str, imports: &BTreeSet<&str>) -> Result<(String, usize)> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, glue, SourceType::mjs()).parse();
    ensure!(parsed.diagnostics.is_empty(), "the glue does not parse: {:?}", parsed.diagnostics);
    let table = import_table(&parsed.program.body).context("the glue has no table of imports")?;
    let mut kept = String::new();
    let (mut at, mut dropped) = (0, 0);
    for property in table {
        let ObjectPropertyKind::ObjectProperty(entry) = property else { continue };
        let name = entry.key.static_name().context("an import has a name")?;
        if name == "__proto__" || imports.contains(name.as_ref()) {
            continue;
        }
        let (start, end) = (entry.span().start as usize, entry.span().end as usize);
        kept.push_str(&glue[at..start]);
        at = end + glue[end..].find(',').map_or(0, |comma| comma + 1);
        dropped += 1;
    }
    kept.push_str(&glue[at..]);
    Ok((kept, dropped))
}

/// The object that `__wbg_get_imports` returns to the module.
fn import_table<'a, 'b>(body: &'b [Statement<'a>]) -> Option<&'b [ObjectPropertyKind<'a>]> {
    let function = body.iter().find_map(|statement| match statement {
        Statement::FunctionDeclaration(function) => {
            function.id.as_ref().filter(|id| id.name == "__wbg_get_imports").map(|_| function)
        }
        _ => None,
    })?;
    function.body.as_ref()?.statements.iter().find_map(|statement| match statement {
        Statement::VariableDeclaration(declaration) => {
            match declaration.declarations.first()?.init.as_ref()? {
                Expression::ObjectExpression(object) => Some(&object.properties[..]),
                _ => None,
            }
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::drop_imports;

    #[test]
    fn unused_imports_go_and_the_rest_stays() {
        let glue = "function __wbg_get_imports() {\nconst import0 = {\n__proto__: null,\n\
            __wbg_a_1: function() { return { x: 1, }; },\n__wbg_b_2: function() {},\n};\n\
            return { './x.js': import0 };\n}\n";
        let (small, dropped) = drop_imports(glue, &["__wbg_b_2"].into()).unwrap();
        assert_eq!(dropped, 1);
        assert!(!small.contains("__wbg_a_1") && small.contains("__wbg_b_2: function() {},"), "{small}");
    }
}
