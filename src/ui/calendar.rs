//! Instants as text. Pure: the zone is an offset in minutes, and nothing here reads a clock.

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A wall-clock reading in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

/// The wall clock `offset_minutes` east of UTC at `ms` unix milliseconds.
pub fn civil(ms: i64, offset_minutes: i32) -> Civil {
    let local = ms.saturating_add(i64::from(offset_minutes) * MINUTE);
    let (days, rest) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    // Days since 1970-01-01 to a date, by 400-year eras that begin on 1 March
    // (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    Civil {
        year: yoe + era * 400 + i64::from(month <= 2),
        month: month as u8,
        day: (doy - (153 * mp + 2) / 5 + 1) as u8,
        hour: (rest / HOUR) as u8,
        minute: (rest / MINUTE % 60) as u8,
        second: (rest / 1000 % 60) as u8,
    }
}

/// `2026-11-24T17:05:09Z`, what the `datetime` attribute wants.
pub fn iso(ms: i64) -> String {
    let c = civil(ms, 0);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

/// `24 Nov 2026`
pub fn date(ms: i64, offset_minutes: i32) -> String {
    let c = civil(ms, offset_minutes);
    format!("{} {} {}", c.day, month_name(c.month), c.year)
}

/// `24 Nov`, where the year is plain from the surroundings.
pub fn day_of_year(ms: i64, offset_minutes: i32) -> String {
    let c = civil(ms, offset_minutes);
    format!("{} {}", c.day, month_name(c.month))
}

/// `17:05`
pub fn clock(ms: i64, offset_minutes: i32) -> String {
    let c = civil(ms, offset_minutes);
    format!("{:02}:{:02}", c.hour, c.minute)
}

/// `24 Nov 2026, 17:05 UTC`
pub fn stamp(ms: i64, offset_minutes: i32) -> String {
    format!("{}, {} {}", date(ms, offset_minutes), clock(ms, offset_minutes), zone(offset_minutes))
}

/// `UTC`, `UTC+1`, `UTC-3:30`
pub fn zone(offset_minutes: i32) -> String {
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (_, 0) => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// How far `at` lies from `now`: `now`, `5 min ago`, `3 h ago`, `in 2 d`; beyond a week the date.
pub fn distance(at: i64, now: i64, offset_minutes: i32) -> String {
    let gap = now.saturating_sub(at);
    let amount = match gap.saturating_abs() {
        n if n < MINUTE => return "now".to_owned(),
        n if n < HOUR => format!("{} min", n / MINUTE),
        n if n < DAY => format!("{} h", n / HOUR),
        n if n < 7 * DAY => format!("{} d", n / DAY),
        _ => return date(at, offset_minutes),
    };
    if gap < 0 { format!("in {amount}") } else { format!("{amount} ago") }
}

fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12)) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 24 November 2026, 17:05:09 UTC.
    const AT: i64 = 1_795_539_909_000;

    #[test]
    fn instants_become_dates() {
        assert_eq!(iso(AT), "2026-11-24T17:05:09Z");
        assert_eq!(stamp(AT, 0), "24 Nov 2026, 17:05 UTC");
        assert_eq!(stamp(AT, 8 * 60), "25 Nov 2026, 01:05 UTC+8");
        assert_eq!(stamp(AT, -210), "24 Nov 2026, 13:35 UTC-3:30");
    }

    #[test]
    fn leap_days_and_the_time_before_the_epoch_are_right() {
        assert_eq!(iso(1_709_164_800_000), "2024-02-29T00:00:00Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(iso(-1_000), "1969-12-31T23:59:59Z");
        assert_eq!(iso(4_107_542_400_000), "2100-03-01T00:00:00Z");
    }

    #[test]
    fn distances_are_relative_for_a_week() {
        assert_eq!(distance(AT - 20_000, AT, 0), "now");
        assert_eq!(distance(AT - 5 * MINUTE, AT, 0), "5 min ago");
        assert_eq!(distance(AT - 3 * HOUR - 5, AT, 0), "3 h ago");
        assert_eq!(distance(AT + 49 * HOUR, AT, 0), "in 2 d");
        assert_eq!(distance(AT - 8 * DAY, AT, 0), "16 Nov 2026");
    }
}
