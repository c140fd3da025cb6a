//! The files of one request: checked, then put aside until their entry is complete.

use super::{Refused, bytes};
use crate::{
    error::AppError,
    feedback::{
        model::{FILE_BYTES, FILES_MAX, MediaType},
        server::sniff,
    },
    server::{
        ingest::busy_seconds,
        problem::{AppResult, internal},
        secret::sha256,
    },
};
use multer::Field;
use std::{
    io::{Error as IoError, ErrorKind, SeekFrom},
    path::Path,
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

/// One checked file.
pub struct Received {
    pub name: String,
    pub media_type: MediaType,
    pub sha256: String,
    pub size: usize,
    at: u64,
}

/// The files of one request, in the order in which they came.
#[derive(Default)]
pub struct Files {
    pub list: Vec<Received>,
    /// Has no name in any folder, so nothing is left of it when the process ends.
    spool: Option<File>,
    end: u64,
}

impl Files {
    /// The hashes of all files, sorted: the order of files makes no other entry.
    pub fn hashes(&self) -> Vec<&str> {
        let mut hashes: Vec<&str> = self.list.iter().map(|file| file.sha256.as_str()).collect();
        hashes.sort_unstable();
        hashes
    }

    /// Check a part and put it aside.
    pub async fn take(&mut self, folder: &Path, part: Field<'_>) -> Result<(), Refused> {
        let (given, number) = (part.file_name().unwrap_or_default().to_owned(), self.list.len() + 1);
        let name = sniff::file_name(&given);
        let Some(bytes) = bytes(part, FILE_BYTES).await? else { return Err(Refused::Large(number, name)) };
        // What a form sends for a field nobody filled.
        if given.is_empty() && bytes.is_empty() {
            return Ok(());
        }
        if number > FILES_MAX {
            return Err(Refused::TooMany);
        }
        let Some(media_type) = sniff::media_type(&bytes) else { return Err(Refused::Kind(number, name)) };
        self.spool(folder, &bytes).await.map_err(spool_failed)?;
        let (sha256, size) = (sha256(&bytes), bytes.len());
        self.list.push(Received { name, media_type, sha256, size, at: self.end });
        self.end += size as u64;
        Ok(())
    }

    async fn spool(&mut self, folder: &Path, bytes: &[u8]) -> Result<(), IoError> {
        let spool = match &mut self.spool {
            Some(spool) => spool,
            none => none.insert(File::from_std(tempfile::tempfile_in(folder)?)),
        };
        spool.write_all(bytes).await?;
        spool.flush().await
    }

    /// The bytes of a file of the list.
    pub async fn read(&mut self, number: usize) -> AppResult<Vec<u8>> {
        let missing = || internal("a file that was not spooled");
        let (file, spool) = (self.list.get(number), self.spool.as_mut());
        let (file, spool) = (file.ok_or_else(missing)?, spool.ok_or_else(missing)?);
        let mut bytes = vec![0; file.size];
        spool.seek(SeekFrom::Start(file.at)).await.map_err(spool_failed)?;
        spool.read_exact(&mut bytes).await.map_err(spool_failed)?;
        Ok(bytes)
    }
}

fn spool_failed(error: IoError) -> AppError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => AppError::Busy { retry_after: busy_seconds() },
        _ => internal(error),
    }
}
