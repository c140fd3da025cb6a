//! As much HTTP/1.1 as a load generator needs.

use std::io::Write;

/// The server looks at this name and keeps only browser and system.
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Appends a POST of `body` as JSON.
pub fn post(out: &mut Vec<u8>, path: &str, key: &str, body: &str) {
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {USER_AGENT}\r\nX-Cresset-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// The head of an answer whose body has a known length.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    /// Bytes of the head, its empty line included.
    pub length: usize,
    pub body: usize,
    pub close: bool,
}

/// Reads a head from the start of `bytes`; `None` while it is incomplete.
pub fn head(bytes: &[u8]) -> Option<Head> {
    let length = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..length]).ok()?;
    let mut head = Head { status: text.get(9..12)?.parse().ok()?, length, body: 0, close: false };
    for (name, value) in text.lines().filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            head.body = value.trim().parse().ok()?;
        } else if name.eq_ignore_ascii_case("connection") {
            head.close = value.trim().eq_ignore_ascii_case("close");
        }
    }
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::{Head, head};

    #[test]
    fn a_head_is_read_when_it_is_complete() {
        let text = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 12\r\nConnection: close\r\n\r\nbody";
        assert_eq!(head(&text[..40]), None);
        let expected = Head { status: 503, length: text.len() - 4, body: 12, close: true };
        assert_eq!(head(text), Some(expected));
    }
}
