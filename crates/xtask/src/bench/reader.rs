//! People who read pages.

use std::time::Duration;

use anyhow::Result;

use super::http::get_with;
use super::load::Work;
use super::report::Samples;

/// Requests for these paths, with a header that says who reads.
pub fn pages(paths: impl IntoIterator<Item = impl AsRef<str>>, who: &str) -> Vec<Vec<u8>> {
    let request = |path: &str| {
        let mut out = Vec::new();
        get_with(&mut out, path, who);
        out
    };
    paths.into_iter().map(|path| request(path.as_ref())).collect()
}

/// Sends requests in turn.
pub struct Reader<'a> {
    requests: &'a [Vec<u8>],
    next: usize,
    left: u64,
    pub samples: Samples,
    /// What was not answered by 200.
    pub failed: u64,
}

impl<'a> Reader<'a> {
    pub fn new(requests: &'a [Vec<u8>], times: u64) -> Self {
        Self { requests, next: 0, left: times, samples: Samples::default(), failed: 0 }
    }
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
