//! Inserting many rows by one statement.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};

/// Row counts a bulk statement may have, largest first. Fixed sizes keep the
/// cache of prepared statements small; halving each time keeps statements few:
/// every one of them is a way to the database's thread and back, which costs
/// more than its rows.
pub const CHUNKS: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];

type Key = (&'static str, usize);

/// `head` + `($1,$2,…),($n,…)` + `tail` for `rows` rows of `columns` values.
///
/// `head` and `tail` are constants of a store and the rest is made here, so no
/// text of a user can get in. Each distinct statement is built once and kept.
pub fn values(head: &'static str, columns: usize, rows: usize, tail: &'static str) -> &'static str {
    static BUILT: OnceLock<Mutex<HashMap<Key, &'static str>>> = OnceLock::new();
    let mut built = BUILT.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    built.entry((head, rows)).or_insert_with(|| Box::leak(build(head, columns, rows, tail).into_boxed_str()))
}

fn build(head: &str, columns: usize, rows: usize, tail: &str) -> String {
    let mut sql = format!("{head} values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { "," };
            sql.push_str(&format!("{comma}${}", row * columns + column));
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_run_through_all_rows() {
        let sql = super::build("insert into t (a, b)", 2, 2, "on conflict do nothing");
        assert_eq!(sql, "insert into t (a, b) values ($1,$2),($3,$4) on conflict do nothing");
    }
}
