//! What an address says: whether a page has become another one, and where a link leads.

/// Endings of files that are downloads, the same as Plausible's, so that goals carry over.
const FILES: &str = "pdf xlsx docx txt rtf csv exe key pps ppt pptx 7z pkg rar gz zip avi mov mp4 mpeg wmv midi mp3 wav \
                     wma dmg";

/// Whether two addresses of a site are one page. Where `hash` is set the fragment tells pages apart, too.
pub fn same_page(one: &str, other: &str, hash: bool) -> bool {
    let ((one, first), (other, second)) = (parts(one), parts(other));
    one == other && (!hash || first == second)
}

/// Where a link leads, if that is worth an event: the event's name and the address to note. `host` is the page's own.
pub fn followed<'a>(href: &'a str, host: &str) -> Option<(&'static str, &'a str)> {
    let rest = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://"))?;
    let (file, _) = parts(href);
    let target = rest.split(['/', '?', '#']).next().and_then(|site| site.rsplit('@').next());
    if target != Some(host) {
        return Some(("Outbound Link: Click", href));
    }
    let (_, ending) = file.rsplit_once('.')?;
    let known = FILES.split(' ').any(|known| known.eq_ignore_ascii_case(ending));
    known.then_some(("File Download", file))
}

/// An address without query and fragment, and its fragment.
fn parts(url: &str) -> (&str, &str) {
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    (before.split('?').next().unwrap_or(before), fragment)
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
        let outbound = |href| followed(href, "a.example") == Some(("Outbound Link: Click", href));
        assert!(outbound("https://b.example/list.pdf?x=1#y"));
        assert!(outbound("http://a.example:8080/"));
        assert!(outbound("https://a.example@b.example/"));
        for own in
            ["https://a.example", "http://ada:pw@a.example/x", "mailto:ada@b.example", "javascript:x.pdf", ""]
        {
            assert_eq!(followed(own, "a.example"), None, "{own}");
        }
    }

    #[test]
    fn links_to_files_are_downloads_without_their_query() {
        let file = followed("https://a.example/files/List.PDF?key=secret#page=2", "a.example");
        assert_eq!(file, Some(("File Download", "https://a.example/files/List.PDF")));
        assert_eq!(followed("https://a.example/page.html?file=x.pdf", "a.example"), None);
    }
}
