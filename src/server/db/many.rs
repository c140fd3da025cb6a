//! Statements over a list of keys, however many there are.

use super::{Arg, Args, Db, DbError, Record, Tx, chunks, values};

/// A key as it is bound.
pub trait Key: Clone + Into<Arg> + Sync {}
impl<T: Clone + Into<Arg> + Sync> Key for T {}

/// Keys in the sizes that statements are prepared for.
fn bound<K: Key>(keys: &[K]) -> impl Iterator<Item = Args> + Send {
    chunks(keys).map(|chunk| chunk.iter().cloned().map(Into::into).collect())
}

impl Db {
    /// The rows of `head` + the keys + `tail`, such as `select … where id in (` and `)`.
    pub async fn fetch_in<R: Record>(
        &self,
        head: &'static str,
        keys: &[impl Key],
        tail: &'static str,
    ) -> Result<Vec<R>, DbError> {
        let mut found = Vec::with_capacity(keys.len());
        for args in bound(keys) {
            found.extend(self.fetch_all::<R>(values(head, 1, args.len(), tail), args).await?);
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
        let mut found = Vec::with_capacity(keys.len());
        for args in bound(keys) {
            found.extend(self.fetch_all::<R>(values(head, 1, args.len(), tail), args).await?);
        }
        Ok(found)
    }

    /// Run `head` + the keys + `tail`, such as `delete … where id in (` and `)`.
    pub async fn execute_in(
        &mut self,
        head: &'static str,
        keys: &[impl Key],
        tail: &'static str,
    ) -> Result<(), DbError> {
        for args in bound(keys) {
            self.execute(values(head, 1, args.len(), tail), args).await?;
        }
        Ok(())
    }
}
