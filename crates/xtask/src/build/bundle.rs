//! One wasm bundle: a cargo call of its own (features of two bundles must not unite), then
//! wasm-bindgen, then wasm-opt.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::memo::memo;
use super::small::{self, Kind, Split, hollow, join, minify, shake, split};
use super::{Mode, cargo};
use crate::run::{output, say, shown};
use crate::{paths, tools};

/// A package compiled for browsers.
pub struct Bundle {
    /// Logical name in the manifest.
    pub name: &'static str,
    /// Start of its URL path.
    pub url: &'static str,
    package: &'static str,
    features: &'static [&'static str],
    /// Whether it takes over markup that the server wrote, and so must erase types as that does.
    hydrates: bool,
    /// Whether a release is cut at its split points.
    splits: bool,
    /// A script that becomes part of the glue, and is all that others can call of it.
    script: Option<&'static str>,
}

/// A bundle as browsers get it.
#[derive(Default)]
pub struct Built {
    pub glue: Vec<u8>,
    pub wasm: Vec<u8>,
    /// What the glue loads on demand, by name.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// The parts that each split point needs.
    pub needs: BTreeMap<String, Vec<String>>,
}

impl Bundle {
    pub const CONSOLE: Self = Self {
        name: "console",
        url: "pkg/console",
        package: "cresset",
        features: &["--no-default-features", "--features", "hydrate"],
        hydrates: true,
        splits: true,
        script: None,
    };
    pub const WIDGET: Self = Self {
        name: "widget",
        url: "embed/w",
        package: "widget",
        features: &["--features", "csr"],
        hydrates: false,
        splits: false,
        script: None,
    };
    pub const BEACON: Self = Self {
        name: "beacon",
        url: "embed/b",
        package: "beacon",
        features: &["--features", "embed"],
        hydrates: false,
        splits: false,
        script: Some("crates/beacon/loader/listen.js"),
    };
    pub const PICTURES: Self = Self {
        name: "pictures",
        url: "embed/i",
        package: "pictures",
        features: &[],
        hydrates: false,
        splits: false,
        script: None,
    };
    pub const ALL: [Self; 4] = [Self::CONSOLE, Self::WIDGET, Self::BEACON, Self::PICTURES];

    /// The arguments that select this bundle in any cargo command.
    pub fn cargo_args(&self) -> Vec<&'static str> {
        let mut args = vec!["--package", self.package, "--lib"];
        args.extend(self.features);
        args.extend(["--target", "wasm32-unknown-unknown"]);
        args
    }

    /// Compiles it, in parts where it has split points.
    pub fn build(&self, mode: Mode) -> Result<Built> {
        let raw = std::fs::read(self.compile(mode)?)?;
        if mode == Mode::Debug {
            return self.whole(mode, &raw);
        }
        if !self.splits {
            return self.whole(mode, &hollow(&raw, STREAMS)?);
        }
        let mut cut = split(self.name, &raw)?;
        let (glue, wasm) = self.finish(mode, &cut.main, Some(&cut))?;
        for (name, part) in &mut cut.parts {
            *part = self.optimise(name, std::mem::take(part))?;
        }
        Ok(Built { glue, wasm, parts: cut.parts, needs: cut.needs })
    }

    /// All in one piece.
    fn whole(&self, mode: Mode, raw: &[u8]) -> Result<Built> {
        let (glue, wasm) = self.finish(mode, raw, None)?;
        Ok(Built { glue, wasm, ..Built::default() })
    }

    /// The minified glue of a module and the module as browsers get them.
    fn finish(&self, mode: Mode, raw: &[u8], cut: Option<&Split>) -> Result<(Vec<u8>, Vec<u8>)> {
        let [glue, mut wasm] = memo("bindgen", &[raw, self.name.as_bytes()], || self.bindgen(raw))?;
        let mut glue = String::from_utf8(glue).context("the glue is UTF-8")?;
        if let Some(script) = self.script {
            let script = std::fs::read_to_string(paths::root().join(script))?;
            glue = script + &glue.replace("\nexport function ", "\nfunction ");
        }
        let mut shared = BTreeSet::new();
        if let Some(cut) = cut {
            (glue, shared) = (join(&glue, &cut.link)?, small::shared(&cut.parts)?);
        }
        if mode == Mode::Release {
            // Twice: only after the first pass of wasm-opt is it known what nobody calls.
            for _ in 0..2 {
                (glue, wasm) = shake(&glue, &wasm, &shared)?;
                wasm = self.optimise(self.name, wasm)?;
            }
        }
        Ok((minify(&glue, Kind::Module)?, wasm))
    }

    fn compile(&self, mode: Mode) -> Result<PathBuf> {
        say(self.name, "compiling");
        let mut cargo = cargo();
        cargo.args(["rustc", "--crate-type", "cdylib", "--profile", mode.wasm_profile()]);
        if mode == Mode::Release {
            tools::rust_src()?;
            self.compile_small(&mut cargo);
        }
        cargo.args(self.cargo_args());
        if mode == Mode::Release && self.splits {
            // The macro of a split point declares an `unsafe` import, which our lints forbid.
            cargo.args(["--", "--cap-lints=allow"]);
        }
        shown(self.name, &mut cargo)?;
        Ok(self.compiled(mode))
    }

    /// Compiles the standard library along, made for size, and without the words of panics, which
    /// are a tenth to a sixth of a bundle: a panic is a trap, as it is with them. Only debug builds
    /// say more. Cargo calls this unstable; the toolchain is pinned, so it changes only with that.
    fn compile_small(&self, cargo: &mut Command) {
        cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
        // Where no server renders the markup whole types stay: they are 14 % smaller than erased ones.
        let erased = if self.hydrates { "--cfg erase_components " } else { "" };
        let pieces = if self.splits { SPLIT } else { NAMED };
        cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", format!("{erased}{pieces}{SMALL}"));
    }

    /// What the compiler leaves, before wasm-bindgen.
    pub fn compiled(&self, mode: Mode) -> PathBuf {
        let folder = paths::target().join("wasm32-unknown-unknown").join(mode.wasm_profile());
        folder.join(format!("{}.wasm", self.package))
    }

    fn bindgen(&self, raw: &[u8]) -> Result<[Vec<u8>; 2]> {
        say(self.name, "wasm-bindgen");
        let mut bindgen = Bindgen::new();
        bindgen.input_bytes(self.name, raw.to_vec()).web(true)?;
        bindgen.typescript(false).omit_default_module_path(true);
        bindgen.remove_name_section(true).remove_producers_section(true);
        // Parts of a bundle share its table of functions.
        bindgen.keep_lld_exports(self.splits);
        let mut out = bindgen.generate_output()?;
        ensure!(
            out.snippets().values().all(Vec::is_empty) && out.local_modules().is_empty(),
            "{} imports JavaScript files of its own: there is no place for them in the manifest",
            self.name
        );
        Ok([out.js().as_bytes().to_vec(), out.wasm_mut().emit_wasm()])
    }

    fn optimise(&self, name: &str, wasm: Vec<u8>) -> Result<Vec<u8>> {
        let Some(tool) = tools::wasm_opt() else {
            say(self.name, "WARNING: wasm-opt and npm are missing, the bundle stays larger");
            return Ok(wasm);
        };
        let version = output(Command::new(&tool).arg("--version"))?;
        let [small] = memo("wasm-opt", &[&wasm, version.as_bytes()], || {
            say(self.name, &format!("wasm-opt -Oz {name}"));
            let folder = paths::target().join("xtask");
            let (from, to) = (folder.join(name), folder.join(format!("{name}.opt")));
            std::fs::write(&from, &wasm)?;
            let mut opt = Command::new(&tool);
            opt.args(["-Oz", "--strip-debug", "--strip-producers"]).args(FEATURES);
            shown(self.name, opt.arg(&from).arg("-o").arg(&to))?;
            Ok([std::fs::read(to)?])
        })?;
        Ok(small)
    }
}

/// Functions of equal code are not made one, or ours could be known by the name of a library that is emptied.
/// wasm-opt does the same afterwards.
const NAMED: &str = "-Zmerge-functions=disabled ";

/// Leptos brings it for server functions that stream; what is embedded has no server functions.
const STREAMS: &str = "wasm_streams";

/// Panics without words and without places, `{:?}` without output.
const SMALL: &str = "-Cpanic=immediate-abort -Zunstable-options -Zlocation-detail=none -Zfmt-debug=none";

/// Split points are made, and the linker says who refers to what.
const SPLIT: &str = "--cfg split -Clink-arg=--emit-relocs ";

/// What rustc emits for this target, which the module no longer says after wasm-bindgen.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
