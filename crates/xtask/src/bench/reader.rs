//! People who read pages.

use std::time::Duration;

use anyhow::Result;

use super::http::get_with;
use super::load::Work;
use super::report::Samples;

/// Reads addresses in turn.
pub struct Reader<'a> {
    paths: &'a [String],
    /// A header.
    who: &'a str,
    next: usize,
    left: u64,
    pub samples: Samples,
    /// What was not answered by 200.
    pub failed: u64,
}

impl<'a> Reader<'a> {
    pub fn new(paths: &'a [String], who: &'a str, times: u64) -> Self {
        Self { paths, who, next: 0, left: times, samples: Samples::default(), failed: 0 }
    }
}

impl Work for Reader<'_> {
    fn request(&mut self, _slot: usize, out: &mut Vec<u8>) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        get_with(out, &self.paths[self.next % self.paths.len()], self.who);
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
