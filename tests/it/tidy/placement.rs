//! One place for each thing, and files a person can hold in mind.

use super::{Source, none, sources};

const MAX_LINES: usize = 400;

#[test]
fn no_file_is_above_400_lines() {
    let mut all = sources("src", &["rs"]);
    all.extend(sources("crates", &["rs", "js", "css"]));
    all.extend(sources("tests", &["rs"]));
    all.extend(sources("style", &["scss"]));
    let long = all.iter().filter(|source| source.text.lines().count() > MAX_LINES);
    none("files above 400 lines", long.map(|source| source.path.clone()).collect());
}

#[test]
fn every_module_says_what_it_is() {
    let all = sources("src", &["rs"]);
    let silent = all.iter().filter(|source| !source.text.starts_with("//!"));
    none("files without a module comment", silent.map(|source| source.path.clone()).collect());
}

/// `word` may stand only in files for which `allowed` says so.
fn only_in(folder: &str, word: &str, allowed: impl Fn(&str) -> bool) {
    let all = sources(folder, &["rs"]);
    let strays = all.iter().filter(|source| source.code().contains(word) && !allowed(&source.path));
    none(&format!("`{word}` in the wrong place"), strays.map(|source| source.path.clone()).collect());
}

#[test]
fn back_ends_are_named_only_in_the_database_layer() {
    for word in ["SqlitePool", "PgPool", "sqlx::query", "sqlx::raw_sql"] {
        only_in("src", word, |path| path.starts_with("src/server/db/"));
    }
}

#[test]
fn the_environment_is_read_only_by_configuration() {
    let allowed = ["src/server/config/mod.rs", "src/cli/settings.rs", "src/server/assets.rs"];
    only_in("src", "env::var", |path| allowed.contains(&path) || path == "src/cli/deploy.rs");
}

#[test]
fn time_and_randomness_have_one_source() {
    for word in ["SystemTime::now", "getrandom::", "Utc::now", "Timestamp::now", "Zoned::now"] {
        only_in("src", word, |path| path == "src/server/clock.rs");
    }
}

#[test]
fn browser_functions_are_called_in_one_place() {
    for word in ["web_sys::", "js_sys::"] {
        only_in("src", word, |path| path.starts_with("src/ui/browser"));
    }
}

#[test]
fn sql_stands_in_stores() {
    let allowed = |path: &str| path.contains("/store") || path.starts_with("src/server/");
    for word in ["\"select ", "\"insert into ", "\"update ", "\"delete from "] {
        only_in("src", word, allowed);
    }
}

#[test]
fn user_text_is_never_html() {
    only_in("src", "inner_html", |_| false);
    only_in("crates", "inner_html", |path| path.starts_with("crates/xtask"));
    for source in sources("src", &["rs"]) {
        let code = source.code();
        for (at, _) in code.match_indices("<textarea") {
            let rest = &code[at..];
            let tag = rest.split_once('>').map(|(tag, _)| tag).unwrap_or(rest);
            let children = rest[tag.len() + 1..].trim_start();
            let closed = tag.ends_with('/') || children.starts_with("</textarea");
            assert!(closed, "{}: a <textarea> with children (they are not escaped)", source.path);
        }
    }
}

#[test]
fn no_style_attribute_in_server_html() {
    only_in("src", " style=", |_| false);
    only_in("crates/widget", " style=", |_| false);
}

#[test]
fn gates_on_the_side_stay_few() {
    let allowed = ["src/lib.rs", "src/main.rs"];
    let gates = |source: &Source| source.code().matches("cfg(feature = \"ssr\")").count();
    let all = sources("src", &["rs"]);
    let many = all.iter().filter(|source| gates(source) > 1 && !allowed.contains(&source.path.as_str()));
    none("more than one gated line in a slice's file", many.map(|source| source.path.clone()).collect());
    only_in("src", "cfg(feature = \"hydrate\")", |path| {
        allowed.contains(&path) || path.starts_with("src/ui/browser")
    });
}
