//! Inserting many rows by one statement.

use super::Sql;
use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};

/// Row counts a bulk statement may have, largest first. Fixed sizes keep the
/// cache of prepared statements small; close ones keep statements few: every
/// one of them is a way to the database's thread and back, which costs more
/// than its rows.
pub const CHUNKS: [usize; 16] = [128, 96, 64, 48, 32, 24, 16, 12, 8, 7, 6, 5, 4, 3, 2, 1];

/// Beginning, end and number of rows.
type Key = (&'static str, &'static str, usize);

/// `head` + `($1,$2,…),($n,…)` + `tail` for `rows` rows of `columns` values.
///
/// `head` and `tail` are constants of a store and the rest is made here, so no
/// text of a user can get in. Each distinct statement is built once and kept.
/// SQLite gets a bare `?` for each value: a numbered one is looked up by its
/// name among all others, which for a thousand values costs more than storing them.
pub fn values(head: &'static str, columns: usize, rows: usize, tail: &'static str) -> Sql {
    static BUILT: OnceLock<Mutex<HashMap<Key, Sql>>> = OnceLock::new();
    let mut built = BUILT.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    *built.entry((head, tail, rows)).or_insert_with(|| {
        let keep = |place: fn(usize) -> String| -> &'static str {
            Box::leak(build(head, columns, rows, tail, place).into_boxed_str())
        };
        Sql::Pair { sqlite: keep(|_| "?".into()), postgres: keep(|number| format!("${number}")) }
    })
}

fn build(head: &str, columns: usize, rows: usize, tail: &str, place: fn(usize) -> String) -> String {
    let mut sql = format!("{head} values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=columns {
            sql.push_str(if column == 1 { "" } else { "," });
            sql.push_str(&place(row * columns + column));
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql
}

/// Cut into the row counts bulk statements are prepared for.
pub fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_through_all_rows() {
        let Sql::Pair { sqlite, postgres } = values("insert into t (a, b)", 2, 2, "on conflict do nothing")
        else {
            panic!("the databases number values differently");
        };
        assert_eq!(postgres, "insert into t (a, b) values ($1,$2),($3,$4) on conflict do nothing");
        assert_eq!(sqlite, "insert into t (a, b) values (?,?),(?,?) on conflict do nothing");
        let other = values("insert into t (a, b)", 2, 2, "returning a");
        assert!(matches!(other, Sql::Pair { sqlite, .. } if sqlite.ends_with("returning a")));
    }
}
