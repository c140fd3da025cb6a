//! Statements over many rows.
//!
//! SQLite gets the rows as `values`, in statements of a few fixed sizes. PostgreSQL gets each column as one array and
//! makes the rows of them, in one statement however many there are: it sets up an expression for every one of a
//! thousand values, which cost more than storing them.

use super::{Arg, Args, DbError, Record, Sql, Tx, chunks, values};
use sqlx::{Postgres, postgres::PgArguments, query::Query};
use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};

/// What stands before the rows, how many columns they have, and what stands after them. In between they are a table
/// of the columns `column1`, `column2`, …
pub type Bulk = (&'static str, usize, &'static str);

/// The values of a column.
enum Column {
    I64(Vec<Option<i64>>),
    F64(Vec<Option<f64>>),
    Bool(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    Blob(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn of(first: &Arg) -> Self {
        match first {
            Arg::I64(_) => Self::I64(Vec::new()),
            Arg::F64(_) => Self::F64(Vec::new()),
            Arg::Bool(_) => Self::Bool(Vec::new()),
            Arg::Text(_) => Self::Text(Vec::new()),
            Arg::Blob(_) => Self::Blob(Vec::new()),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::I64(_) => "bigint",
            Self::F64(_) => "double precision",
            Self::Bool(_) => "boolean",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytea",
        }
    }

    fn push(&mut self, arg: Arg) {
        match (self, arg) {
            (Self::I64(values), Arg::I64(value)) => values.push(value),
            (Self::F64(values), Arg::F64(value)) => values.push(value),
            (Self::Bool(values), Arg::Bool(value)) => values.push(value),
            (Self::Text(values), Arg::Text(value)) => values.push(value),
            (Self::Blob(values), Arg::Blob(value)) => values.push(value),
            _ => unreachable!("a column has one type"),
        }
    }

    fn bind(self, query: Query<'static, Postgres, PgArguments>) -> Query<'static, Postgres, PgArguments> {
        match self {
            Self::I64(values) => query.bind(values),
            Self::F64(values) => query.bind(values),
            Self::Bool(values) => query.bind(values),
            Self::Text(values) => query.bind(values),
            Self::Blob(values) => query.bind(values),
        }
    }
}

/// Rows as columns; `rows` is not empty.
fn turned<T>(rows: &[T], row: impl Fn(&T) -> Args) -> Vec<Column> {
    let mut columns: Vec<Column> = row(&rows[0]).iter().map(Column::of).collect();
    for one in rows {
        columns.iter_mut().zip(row(one)).for_each(|(column, arg)| column.push(arg));
    }
    columns
}

/// The text for PostgreSQL, made once for each statement.
fn unnested((head, _, tail): Bulk, columns: &[Column]) -> &'static str {
    static BUILT: OnceLock<Mutex<HashMap<(&str, &str), &str>>> = OnceLock::new();
    let mut built = BUILT.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    built.entry((head, tail)).or_insert_with(|| {
        let arrays =
            columns.iter().enumerate().map(|(at, column)| format!("${}::{}[]", at + 1, column.kind()));
        let names = (1..=columns.len()).map(|number| format!("column{number}"));
        let (arrays, names): (Vec<_>, Vec<_>) = (arrays.collect(), names.collect());
        let rows = format!("select * from unnest({}) as u({})", arrays.join(","), names.join(","));
        Box::leak(format!("{head} {rows} {tail}").into_boxed_str())
    })
}

fn arrays<T>(bulk: Bulk, rows: &[T], row: impl Fn(&T) -> Args) -> Query<'static, Postgres, PgArguments> {
    let columns = turned(rows, row);
    let query = sqlx::query(unnested(bulk, &columns));
    columns.into_iter().fold(query, |query, column| column.bind(query))
}

impl Tx {
    /// Run `bulk` over rows; how many it changed.
    pub async fn execute_rows<T>(
        &mut self,
        bulk: Bulk,
        rows: &[T],
        row: impl Fn(&T) -> Args,
    ) -> Result<u64, DbError> {
        let mut changed = 0;
        match self {
            _ if rows.is_empty() => {}
            Self::Postgres(tx) => changed = arrays(bulk, rows, row).execute(&mut **tx).await?.rows_affected(),
            Self::Sqlite(_) => {
                for chunk in chunks(rows) {
                    changed += self
                        .execute(listed(bulk, chunk.len()), chunk.iter().flat_map(&row).collect())
                        .await?;
                }
            }
        }
        Ok(changed)
    }

    /// The same, with what it returns.
    pub async fn fetch_rows<T, R: Record>(
        &mut self,
        bulk: Bulk,
        rows: &[T],
        row: impl Fn(&T) -> Args,
    ) -> Result<Vec<R>, DbError> {
        let mut found = Vec::with_capacity(rows.len());
        match self {
            _ if rows.is_empty() => {}
            Self::Postgres(tx) => {
                for row in arrays(bulk, rows, row).fetch_all(&mut **tx).await? {
                    found.push(R::from_row(&row)?);
                }
            }
            Self::Sqlite(_) => {
                for chunk in chunks(rows) {
                    let args = chunk.iter().flat_map(&row).collect();
                    found.extend(self.fetch_all::<R>(listed(bulk, chunk.len()), args).await?);
                }
            }
        }
        Ok(found)
    }
}

fn listed((head, columns, tail): Bulk, rows: usize) -> Sql {
    values(head, columns, rows, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn rows_are_turned_into_arrays_of_their_types() {
        let rows = [(1, None), (2, Some("b"))];
        let columns = turned(&rows, |(a, b)| args![*a, *b, true]);
        assert!(matches!(&columns[0], Column::I64(values) if *values == [Some(1), Some(2)]));
        assert!(matches!(&columns[1], Column::Text(values) if *values == [None, Some("b".into())]));
        assert_eq!(
            unnested(("insert into t (a, b, c)", 3, "on conflict do nothing"), &columns),
            "insert into t (a, b, c) select * from unnest($1::bigint[],$2::text[],$3::boolean[]) \
             as u(column1,column2,column3) on conflict do nothing"
        );
    }
}
