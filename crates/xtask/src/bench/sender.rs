//! Fills a store by way of a server: so many requests, all of which have to be accepted.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::load::{Work, drive};
use super::server::Server;

/// Sends `count` requests over so many connections at once; `make` appends the one of a number, counted from 0.
pub fn send(
    server: &Server,
    connections: usize,
    count: u64,
    make: impl FnMut(u64, &mut Vec<u8>),
) -> Result<()> {
    let mut sender = Sender { make, count, sent: 0, failed: 0 };
    drive(server.addr, connections, &mut sender)?;
    ensure!(sender.failed == 0, "{} requests failed:\n{}", sender.failed, server.log());
    Ok(())
}

struct Sender<F> {
    make: F,
    count: u64,
    sent: u64,
    failed: u64,
}

impl<F: FnMut(u64, &mut Vec<u8>)> Work for Sender<F> {
    fn request(&mut self, _slot: usize, out: &mut Vec<u8>) -> bool {
        if self.sent == self.count {
            return false;
        }
        (self.make)(self.sent, out);
        self.sent += 1;
        true
    }

    fn answer(&mut self, _slot: usize, status: u16, _body: &[u8], _took: Duration) {
        self.failed += u64::from(!matches!(status, 201 | 202));
    }

    fn broken(&mut self, _slot: usize) {
        self.failed += 1;
    }

    fn tick(&mut self) -> Result<bool> {
        Ok(self.sent < self.count)
    }
}
