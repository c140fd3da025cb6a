//! Numbers as text, the same everywhere. Units stand after a space; nothing depends on a locale,
//! so the server and the browser write the same.

/// `1204` as `1,204`.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number in at most four characters and a suffix: `7`, `0.25`, `12.3 k`, `4.2 M`.
pub fn compact(n: f64) -> String {
    let (scaled, suffix) = match n.abs() {
        a if a >= 999_500_000.0 => (n / 1e9, " G"),
        a if a >= 999_500.0 => (n / 1e6, " M"),
        a if a >= 10_000.0 => (n / 1e3, " k"),
        _ => (n, ""),
    };
    format!("{}{suffix}", significant(scaled))
}

/// A share as a percentage: `0.081` as `8.1 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", significant(share * 100.0))
}

/// A duration given in milliseconds: `176 ms`, `2.4 s`, `3 min`, `1.5 h`.
pub fn duration(ms: f64) -> String {
    match ms.abs() {
        a if a < 999.5 => format!("{} ms", significant(ms)),
        a if a < 59_950.0 => format!("{} s", significant(ms / 1e3)),
        a if a < 3_597_000.0 => format!("{} min", significant(ms / 60e3)),
        _ => format!("{} h", significant(ms / 3_600e3)),
    }
}

/// A size in bytes, by powers of 1024: `512 B`, `38.5 MB`.
pub fn bytes(n: f64) -> String {
    match n.abs() {
        a if a < 1024.0 => format!("{n:.0} B"),
        a if a < 1024.0 * 1023.5 => format!("{} KB", significant(n / 1024.0)),
        a if a < 1024.0 * 1024.0 * 1023.5 => format!("{} MB", significant(n / (1024.0 * 1024.0))),
        _ => format!("{} GB", significant(n / (1024.0 * 1024.0 * 1024.0))),
    }
}

/// `1 entry`, `2 entries`: the count and the right word.
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// A long path with its middle cut: the ends are what tells two paths apart. `most` characters remain.
pub fn middle(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most || most < 3 {
        return text.to_owned();
    }
    let (head, tail) = ((most - 1).div_ceil(2), (most - 1) / 2);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

/// Three significant digits, whole above 100, without trailing zeros.
fn significant(n: f64) -> String {
    let digits = match n.abs() {
        a if a >= 999.5 => return thousands(n.round() as i64),
        a if a >= 99.95 => 0,
        a if a >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{n:.digits$}");
    let text = if digits > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_shortened() {
        assert_eq!(thousands(-1_234_567), "-1,234,567");
        assert_eq!(thousands(100), "100");
        assert_eq!(compact(0.25), "0.25");
        assert_eq!(compact(1_204.0), "1,204");
        assert_eq!(compact(12_345.0), "12.3 k");
        assert_eq!(compact(4_200_000.0), "4.2 M");
        assert_eq!(compact(-0.001), "0");
    }

    #[test]
    fn units_change_where_the_number_would_get_long() {
        assert_eq!(duration(176.4), "176 ms");
        assert_eq!(duration(2_400.0), "2.4 s");
        assert_eq!(duration(90_000.0), "1.5 min");
        assert_eq!(bytes(512.0), "512 B");
        assert_eq!(bytes(40_370_176.0), "38.5 MB");
        assert_eq!(percent(0.081), "8.1 %");
        assert_eq!(count(1, "entry", "entries"), "1 entry");
    }

    #[test]
    fn the_middle_of_a_long_text_is_cut() {
        assert_eq!(middle("/short", 10), "/short");
        assert_eq!(middle("/battles/2026/chests/index", 11), "/batt…index");
        assert_eq!(middle("größere-übersicht", 7).chars().count(), 7);
    }
}
