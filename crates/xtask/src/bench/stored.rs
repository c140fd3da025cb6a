//! The check after a fault run: what was acknowledged is there, once, and nothing else is.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use super::journal::Item;
use super::report::Report;
use super::target::Target;

/// What the database holds, compared with what the client knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub acked: u64,
    /// Acknowledged, not stored.
    pub lost: u64,
    /// Stored more than once.
    pub duplicates: u64,
    /// Stored, but never sent.
    pub foreign: u64,
}

impl Verdict {
    pub fn of(target: &Target, acked: &[Item]) -> Result<Self> {
        let entries = target.query("select id from feedback")?;
        let events = target.query("select page, seq from events")?;
        compare(acked, &entries, &events)
    }

    pub fn put(&self, report: &mut Report) {
        report.set("n", self.acked);
        report.set("lost", self.lost);
        report.set("duplicates", self.duplicates);
        report.set("foreign", self.foreign);
        report.set("violations", self.lost + self.duplicates + self.foreign);
    }

    /// A server that keeps its promise has none of the three.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lost + self.duplicates + self.foreign == 0, "{self:?}");
        ensure!(self.acked > 0, "nothing was acknowledged");
        Ok(())
    }
}

fn compare(acked: &[Item], entries: &str, events: &str) -> Result<Verdict> {
    let mut feedback: HashMap<u128, u64> = HashMap::new();
    for line in entries.lines().filter(|line| !line.is_empty()) {
        *feedback.entry(uuid(line)?).or_default() += 1;
    }
    // Bit q of the first number: event q is there; the second counts all rows.
    let mut pages: HashMap<u64, (u64, u64)> = HashMap::new();
    for line in events.lines().filter(|line| !line.is_empty()) {
        let (page, number) = line.split_once('|').with_context(|| format!("not an event: {line}"))?;
        let page: i64 = page.parse().with_context(|| format!("not a page: {line}"))?;
        let seen = pages.entry(page.cast_unsigned()).or_default();
        seen.0 |= 1 << number.parse::<u32>()?.min(63);
        seen.1 += 1;
    }
    let mut verdict = Verdict::default();
    for item in acked {
        let (expected, found, rows) = match *item {
            Item::Feedback(id) => {
                let rows = feedback.remove(&id).unwrap_or(0);
                (1, u64::from(rows > 0), rows)
            }
            Item::Events(page, count) => {
                let (bits, rows) = pages.remove(&page).unwrap_or_default();
                (count, (bits & ((1 << count) - 1)).count_ones().into(), rows)
            }
        };
        verdict.acked += expected;
        verdict.lost += expected - found;
        verdict.duplicates += rows - found;
    }
    verdict.foreign = feedback.values().sum::<u64>() + pages.values().map(|seen| seen.1).sum::<u64>();
    Ok(verdict)
}

fn uuid(text: &str) -> Result<u128> {
    u128::from_str_radix(&text.trim().replace('-', ""), 16).with_context(|| format!("not an id: {text}"))
}

#[cfg(test)]
mod tests {
    use super::{Item, Verdict, compare};

    #[test]
    fn each_kind_of_violation_is_seen() {
        let (past, whole) = (1_234_567_890_123_456, u64::MAX);
        let acked = [Item::Feedback(1), Item::Feedback(2), Item::Events(whole, 2), Item::Events(past, 1)];
        let entries = "00000000-0000-0000-0000-000000000001\n00000000-0000-0000-0000-000000000009\n";
        // As the database prints them: signed, in decimal digits.
        let events = "-1|0\n-1|1\n1234567890123456|0\n1234567890123456|0\n";
        let verdict = compare(&acked, entries, events).unwrap();
        assert_eq!(verdict, Verdict { acked: 5, lost: 1, duplicates: 1, foreign: 1 });
    }
}
