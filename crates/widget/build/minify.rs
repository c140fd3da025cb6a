//! A small CSS minifier: comments and blanks only, nothing is rewritten.

/// The style sheet without comments and without blanks that mean nothing. Strings are kept.
pub fn css(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if next == '"' || next == '\'' {
            let end = rest[1..].find(next).map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_whitespace() {
            rest = rest.trim_start();
            // Between `)` and `(`, and around `+` and `-`, a blank has a meaning: keep it there.
            let glued = out.is_empty()
                || out.ends_with(['{', '}', ';', ',', ':', '>'])
                || rest.starts_with(['{', '}', ';', ',', '>']);
            if !glued && !rest.is_empty() {
                out.push(' ');
            }
        } else {
            if next == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}
