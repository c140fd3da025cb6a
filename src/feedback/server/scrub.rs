//! Keeps secrets that clients send along by mistake out of the database.

use serde_json::{Map, Value};

/// What stands for a value that was taken out.
pub const FILTERED: &str = "[filtered]";
/// A member or query name that holds one of these, without `-` and `_`, names a secret.
const SECRET_PARTS: [&str; 7] =
    ["password", "passwd", "token", "authorization", "cookie", "secret", "apikey"];
/// Query names that carry secrets in addresses, and mean something else elsewhere.
const SECRET_QUERY: [&str; 9] =
    ["key", "code", "auth", "sig", "signature", "session", "sessionid", "sid", "jwt"];

fn bare(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}

fn is_secret(bare: &str) -> bool {
    SECRET_PARTS.iter().any(|part| bare.contains(part))
}

/// The text without U+0000, which PostgreSQL cannot store.
pub fn text(value: &str) -> String {
    value.replace('\0', "\u{fffd}")
}

/// An object without the values under secret-like names, and without U+0000.
pub fn object(map: &Map<String, Value>) -> Map<String, Value> {
    let member = |(name, value): (&String, &Value)| {
        let value = if is_secret(&bare(name)) { FILTERED.into() } else { any(value) };
        (text(name), value)
    };
    map.iter().map(member).collect()
}

fn any(value: &Value) -> Value {
    match value {
        Value::String(value) => text(value).into(),
        Value::Array(items) => items.iter().map(any).collect(),
        Value::Object(map) => object(map).into(),
        other => other.clone(),
    }
}

/// An address without its credentials and without the values of secret-looking
/// names in its query and fragment (`#access_token=…` is common).
pub fn page(address: &str) -> String {
    let address = without_credentials(&text(address));
    let Some(start) = address.find(['?', '#']) else { return address };
    let (path, rest) = address.split_at(start);
    let mut clean = path.to_owned();
    for piece in rest.split_inclusive(['?', '#', '&', ';']) {
        let end = piece.trim_end_matches(['?', '#', '&', ';']).len();
        let (pair, separator) = piece.split_at(end);
        match pair.split_once('=') {
            Some((name, value)) if !value.is_empty() && names_secret(name) => {
                clean.push_str(name);
                clean.push('=');
                clean.push_str(FILTERED);
            }
            _ => clean.push_str(pair),
        }
        clean.push_str(separator);
    }
    clean
}

fn names_secret(name: &str) -> bool {
    let bare = bare(name);
    is_secret(&bare) || SECRET_QUERY.contains(&bare.as_str())
}

/// `https://user:password@host/` → `https://host/`.
fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..authority].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn addresses_lose_their_secrets_and_nothing_else() {
        for (given, kept) in [
            ("unknown", "unknown"),
            ("/a?b=1&c", "/a?b=1&c"),
            ("https://x.example/a?token=abc&b=2#c", "https://x.example/a?token=[filtered]&b=2#c"),
            (
                "/a?access_token=1;api-key=2&code=3&barcode=4",
                "/a?access_token=[filtered];api-key=[filtered]&code=[filtered]&barcode=4",
            ),
            ("/cb#id_token=e.y.J&state=1", "/cb#id_token=[filtered]&state=1"),
            ("https://ada:pw@x.example/@ada", "https://x.example/@ada"),
            ("/a?token=", "/a?token="),
            ("/a?a=b=c&&", "/a?a=b=c&&"),
        ] {
            assert_eq!(super::page(given), kept);
        }
    }

    #[test]
    fn members_named_like_secrets_are_filtered_at_any_depth() {
        let given = json!({"a": [{"X-Api-Key": {"b": 1}, "n": 1.5}], "sessionCookie": null, "key": "kept\0"});
        let kept = json!({"a": [{"X-Api-Key": "[filtered]", "n": 1.5}], "sessionCookie": "[filtered]", "key": "kept\u{fffd}"});
        assert_eq!(super::object(given.as_object().unwrap()), *kept.as_object().unwrap());
    }

    proptest! {
        #[test]
        fn an_address_without_secrets_stays_as_it_is(page in "/[a-j/]{0,9}([?#&;][a-j]{0,3}(=[a-j=]{0,3})?){0,5}") {
            prop_assert_eq!(super::page(&page), page);
        }

        #[test]
        fn scrubbing_an_address_twice_changes_nothing(page in "\\PC{0,60}") {
            let once = super::page(&page);
            prop_assert_eq!(super::page(&once), once);
        }
    }
}
