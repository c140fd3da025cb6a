//! What lists are narrowed by besides an entry's own words: page, browser and environment, as they
//! are stored with the entry and as a filter names them.

use super::{filter::Filter, people, scrub};
use crate::{
    analytics::server as analytics, deploys::server::environments, server::problem::AppResult,
    server::state::AppState,
};

/// Longer ones do not fit into an index of PostgreSQL.
const PATH_CHARS: usize = 512;
/// No text that begins alike comes after it.
const LAST: char = char::MAX;

/// The page without origin, query and fragment; what is no address stays as it is.
pub fn path(page: &str) -> String {
    let path = analytics::path_of(page).unwrap_or_else(|| page.to_owned());
    path.chars().take(PATH_CHARS).collect()
}

/// The first and the last path that a filter selects: one page, or with a `*` at its end all that
/// begin so.
pub fn paths(text: &str) -> (String, String) {
    let text = scrub::text(text);
    match text.strip_suffix('*') {
        None => (path(&text), path(&text)),
        Some(begin) => {
            let begin = path(begin);
            let end = format!("{begin}{LAST}");
            (begin, end)
        }
    }
}

/// A browser without its version.
pub fn family(browser: &str) -> &str {
    let name = browser.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches(' ');
    if name.is_empty() { browser } else { name }
}

/// Make what depends on the project and its people part of the selection.
///
/// # Errors
/// As [`people::select`]; `Invalid` for an environment that the project does not have.
pub async fn select(
    state: &AppState,
    project_id: i64,
    me: Option<&str>,
    filter: &mut Filter,
) -> AppResult<()> {
    people::select(state, project_id, me, filter).await?;
    filter.selection.environment = match filter.environment.as_deref() {
        Some(environments::OTHER) => Some(environments::OTHER.to_owned()),
        Some(name) => Some(environments::resolve(state, project_id, Some(name)).await?.name),
        None => None,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_however_it_was_sent() {
        let page = |page: &str| paths(page).0;
        for sent in ["/chests", "/chests?tab=2#top", "https://app.example.org/chests", "http://h/chests?x"] {
            assert_eq!((path(sent), page(sent)), ("/chests".to_owned(), "/chests".to_owned()), "{sent}");
        }
        assert_eq!(
            (path("https://h"), path("unknown"), path("Main screen")),
            ("/".into(), "unknown".into(), "Main screen".into())
        );
        assert_eq!(path(&format!("/{}", "ü".repeat(600))).chars().count(), PATH_CHARS);
    }

    #[test]
    fn a_star_selects_what_begins_so() {
        let selects = |text: &str, path: &str| {
            let (first, last) = paths(text);
            (first.as_str()..=last.as_str()).contains(&path)
        };
        for (text, path, fits) in [
            ("/chests", "/chests", true),
            ("/chests", "/chests/7", false),
            ("/chests/*", "/chests/7", true),
            ("/chests/*", "/chests", false),
            ("/che*", "/chests/\u{1f600}", true),
            ("/che*", "/chf", false),
            ("https://app.example.org/*", "/", true),
            ("*", "unknown", true),
        ] {
            assert_eq!(selects(text, path), fits, "{text} {path}");
        }
    }

    #[test]
    fn a_browser_loses_its_version() {
        for (browser, name) in [
            ("Firefox 140", "Firefox"),
            ("Samsung Internet 27.0", "Samsung Internet"),
            ("unknown", "unknown"),
            ("360", "360"),
        ] {
            assert_eq!(family(browser), name);
        }
    }
}
