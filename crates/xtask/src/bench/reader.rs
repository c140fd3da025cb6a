//! People who read pages.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::http::get_with;
use super::load::{Work, drive};
use super::report::Samples;
use super::server::Server;

/// Requests for these paths, with a header that says who reads.
pub fn pages(paths: impl IntoIterator<Item = impl AsRef<str>>, who: &str) -> Vec<Vec<u8>> {
    let request = |path: &str| {
        let mut out = Vec::new();
        get_with(&mut out, path, who);
        out
    };
    paths.into_iter().map(|path| request(path.as_ref())).collect()
}

/// How long so many requests take, sent in turn by some readers at the same time.
///
/// # Errors
/// What is not answered by 200.
pub fn read(server: &Server, readers: usize, requests: &[Vec<u8>], times: u64) -> Result<Samples> {
    let mut reader = Reader { requests, next: 0, left: times, samples: Samples::default(), failed: 0 };
    drive(server.addr, readers, &mut reader)?;
    ensure!(reader.failed == 0, "{} of {times} were not answered by 200:\n{}", reader.failed, server.log());
    Ok(reader.samples)
}

struct Reader<'a> {
    requests: &'a [Vec<u8>],
    next: usize,
    left: u64,
    samples: Samples,
    failed: u64,
}

impl Work for Reader<'_> {
    fn request(&mut self, _slot: usize, out: &mut Vec<u8>) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        out.extend_from_slice(&self.requests[self.next % self.requests.len()]);
        self.next += 1;
        true
    }

    fn answer(&mut self, _slot: usize, status: u16, _body: &[u8], took: Duration) {
        self.failed += u64::from(status != 200);
        self.samples.add(took);
    }

    fn broken(&mut self, _slot: usize) {
        self.failed += 1;
    }

    fn tick(&mut self) -> Result<bool> {
        Ok(self.left > 0)
    }
}
