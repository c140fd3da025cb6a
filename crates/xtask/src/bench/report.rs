//! One JSON line per run.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::target::Target;
use crate::run::output;

/// The line under construction; fields keep the order of their names.
pub struct Report(Map<String, Value>);

impl Report {
    /// Name, commit, build, cores and database.
    pub fn new(name: &str, target: &Target) -> Result<Self> {
        let commit = output(Command::new("git").args(["describe", "--always", "--dirty", "--abbrev=10"]))?;
        let cores = std::thread::available_parallelism()?.get();
        let mut report = Self(Map::new());
        report.set("name", name);
        report.set("commit", commit.trim());
        report.set("cores", cores);
        report.set("build", target.build);
        report.set("database", target.database_version()?);
        Ok(report)
    }

    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// `<field>_p50_ms` and so on.
    pub fn set_latency(&mut self, field: &str, samples: &mut Samples) {
        for (name, share) in [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)] {
            self.set(&format!("{field}{name}_ms"), samples.at(share));
        }
    }

    /// A table for the reader on standard error, the line on standard output.
    pub fn print(self) {
        for (field, value) in &self.0 {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            eprintln!("  {field:<16} {value}");
        }
        println!("{}", json!(self.0));
    }
}

/// Durations of many requests.
#[derive(Default)]
pub struct Samples(Vec<u32>);

impl Samples {
    /// Kept in microseconds.
    pub fn add(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    pub fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The duration that `share` of the requests do not exceed, in milliseconds.
    pub fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let rank = (self.0.len() as f64 * share).ceil() as usize;
        let micros = self.0.get(rank.saturating_sub(1)).copied().unwrap_or(0);
        f64::from(micros) / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;
    use std::time::Duration;

    #[test]
    fn percentiles_by_rank() {
        let mut samples = Samples::default();
        (1..=100).rev().for_each(|ms| samples.add(Duration::from_millis(ms)));
        assert!((samples.at(0.5) - 50.0).abs() < 1e-9 && (samples.at(0.99) - 99.0).abs() < 1e-9);
        assert!(Samples::default().at(0.5).abs() < 1e-9);
    }
}
