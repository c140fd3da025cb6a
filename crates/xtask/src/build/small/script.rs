//! JavaScript made small: the loader and wasm-bindgen's glue.

use anyhow::{Result, ensure};
use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::mangler::MangleOptions;
use oxc::minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;

use super::Kind;

/// The same program, shorter.
pub fn minify(source: &str, kind: Kind) -> Result<Vec<u8>> {
    let allocator = Allocator::default();
    let source_type = match kind {
        Kind::Classic => SourceType::script(),
        Kind::Module => SourceType::mjs(),
    };
    let parsed = Parser::new(&allocator, source, source_type).parse();
    ensure!(parsed.diagnostics.is_empty(), "JavaScript does not parse: {:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        mangle_properties: None,
        compress: Some(CompressOptions::smallest()),
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let options =
        CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    let printed = Codegen::new().with_options(options).with_scoping(minified.scoping).build(&program);
    Ok(printed.code.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Kind, minify};

    fn text(source: &str, kind: Kind) -> String {
        String::from_utf8(minify(source, kind).unwrap()).unwrap()
    }

    #[test]
    fn exports_keep_their_names() {
        let glue = "function hydrate() { return wasm.hydrate(); }\nlet wasm;\n\
            async function __wbg_init(input) { wasm = await input; return wasm; }\n\
            export { hydrate, __wbg_init as default };";
        let small = text(glue, Kind::Module);
        assert!(small.len() < glue.len() * 3 / 4, "{small}");
        assert!(small.contains("as hydrate") && small.contains("as default"), "{small}");
    }

    #[test]
    fn a_classic_script_keeps_its_globals() {
        let small = text("var cresset = function (name) { return name; };", Kind::Classic);
        assert!(small.contains("cresset"), "{small}");
    }

    #[test]
    fn what_does_not_parse_is_an_error() {
        assert!(minify("let = ;", Kind::Module).is_err());
    }
}
