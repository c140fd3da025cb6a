//! Who may know whom (docs/ARCHITECTURE.md, "Arrows").

use super::{Source, none, sources};

const SLICES: [&str; 6] = ["accounts", "feedback", "analytics", "performance", "deploys", "overview"];

/// `from` → the slices its server part may ask.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("accounts", &["deploys", "analytics", "feedback"]),
    ("deploys", &["accounts", "analytics"]),
    ("analytics", &["accounts", "deploys"]),
    ("performance", &[]),
    ("feedback", &["accounts", "analytics", "deploys"]),
    ("overview", &["accounts", "feedback", "analytics", "performance", "deploys"]),
];

fn slice_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("src/")?.split('/').next()?;
    SLICES.into_iter().find(|slice| *slice == name)
}

fn breaches(all: &[Source], rule: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in all {
        let code = source.code();
        for slice in SLICES {
            if code.contains(&format!("{slice}::"))
                && slice_of(&source.path) != Some(slice)
                && rule(source, slice)
            {
                found.push(format!("{} names {slice}", source.path));
            }
        }
    }
    found
}

#[test]
fn the_platform_knows_slices_only_in_its_router() {
    let all = sources("src/server", &["rs"]);
    none(
        "slices named in src/server",
        breaches(&all, |source, _| !source.path.starts_with("src/server/router")),
    );
}

#[test]
fn the_design_system_knows_no_slice() {
    none("slices named in src/ui", breaches(&sources("src/ui", &["rs"]), |_, _| true));
}

#[test]
fn slices_ask_only_those_below_them() {
    let all = sources("src", &["rs"]);
    let forbidden = |source: &Source, slice: &str| {
        let Some(own) = slice_of(&source.path) else { return false };
        !ALLOWED.iter().any(|(from, to)| *from == own && to.contains(&slice))
    };
    none("a slice asks one it may not", breaches(&all, forbidden));
}

#[test]
fn nobody_reads_another_slices_store() {
    let all = sources("src", &["rs"]);
    let mut found = Vec::new();
    for source in &all {
        for slice in SLICES {
            let store = format!("{slice}::server::store");
            if source.code().contains(&store) && slice_of(&source.path) != Some(slice) {
                found.push(format!("{} uses {store}", source.path));
            }
        }
    }
    none("another slice's store", found);
}

#[test]
fn crates_do_not_know_the_root_package() {
    let mut all = sources("crates/beacon", &["rs"]);
    all.extend(sources("crates/widget", &["rs"]));
    let strays = all.iter().filter(|source| source.code().contains("cresset::"));
    none("crates that import the root package", strays.map(|source| source.path.clone()).collect());
}

#[test]
fn server_functions_are_short() {
    let mut found = Vec::new();
    for source in sources("src", &["rs"]).iter().filter(|source| source.text.contains("#[server(")) {
        for body in source.text.split("#[server(").skip(1) {
            let Some(start) = body.find("{\n") else { continue };
            let lines = body[start..].lines().skip(1).take_while(|line| *line != "}").count();
            if lines > 8 {
                let name = body.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).unwrap_or("?");
                found.push(format!("{} fn {name}: {lines} lines", source.path));
            }
        }
    }
    none("server functions above 8 lines", found);
}
