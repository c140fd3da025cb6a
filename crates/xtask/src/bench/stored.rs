//! The check after a fault run: what was acknowledged is there, once, and nothing else is.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use super::journal::{FILES, Item};
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
    /// Bytes that not as many files have as they say, and files without bytes.
    pub stray: u64,
}

const ENTRIES: &str = "select f.id, count(a.id) from feedback f \
     left join feedback_attachments a on a.feedback_id = f.id group by f.id";
const STRAY: &str = "select (select count(*) from blobs b where b.refs <> \
     (select count(*) from feedback_attachments a where a.sha256 = b.sha256)) + \
     (select count(*) from feedback_attachments a where a.sha256 not in (select sha256 from blobs))";

impl Verdict {
    pub fn of(target: &Target, acked: &[Item]) -> Result<Self> {
        let entries = target.query(ENTRIES)?;
        let events = target.query("select page, seq from events")?;
        Ok(Self { stray: target.query(STRAY)?.trim().parse()?, ..compare(acked, &entries, &events)? })
    }

    fn violations(&self) -> u64 {
        self.lost + self.duplicates + self.foreign + self.stray
    }

    pub fn put(&self, report: &mut Report) {
        report.set("n", self.acked);
        report.set("lost", self.lost);
        report.set("duplicates", self.duplicates);
        report.set("foreign", self.foreign);
        report.set("stray", self.stray);
        report.set("violations", self.violations());
    }

    /// A server that keeps its promise has none of the four.
    pub fn check(&self) -> Result<()> {
        ensure!(self.violations() == 0, "{self:?}");
        ensure!(self.acked > 0, "nothing was acknowledged");
        Ok(())
    }
}

fn compare(acked: &[Item], entries: &str, events: &str) -> Result<Verdict> {
    // How many rows, and how many files.
    let mut feedback: HashMap<u128, (u64, u64)> = HashMap::new();
    for line in entries.lines().filter(|line| !line.is_empty()) {
        let (id, files) = line.split_once('|').with_context(|| format!("not an entry: {line}"))?;
        let seen = feedback.entry(uuid(id)?).or_default();
        *seen = (seen.0 + 1, files.parse()?);
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
        let (expected, found, again) = match *item {
            Item::Feedback(id) | Item::Upload(id) => {
                let expected = if matches!(item, Item::Upload(_)) { FILES } else { 0 };
                let (rows, files) = feedback.remove(&id).unwrap_or_default();
                (1, u64::from(rows > 0 && files == expected), rows.saturating_sub(1))
            }
            Item::Events(page, count) => {
                let (bits, rows) = pages.remove(&page).unwrap_or_default();
                let found = (bits & ((1 << count) - 1)).count_ones().into();
                (count, found, rows - found)
            }
        };
        verdict.acked += expected;
        verdict.lost += expected - found;
        verdict.duplicates += again;
    }
    verdict.foreign =
        feedback.values().map(|seen| seen.0).sum::<u64>() + pages.values().map(|seen| seen.1).sum::<u64>();
    Ok(verdict)
}

fn uuid(text: &str) -> Result<u128> {
    u128::from_str_radix(&text.trim().replace('-', ""), 16).with_context(|| format!("not an id: {text}"))
}

#[cfg(test)]
mod tests {
    use super::{FILES, Item, Verdict, compare};

    #[test]
    fn each_kind_of_violation_is_seen() {
        let (past, whole) = (1_234_567_890_123_456, u64::MAX);
        let acked = [
            Item::Feedback(1),
            Item::Feedback(2),
            Item::Upload(3),
            Item::Upload(4),
            Item::Events(whole, 2),
            Item::Events(past, 1),
        ];
        let entry = |id, files| format!("00000000-0000-0000-0000-00000000000{id}|{files}\n");
        // 2 is missing, 4 has but one of its files, and nobody sent 9.
        let entries = [entry(1, 0), entry(3, FILES), entry(4, 1), entry(9, 0)].concat();
        // As the database prints them: signed, in decimal digits.
        let events = "-1|0\n-1|1\n1234567890123456|0\n1234567890123456|0\n";
        let verdict = compare(&acked, &entries, events).unwrap();
        assert_eq!(verdict, Verdict { acked: 7, lost: 2, duplicates: 1, foreign: 1, stray: 0 });
    }
}
