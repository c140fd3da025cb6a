//! What an address says: whether a page has become another one, and where a link leads.

/// Endings of files that are downloads, the same as Plausible's, so that goals carry over.
const FILES: &[u8] =
    b"pdf xlsx docx txt rtf csv exe key pps ppt pptx 7z pkg rar gz zip avi mov mp4 mpeg wmv midi mp3 wav \
                       wma dmg";

/// Whether two addresses of a site are one page. Where `hash` is set the fragment tells pages apart, too.
pub fn same_page(one: &str, other: &str, hash: bool) -> bool {
    file(one) == file(other) && (!hash || fragment(one) == fragment(other))
}

/// Where a link to the host `to` leads, if that is worth an event: the event's name and the address to note. `host` is
/// the page's own.
pub fn followed<'a>(href: &'a str, to: &str, host: &str) -> Option<(&'static str, &'a str)> {
    if to.is_empty() {
        return None;
    }
    if to != host {
        return Some(("Outbound Link: Click", href));
    }
    let file = file(href);
    let ending = file.as_bytes().rsplit(|byte| *byte == b'.').next()?;
    let known = FILES.split(|byte| *byte == b' ').any(|known| known.eq_ignore_ascii_case(ending));
    known.then_some(("File Download", file))
}

/// An address without query and fragment.
fn file(url: &str) -> &str {
    parted(url, b"?#").0
}

fn fragment(url: &str) -> &str {
    parted(url, b"#").1
}

/// A text before the first of these signs, and from it on. By bytes, which takes a tenth of the code that letters do.
fn parted<'a>(text: &'a str, signs: &[u8]) -> (&'a str, &'a str) {
    let place = text.bytes().position(|byte| signs.contains(&byte));
    place.and_then(|place| text.split_at_checked(place)).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::{followed, same_page};

    #[test]
    fn another_path_is_another_page() {
        let chests = "https://a.example/chests";
        assert!(!same_page(chests, "https://a.example/heroes", false));
        assert!(same_page(chests, "https://a.example/chests?sort=age", false));
        assert!(same_page(chests, "https://a.example/chests#top?x", false));
    }

    #[test]
    fn a_fragment_is_another_page_only_if_the_site_says_so() {
        let home = "https://a.example/#/home";
        assert!(same_page(home, "https://a.example/#/chests", false));
        assert!(!same_page(home, "https://a.example/#/chests", true));
        assert!(same_page(home, "https://a.example/?a=1#/home", true));
    }

    #[test]
    fn links_to_other_hosts_are_outbound() {
        for (href, to) in
            [("https://b.example/list.pdf?x=1#y", "b.example"), ("http://a.example:8/", "a.example:8")]
        {
            assert_eq!(followed(href, to, "a.example"), Some(("Outbound Link: Click", href)));
        }
        for (href, to) in
            [("https://a.example", "a.example"), ("mailto:ada@b.example", ""), ("javascript:x.pdf", "")]
        {
            assert_eq!(followed(href, to, "a.example"), None, "{href}");
        }
    }

    #[test]
    fn links_to_files_are_downloads_without_their_query() {
        let own = |href| followed(href, "a.example", "a.example");
        let file = own("https://a.example/files/List.PDF?key=secret#page=2");
        assert_eq!(file, Some(("File Download", "https://a.example/files/List.PDF")));
        assert_eq!(own("https://a.example/page.html?file=x.pdf"), None);
    }
}
