//! CSV (RFC 4180), safe to open in a spreadsheet.

/// One line with its end.
pub fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.map(cell).collect();
    cells.join(",") + "\r\n"
}

/// Always quoted; what a spreadsheet would run as a formula begins with `'`.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_text() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("\tx"), "\"'\tx\"");
        assert_eq!(cell("a\"b,\n=1"), "\"a\"\"b,\n=1\"");
        assert_eq!(line(["a", ""].into_iter()), "\"a\",\"\"\r\n");
    }

    proptest! {
        // A cell cannot end early, never begins a formula, and loses nothing.
        #[test]
        fn any_text_is_one_inert_cell(text in "[=+@\t\r\n\",a-\u{e9}-]{0,12}") {
            let cell = cell(&text);
            let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            prop_assert!(!inside.replace("\"\"", "").contains('"'));
            prop_assert!(!inside.starts_with(['=', '+', '-', '@', '\t', '\r']));
            let back = inside.replace("\"\"", "\"");
            prop_assert!(back == text || back.strip_prefix('\'') == Some(text.as_str()));
        }
    }
}
