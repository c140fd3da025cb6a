//! How many tests ran, read from what the runners print.

use std::ops::Add;

use anyhow::{Result, ensure};
use serde_json::Value;

/// Tests of one or several runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Count {
    /// Sums the closing lines of cargo-nextest (`Summary [ 1.2s] 3 tests run: 3 passed, 0 skipped`)
    /// and of cargo test (`test result: ok. 3 passed; 0 failed; 1 ignored; …`).
    pub fn of_cargo(text: &str) -> Self {
        let closing = text.lines().map(str::trim).filter_map(|line| {
            let nextest = line.strip_prefix("Summary [").and_then(|rest| rest.split_once("run:"));
            nextest.map(|(_, counts)| counts).or_else(|| line.strip_prefix("test result:"))
        });
        closing.map(Self::of_line).fold(Self::default(), Add::add)
    }

    /// Numbers before the words `passed`, `failed` (also `timed out`) and `skipped` (or `ignored`).
    fn of_line(line: &str) -> Self {
        let words: Vec<&str> = line.split([' ', ',', ';', '.']).filter(|word| !word.is_empty()).collect();
        let number = |name: &str| {
            let pairs = words.windows(2).filter(|pair| pair[1] == name);
            pairs.filter_map(|pair| pair[0].parse::<u64>().ok()).sum::<u64>()
        };
        Self {
            passed: number("passed"),
            failed: number("failed") + number("timed"),
            skipped: number("skipped") + number("ignored"),
        }
    }

    /// The `stats` of Playwright's JSON report. A flaky test passed only at a second try: it failed.
    pub fn of_playwright(report: &Value) -> Self {
        let number = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
        Self {
            passed: number("expected"),
            failed: number("unexpected") + number("flaky"),
            skipped: number("skipped"),
        }
    }

    /// A run that has to be complete: something passed, nothing was left out.
    pub fn complete(self) -> Result<Self> {
        ensure!(self.failed == 0, "{} of {} tests failed", self.failed, self.passed + self.failed);
        ensure!(self.passed > 0, "no test ran");
        ensure!(self.skipped == 0, "{} tests were skipped", self.skipped);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn both_runners_are_read() {
        let nextest = "     Summary [   0.029s] 6 tests run: 5 passed (1 slow), 1 failed, 2 skipped\n";
        assert_eq!(Count::of_cargo(nextest), Count { passed: 5, failed: 1, skipped: 2 });
        let cargo = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Count::of_cargo(cargo), Count { passed: 5, failed: 0, skipped: 1 });
    }

    #[test]
    fn an_empty_or_partial_run_is_not_complete() {
        assert!(Count::default().complete().is_err());
        assert!(Count { passed: 3, failed: 0, skipped: 1 }.complete().is_err());
        assert!(Count { passed: 3, failed: 0, skipped: 0 }.complete().is_ok());
    }

    #[test]
    fn a_flaky_browser_test_is_a_failure() {
        let report = serde_json::json!({ "stats": { "expected": 4, "flaky": 1, "skipped": 0 } });
        assert_eq!(Count::of_playwright(&report), Count { passed: 4, failed: 1, skipped: 0 });
    }
}
