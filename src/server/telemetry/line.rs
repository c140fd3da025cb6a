//! A writer that keeps every log event on one line.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use tracing_subscriber::fmt::MakeWriter;

/// Wraps a writer. The formatter hands over each event in one piece with one
/// line end; every other character that could end a line or steer a terminal
/// came with somebody's text and is written as an escape.
pub(super) struct OneLine<W> {
    pub(super) writer: W,
    /// The formatter sets colours: these sequences stay.
    pub(super) colour: bool,
}

impl<'w, W: MakeWriter<'w>> MakeWriter<'w> for OneLine<W> {
    type Writer = Escaping<W::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        Escaping { writer: self.writer.make_writer(), colour: self.colour }
    }

    fn make_writer_for(&'w self, metadata: &tracing::Metadata<'_>) -> Self::Writer {
        Escaping { writer: self.writer.make_writer_for(metadata), colour: self.colour }
    }
}

pub(super) struct Escaping<W> {
    writer: W,
    colour: bool,
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.writer.write_all(&escape(event, self.colour))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn escape(event: &[u8], colour: bool) -> Cow<'_, [u8]> {
    let text = String::from_utf8_lossy(event);
    let line = text.strip_suffix('\n').unwrap_or(&text);
    if !line.contains(steers) {
        return Cow::Borrowed(event);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for (at, c) in line.char_indices() {
        if steers(c) && !(colour && is_colour(&line[at..])) {
            // JSON's form, so that it is right inside a JSON string too.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe.push('\n');
    Cow::Owned(safe.into_bytes())
}

/// Line ends, also Unicode's, and control characters.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// `ESC [ 1;31 m` and the like.
fn is_colour(text: &str) -> bool {
    let end = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m');
    text.strip_prefix("\u{1b}[").is_some_and(end)
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn only_colours_pass_and_only_where_there_are_any() {
        let text = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\rgone\n";
        assert_eq!(
            &*escape(text.as_bytes(), true),
            "\u{1b}[1;31mred\u{1b}[0m \\u001b[2J\\u000dgone\n".as_bytes()
        );
        assert!(!escape(text.as_bytes(), false).contains(&0x1b));
        assert_eq!(&*escape("plain ü\n".as_bytes(), false), "plain ü\n".as_bytes());
    }
}
