//! Statements over a list of keys, however many there are.

use super::{Arg, Db, DbError, Record, Tx, chunks, values};

/// A key as it is bound.
pub trait Key: Clone + Into<Arg> + Sync {}
impl<T: Clone + Into<Arg> + Sync> Key for T {}

impl Db {
    /// The rows of `head` + the keys + `tail`, such as `select … where id in (` and `)`.
    pub async fn fetch_in<R: Record>(
        &self,
        head: &'static str,
        keys: &[impl Key],
        tail: &'static str,
    ) -> Result<Vec<R>, DbError> {
        let mut found = Vec::with_capacity(keys.len());
        for chunk in chunks(keys) {
            let args = chunk.iter().cloned().map(Into::into).collect();
            found.extend(self.fetch_all::<R>(values(head, 1, chunk.len(), tail), args).await?);
        }
        Ok(found)
    }
}

impl Tx {
    /// As [`Db::fetch_in`].
    pub async fn fetch_in<R: Record>(
        &mut self,
        head: &'static str,
        keys: &[impl Key],
        tail: &'static str,
    ) -> Result<Vec<R>, DbError> {
        self.fetch_rows((head, 1, tail), keys, |key| vec![key.clone().into()]).await
    }

    /// Run `head` + the keys + `tail`, such as `delete … where id in (` and `)`.
    pub async fn execute_in(
        &mut self,
        head: &'static str,
        keys: &[impl Key],
        tail: &'static str,
    ) -> Result<(), DbError> {
        self.execute_rows((head, 1, tail), keys, |key| vec![key.clone().into()]).await.map(drop)
    }
}
