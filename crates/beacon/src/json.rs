//! JSON by hand: strings and whole numbers are all a batch is made of.

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];

/// Appends `,"name":` and the text, in quotes and escaped.
pub fn text(out: &mut String, name: &str, text: &str) {
    member(out, name);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                out.push(hex(c as u32 >> 4));
                out.push(hex(c as u32));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Appends `,"name":` and the number.
pub fn number(out: &mut String, name: &str, value: u32) {
    member(out, name);
    let mut place = 1_000_000_000;
    let mut begun = false;
    while place > 0 {
        let digit = value.checked_div(place).unwrap_or(0) % 10;
        begun |= digit != 0 || place == 1;
        if begun {
            out.push(hex(digit));
        }
        place /= 10;
    }
}

/// Appends `,"name":` and what is JSON already.
pub fn raw(out: &mut String, name: &str, json: &str) {
    member(out, name);
    out.push_str(json);
}

/// The comma is left out after an opening bracket.
fn member(out: &mut String, name: &str) {
    if !out.ends_with(['{', '[']) {
        out.push(',');
    }
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
}

/// The digit of the lowest four bits.
fn hex(bits: u32) -> char {
    HEX.get((bits & 15) as usize).copied().unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::{number, raw, text};

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::from("{");
        write(&mut out);
        out
    }

    #[test]
    fn what_json_forbids_in_strings_is_escaped() {
        let out = written(|out| text(out, "u", "a\"b\\c\n\u{1f}\0/ü🔥"));
        assert_eq!(out, r#"{"u":"a\"b\\c\u000a\u001f\u0000/ü🔥""#);
    }

    #[test]
    fn numbers_have_no_leading_zeros() {
        for value in [0, 7, 10, 999, 1_000, 1_234_567_890, u32::MAX] {
            assert_eq!(written(|out| number(out, "t", value)), format!("{{\"t\":{value}"));
        }
    }

    #[test]
    fn members_are_separated_by_commas() {
        let both = written(|out| {
            number(out, "q", 0);
            text(out, "n", "pageview");
            raw(out, "p", "{}");
        });
        assert_eq!(both, r#"{"q":0,"n":"pageview","p":{}"#);
    }
}
