//! As much HTTP/1.1 as a load generator needs.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Result, ensure};

/// The server looks at this name and keeps only browser and system.
pub const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Appends a POST of `body` as JSON.
pub fn post(out: &mut Vec<u8>, path: &str, key: &str, body: &str) {
    post_with(out, path, &format!("X-Cresset-Key: {key}"), body);
}

/// Appends a POST of `body` as JSON, with a header that says who sends it.
pub fn post_with(out: &mut Vec<u8>, path: &str, who: &str, body: &str) {
    post_as(out, path, (USER_AGENT, who), "application/json", body.as_bytes());
}

/// Appends a POST of events as the browser `agent` of one of 16 million people sends it.
pub fn post_events(out: &mut Vec<u8>, (person, agent): (u64, &str), body: &str) {
    let [.., high, middle, low] = person.to_be_bytes();
    let who = format!("X-Forwarded-For: 10.{high}.{middle}.{low}");
    post_as(out, "/api/events", (agent, &who), "application/json", body.as_bytes());
}

/// Appends a POST of `entry` with files.
pub fn post_files(out: &mut Vec<u8>, path: &str, key: &str, entry: &str, files: &[&[u8]]) {
    let entry = format!("--between\r\nContent-Disposition: form-data; name=\"entry\"\r\n\r\n{entry}\r\n");
    let mut body = entry.into_bytes();
    for file in files {
        body.extend(b"--between\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
        body.extend_from_slice(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--between--\r\n");
    let who = format!("X-Cresset-Key: {key}");
    post_as(out, path, (USER_AGENT, &who), "multipart/form-data; boundary=between", &body);
}

fn post_as(out: &mut Vec<u8>, path: &str, (agent, who): (&str, &str), kind: &str, body: &[u8]) {
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {agent}\r\n{who}\r\n\
         Accept-Language: de\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    out.extend_from_slice(body);
}

/// Appends a GET with a header that says who asks.
pub fn get_with(out: &mut Vec<u8>, path: &str, who: &str) {
    let _ = write!(
        out,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {USER_AGENT}\r\nAccept: text/html\r\n\
         {who}\r\n\r\n"
    );
}

/// Sends one request on a connection of its own; the body of its answer, which must be a success.
pub fn fetch(addr: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(addr)?;
    stream.write_all(request)?;
    let mut input = Vec::new();
    let mut chunk = [0; 65_536];
    loop {
        let count = stream.read(&mut chunk)?;
        ensure!(count > 0, "the connection was closed");
        input.extend_from_slice(&chunk[..count]);
        if let Some(answer) = answer(&input) {
            let body = input[answer.body..answer.end].to_vec();
            ensure!(answer.status == 200, "{}: {}", answer.status, String::from_utf8_lossy(&body));
            return Ok(body);
        }
    }
}

/// A complete answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Where the body begins; with the sizes of its chunks when it has such.
    pub body: usize,
    /// Where the next answer begins.
    pub end: usize,
    pub close: bool,
}

/// Reads an answer from the start of `bytes`; `None` while it is incomplete.
pub fn answer(bytes: &[u8]) -> Option<Answer> {
    let body = find(bytes, b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..body]).ok()?;
    let mut answer = Answer { status: text.get(9..12)?.parse().ok()?, body, end: body, close: false };
    for (name, value) in text.lines().filter_map(|line| line.split_once(": ")) {
        if name.eq_ignore_ascii_case("content-length") {
            answer.end = body + value.parse::<usize>().ok()?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            answer.end = body + chunks(&bytes[body..])?;
        } else if name.eq_ignore_ascii_case("connection") {
            answer.close = value.eq_ignore_ascii_case("close");
        }
    }
    (answer.end <= bytes.len()).then_some(answer)
}

/// The length of a chunked body; `None` while it is incomplete.
fn chunks(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let line = find(rest, b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        at += line + 2 + size + 2;
        if size == 0 {
            return Some(at);
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|found| found == wanted)
}

#[cfg(test)]
mod tests {
    use super::{Answer, answer};

    #[test]
    fn an_answer_is_read_when_it_is_complete() {
        let text = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
        assert!((0..text.len()).all(|length| answer(&text[..length]).is_none()));
        let (body, end) = (text.len() - 4, text.len());
        assert_eq!(answer(text), Some(Answer { status: 503, body, end, close: true }));
    }

    #[test]
    fn chunks_are_counted() {
        let text = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\nA\r\n1234567890\r\n0\r\n\r\n";
        assert!((0..text.len()).all(|length| answer(&text[..length]).is_none()));
        let (body, end) = (47, text.len());
        assert_eq!(answer(text), Some(Answer { status: 200, body, end, close: false }));
    }
}
