//! What a person, a project and a token look like, and which names they may have.

pub mod audit;
mod day;
pub mod identity;
pub mod session;
pub mod settings;

pub use day::DayName;

use crate::{access::ProjectAccess, error::AppError};
use serde::{Deserialize, Serialize};

/// Who is signed in, and what is open to that person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub email: String,
    pub name: String,
    pub is_admin: bool,
    /// Oldest first.
    pub projects: Vec<ProjectAccess>,
    /// Everything on this instance is made up.
    pub demo: bool,
}

/// Shortest and longest password, in characters.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;

const NAME_CHARS: usize = 100;
const EMAIL_BYTES: usize = 254;
const SLUG_BYTES: usize = 40;

/// An address as it is stored and compared: trimmed, lower case.
///
/// # Errors
/// `Invalid` for what cannot be an address. Only a mail would prove more.
pub fn clean_email(text: &str) -> Result<String, AppError> {
    let email = text.trim().to_lowercase();
    let parts = email.split_once('@');
    let plausible = parts.is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
    });
    let unwanted = |c: char| c.is_whitespace() || c.is_control();
    if plausible && email.len() <= EMAIL_BYTES && !email.contains(unwanted) {
        Ok(email)
    } else {
        Err(AppError::invalid("email", "Give an e-mail address such as ada@example.org."))
    }
}

/// A name shown to people: trimmed, one line, 1 to 100 characters.
pub fn clean_name(text: &str) -> Result<String, AppError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.contains(char::is_control) {
        return Err(AppError::invalid("name", "Give a name of 1 to 100 characters on one line."));
    }
    Ok(name.to_owned())
}

/// A project's name in addresses: `[a-z0-9-]`, at most 40 characters.
pub fn clean_slug(text: &str) -> Result<String, AppError> {
    let slug = text.trim();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edges = slug.starts_with('-') || slug.ends_with('-');
    if slug.is_empty() || slug.len() > SLUG_BYTES || edges || !slug.chars().all(allowed) {
        let message = "Use 1 to 40 lower-case letters, digits and dashes, such as total-battle-analyzer.";
        return Err(AppError::invalid("slug", message));
    }
    Ok(slug.to_owned())
}

/// A slug made from a name: "Total Battle Analyzer" → `total-battle-analyzer`.
pub fn slug_of(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let mut slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(SLUG_BYTES);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "project".to_owned() } else { slug.to_owned() }
}

/// The slug somebody typed, or the one of the name.
pub fn slug_or_name(slug: String, name: &str) -> String {
    if slug.trim().is_empty() { slug_of(name) } else { slug }
}

/// One web origin as browsers send it in `Origin`: scheme and host in lower
/// case, no path, no default port.
///
/// # Errors
/// `Invalid` for anything that is not an http or https origin.
pub fn clean_origin(text: &str) -> Result<String, AppError> {
    let lower = text.trim().to_lowercase();
    let wrong = || {
        AppError::invalid(
            "origins",
            format!("\"{}\" is not an origin such as https://example.com.", text.trim()),
        )
    };
    let (scheme, rest) = lower.split_once("://").ok_or_else(wrong)?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split_port(authority).ok_or_else(wrong)?;
    let default_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return Err(wrong()),
    };
    if !is_host(host) {
        return Err(wrong());
    }
    Ok(match port {
        Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    })
}

/// Host and port; `None` when the port is not one.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let start = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[start..].find(':') {
        None => Some((authority, None)),
        Some(at) => {
            let port: u16 = authority[start + at + 1..].parse().ok()?;
            Some((&authority[..start + at], Some(port)))
        }
    }
}

fn is_host(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(v6) = bracketed {
        return v6.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !host.is_empty()
        && host.len() <= 253
        && host.chars().all(allowed)
        && !host.contains("..")
        && !host.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for (given, stored) in [
            ("https://Example.com/", "https://example.com"),
            (" http://localhost:8080", "http://localhost:8080"),
            ("https://example.com:443", "https://example.com"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(clean_origin(given).as_deref(), Ok(stored));
        }
        for wrong in [
            "example.com",
            "ftp://example.com",
            "https://",
            "https://a/b",
            "https://u@a.b",
            "https://a:99999",
            "https://*.a",
            "null",
            "https://a?b",
            "https://[1]",
        ] {
            assert!(clean_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_compared_in_lower_case() {
        assert_eq!(clean_email(" Ada@Example.org ").as_deref(), Ok("ada@example.org"));
        for wrong in ["", "ada", "@b", "a@", "a@b@c", "a b@c", "a@b\nc"] {
            assert!(clean_email(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_slug_comes_from_the_name() {
        assert_eq!(slug_of("Total Battle Analyzer"), "total-battle-analyzer");
        assert_eq!(slug_of("  !!"), "project");
        assert!(clean_slug(&slug_of("Ä very long name that goes on and on and on without an end")).is_ok());
        assert!(clean_slug("-a").is_err() && clean_slug("A").is_err() && clean_slug("a/b").is_err());
    }
}
