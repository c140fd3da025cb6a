//! Addresses that came from outside.

use super::{
    format,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// Longer addresses lose their middle.
const MOST: usize = 60;

/// An address somebody gave us: a link if it is http or https, else only text.
///
/// ```ignore
/// <WebLink url=deployment.log_url/>
/// ```
#[component]
pub fn WebLink(#[prop(into)] url: String) -> impl IntoView {
    let shown = format::middle(&url, MOST);
    if !is_web(&url) {
        return view! { <span>{shown}</span> }.into_any();
    }
    view! {
        <a class="web-link" href=url rel="external noreferrer">
            <span>{shown}</span>
            <Glyph icon=Icon::External/>
        </a>
    }
    .into_any()
}

fn is_web(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.starts_with("https://") || url.starts_with("http://")
}

/// The address that writes to somebody (RFC 6068). What is no plain letter of an address is
/// encoded: `a?bcc=b@example.org` must not add a reader of its own.
pub fn mailto(address: &str) -> String {
    let byte = |byte: u8| match byte {
        b if b.is_ascii_alphanumeric() || b"!$'*+-._~@".contains(&b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    address.bytes().fold("mailto:".to_owned(), |link, next| link + &byte(next))
}

#[cfg(test)]
mod tests {
    use super::{is_web, mailto};

    #[test]
    fn an_address_stays_one_address() {
        assert_eq!(mailto("ada+tba@example.org"), "mailto:ada+tba@example.org");
        assert_eq!(mailto("a?bcc=b&c@\u{e4}.example"), "mailto:a%3Fbcc%3Db%26c@%C3%A4.example");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        assert!(is_web("https://ci.example/7") && is_web("HTTP://ci.example"));
        for other in ["javascript:alert(1)", "data:text/html,x", " https://x", "//x", ""] {
            assert!(!is_web(other), "{other}");
        }
    }
}
