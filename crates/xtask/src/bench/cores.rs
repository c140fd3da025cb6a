//! Which cores this process and those it starts run on.

use anyhow::{Context, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Where it may run once this is dropped.
pub struct Pinned(CpuSet);

/// Runs what follows on one core, and with it every process that is started meanwhile.
pub fn pin(core: usize) -> Result<Pinned> {
    let before = sched_getaffinity(None).context("sched_getaffinity")?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one).with_context(|| format!("core {core} is not to be had"))?;
    Ok(Pinned(before))
}

impl Drop for Pinned {
    fn drop(&mut self) {
        // The next run would be slower, and its report say so.
        let _ = sched_setaffinity(None, &self.0);
    }
}
