//! The address of a page.

use super::{Refusal, refuse};

const URL_BYTES: usize = 2_000;

/// The path that page views of an address, or of a path, are stored under; none for what is neither.
pub fn path_of(page: &str) -> Option<String> {
    match page.strip_prefix('/') {
        Some(_) => Some(page[..page.find(['?', '#']).unwrap_or(page.len())].to_owned()),
        None => address(page, "u").ok(),
    }
}

/// As [`address`], of an address or of the path alone.
///
/// # Errors
/// Names `field`.
pub fn address_or_path(page: &str, field: &'static str) -> Result<String, Refusal> {
    if !page.starts_with('/') {
        return address(page, field);
    }
    if page.len() > URL_BYTES {
        return refuse(field, format!("{field} must have at most {URL_BYTES} bytes"));
    }
    Ok(page[..page.find(['?', '#']).unwrap_or(page.len())].replace('\0', "\u{fffd}"))
}

/// The path of a page's address; query and fragment are not kept.
///
/// # Errors
/// Names `field`.
pub fn address(url: &str, field: &'static str) -> Result<String, Refusal> {
    if url.len() > URL_BYTES {
        return refuse(field, format!("{field} must have at most {URL_BYTES} bytes"));
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else {
        return refuse(field, format!("{field} must begin with https:// or http://"));
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = &rest[..end];
    match rest.find('/') {
        Some(0) => refuse(field, format!("{field} must have a host")),
        Some(slash) => Ok(rest[slash..].replace('\0', "\u{fffd}")),
        None if rest.is_empty() => refuse(field, format!("{field} must have a host")),
        None => Ok("/".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_of_an_address_is_kept() {
        let path = |url| address(url, "u");
        assert_eq!(path("https://a.example/chests?player=7#top").unwrap(), "/chests");
        assert_eq!(path("https://a.example").unwrap(), "/");
        assert_eq!(path("https://a.example?q=1").unwrap(), "/");
        assert_eq!(path("http://a.example/größe/").unwrap(), "/größe/");
        for wrong in ["", "data:text/html,x", "https://", "https:///x", "/chests"] {
            assert_eq!(path(wrong).unwrap_err().field, "u", "{wrong:?}");
        }
        assert!(path(&format!("https://a/{}", "x".repeat(2_000))).is_err());
    }

    #[test]
    fn a_page_is_named_by_its_address_or_its_path() {
        assert_eq!(path_of("https://a.example/chests?player=7").as_deref(), Some("/chests"));
        assert_eq!(path_of("/chests#top").as_deref(), Some("/chests"));
        assert_eq!([path_of("unknown"), path_of("javascript:alert(1)"), path_of("")], [None, None, None]);
    }
}
