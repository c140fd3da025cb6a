//! The few parts of an address that are needed, from whatever a client sent.
//!
//! Not the URL standard: nothing is resolved or normalised beyond what makes
//! two spellings of a host equal, and what is no address is none.

use std::fmt;

/// No name in the DNS is longer, in bytes.
const HOST_MAX: usize = 253;

/// An address with a host.
pub struct Address {
    /// Lower case.
    pub scheme: String,
    /// Lower case, without `www.`, port, user and the dot at the end.
    pub host: String,
    path: String,
}

impl Address {
    /// None without scheme or host.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim_start().split_once("://")?;
        if !scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
        let host = host_of(authority)?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.chars().filter(|c| !c.is_control()).collect::<String>();
        Some(Self { scheme: scheme.to_lowercase(), host, path: path.trim_end().into() })
    }

    /// The machine itself, or one that has only a number: `localhost`, IPv4 in any
    /// of its notations, IPv6.
    pub fn is_local(&self) -> bool {
        let last = self.host.rsplit('.').next().unwrap_or_default();
        let digits = |text: &str, radix| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
        let hex = last.strip_prefix("0x").is_some_and(|rest| rest.is_empty() || digits(rest, 16));
        last == "localhost" || hex || digits(last, 10) || self.host.starts_with('[')
    }
}

/// Host and path, as they are stored.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        f.write_str(if self.path == "/" { "" } else { &self.path })
    }
}

/// The host of `user@host:port`, brackets and all if it is an IPv6 address.
fn host_of(authority: &str) -> Option<String> {
    let host = authority.rsplit('@').next()?;
    let end = host.find(']').map(|at| at + 1).or(host.find(':')).unwrap_or(host.len());
    let host = host[..end].trim_end_matches('.').to_lowercase();
    let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    let fits = host.starts_with('[') || host.chars().all(named);
    let host = without_www(&host);
    (fits && !host.is_empty() && host.len() <= HOST_MAX).then(|| host.into())
}

/// `www.example.com` is `example.com`; `www.com` stays.
pub fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host)
}
