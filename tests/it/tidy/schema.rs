//! Both dialects of the schema describe the same tables and columns.

use super::{none, sources};
use std::collections::BTreeMap;

/// Table → its columns with their types, in order; PostgreSQL's BYTEA counts as BLOB.
type Schema = BTreeMap<String, Vec<(String, String)>>;

fn schema(folder: &str) -> (Vec<String>, Schema) {
    let mut files = sources(folder, &["sql"]);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut tables = Schema::new();
    for file in &files {
        let text: String = file
            .text
            .lines()
            .map(|line| line.split("--").next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\n");
        for statement in text.split(';') {
            read(statement.trim(), &mut tables);
        }
    }
    let names = files.iter().filter_map(|file| file.path.rsplit('/').next().map(str::to_owned)).collect();
    (names, tables)
}

fn read(statement: &str, tables: &mut Schema) {
    if let Some(index) = statement.strip_prefix("create virtual table ") {
        return read_index(index, tables);
    }
    let Some(rest) =
        statement.strip_prefix("create table ").or_else(|| statement.strip_prefix("create unlogged table "))
    else {
        return;
    };
    let Some((name, body)) = rest.split_once('(') else { return };
    let columns = body.lines().map(str::trim).filter_map(|line| {
        let mut words = line.trim_end_matches(',').split_whitespace();
        let (column, kind) = (words.next()?, words.next()?);
        let constraint = ["primary", "unique", "foreign", "check", "constraint"].contains(&column);
        let kind = if kind == "bytea" { "blob" } else { kind };
        (!constraint && column != ")").then(|| (column.to_owned(), kind.to_owned()))
    });
    tables.insert(name.trim().to_owned(), columns.collect());
}

/// A full-text index: a table of words by row. The tables FTS5 makes for itself
/// (`_data`, `_idx`, …) are in no file, and nobody but FTS5 names them.
fn read_index(index: &str, tables: &mut Schema) {
    let (name, options) = index.split_once(" using fts5(").expect("FTS5 is the only module");
    let column = options.split(',').next().expect("a column").trim();
    let columns = [("rowid", "bigint"), (column, "tsvector")];
    let columns = columns.map(|(column, kind)| (column.to_owned(), kind.to_owned()));
    tables.insert(name.to_owned(), columns.into());
}

#[test]
fn sqlite_and_postgres_have_the_same_schema() {
    let (sqlite_files, sqlite) = schema("migrations/sqlite");
    let (postgres_files, postgres) = schema("migrations/postgres");
    assert_eq!(sqlite_files, postgres_files);
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    let differing = sqlite.iter().filter(|(table, columns)| postgres.get(*table) != Some(columns));
    none("tables that differ", differing.map(|(table, _)| table.clone()).collect());
    assert!(sqlite.contains_key("users"), "the reader finds tables");
    assert!(sqlite.contains_key("feedback_search"), "and the full-text index");
}

#[test]
fn only_fts5_names_its_own_tables() {
    let mut all = sources("src", &["rs"]);
    all.extend(sources("migrations", &["sql"]));
    let inner =
        ["_data", "_idx", "_docsize", "_config", "_content"].map(|end| format!("feedback_search{end}"));
    let strays = all.iter().filter(|source| inner.iter().any(|table| source.text.contains(table.as_str())));
    none("files that name a table of FTS5's", strays.map(|source| source.path.clone()).collect());
}
