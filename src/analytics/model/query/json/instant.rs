//! Instants as RFC 3339 writes them.

use crate::analytics::model::civil::Date;

const MINUTE: i64 = 60_000;

/// Unix milliseconds of `2026-11-30T12:30:00+02:00`. Seconds may be missing, the offset may not.
pub fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let (clock, sign, offset) = match rest.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, 1, "00:00"),
        None => {
            let (clock, offset) = rest.split_at(rest.find(['+', '-'])?);
            (clock, if offset.starts_with('-') { -1 } else { 1 }, &offset[1..])
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.splitn(3, ':');
    let minutes = two(parts.next()?, 23)? * 60 + two(parts.next()?, 59)?;
    let seconds = parts.next().map_or(Some(0), |seconds| two(seconds, 59))?;
    let (hours, more) = offset.split_once(':')?;
    let offset = two(hours, 23)? * 60 + two(more, 59)?;
    let midnight = Date::parse(date)?.days() * 24 * 60;
    Some((midnight + minutes - sign * offset) * MINUTE + seconds * 1_000 + milliseconds(fraction)?)
}

fn two(digits: &str, max: i64) -> Option<i64> {
    let is_number = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|number| is_number && *number <= max)
}

fn milliseconds(fraction: &str) -> Option<i64> {
    let is_number = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let three = format!("{fraction}00");
    is_number.then(|| three.get(..3)?.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn instants_have_an_offset() {
        for (text, instant) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-01T01:00+01:00", Some(0)),
            ("1969-12-31T23:30:00.5-00:30", Some(500)),
            ("2026-11-30T12:30:15.123456Z", Some(1_796_041_815_123)),
            ("2026-11-30 12:30:15z", Some(1_796_041_815_000)),
            ("2026-11-30T12:30:15", None),
            ("2026-11-30T24:00:00Z", None),
            ("2026-11-30T12:30:15.Z", None),
            ("2026-11-30T12:30:15+0200", None),
            ("2026-02-30T12:30:15Z", None),
            ("2026-11-30", None),
            ("", None),
        ] {
            assert_eq!(parse(text), instant, "{text}");
        }
    }
}
