//! Browser and system, told from a user agent and client hints: by the server for what it is sent, and by the form
//! for what it shows before sending.
//!
//! A short ordered table instead of the community's rule set: those thousands of regular expressions cost more memory
//! than the whole idle server may use, and the tail they name is not what a team looks for in its feedback.

/// What could not be told.
pub const UNKNOWN: &str = "unknown";

/// Name and version as people write them, e.g. `Firefox 141`.
pub fn join(name: &str, version: &str) -> String {
    if version.is_empty() { name.to_owned() } else { [name, " ", version].concat() }
}

/// Product tokens, the telling ones first: everyone claims to be Mozilla, most
/// to be Chrome and Safari too. Each is followed by its version.
const BROWSERS: [(&str, &str); 29] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("OPX/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "MIUI Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("Whale/", "Whale"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("QQBrowser/", "QQ Browser"),
    ("Silk/", "Silk"),
    ("FxiOS/", "Firefox"),
    ("Focus/", "Firefox"),
    ("Seamonkey/", "SeaMonkey"),
    ("SeaMonkey/", "SeaMonkey"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("MSIE ", "Internet Explorer"),
    ("Trident/7.0; rv:", "Internet Explorer"),
    ("curl/", "curl"),
];

/// Brands of `Sec-CH-UA` that say more than the token does.
const BRANDS: [(&str, &str); 5] = [
    ("\"Brave\"", "Brave"),
    ("\"Microsoft Edge\"", "Edge"),
    ("\"Opera\"", "Opera"),
    ("\"Vivaldi\"", "Vivaldi"),
    ("\"Google Chrome\"", "Chrome"),
];

/// Name and major version. `brands` as in `Sec-CH-UA`, which say more than the text does.
pub fn browser(text: &str, brands: Option<&str>) -> (&'static str, String) {
    let branded = brands.and_then(|brands| {
        let (mark, name) = BRANDS.iter().find(|(mark, _)| brands.contains(mark))?;
        let version = after(brands, mark)?.trim_start_matches([';', ' ', 'v', '=', '"']);
        Some((*name, digits(version)))
    });
    let by_token = || {
        let (token, name) = BROWSERS.iter().find(|(token, _)| text.contains(token))?;
        Some((*name, digits(after(text, token)?)))
    };
    let safari = || {
        let version = after(text, "Version/").filter(|_| text.contains("Safari/"))?;
        Some((if text.contains("Android") { "Android Browser" } else { "Safari" }, digits(version)))
    };
    branded.or_else(by_token).or_else(safari).unwrap_or((UNKNOWN, String::new()))
}

/// Name and version, the latter empty where browsers have frozen it. The hints as in `Sec-CH-UA-Platform` and
/// `Sec-CH-UA-Platform-Version`, quoted or not.
pub fn system(text: &str, platform: Option<&str>, version: Option<&str>) -> (&'static str, String) {
    let hinted = platform.and_then(|platform| match platform.trim_matches('"') {
        "Windows" => Some("Windows"),
        "macOS" => Some("macOS"),
        "Android" => Some("Android"),
        "Chrome OS" | "ChromeOS" => Some("ChromeOS"),
        "Linux" => Some("Linux"),
        _ => None,
    });
    let by_text = || {
        const MARKS: [(&str, &str); 12] = [
            ("iPhone", "iOS"),
            ("iPod", "iOS"),
            ("iPad", "iPadOS"),
            ("Windows Phone", "Windows Phone"),
            ("Windows", "Windows"),
            ("Android", "Android"),
            ("CrOS", "ChromeOS"),
            ("Macintosh", "macOS"),
            ("Tizen", "Tizen"),
            ("KAIOS", "KaiOS"),
            ("BSD", "BSD"),
            ("Linux", "Linux"),
        ];
        MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    let name = hinted.or_else(by_text).unwrap_or(UNKNOWN);
    (name, system_version(name, text, version.map(|version| version.trim_matches('"'))))
}

/// Only what can be believed: browsers say `Mac OS X 10_15_7`, `Windows NT 10.0`
/// and `Android 10; K` whatever they run on.
fn system_version(name: &str, text: &str, hint: Option<&str>) -> String {
    match (name, hint) {
        // Windows 11 began at platform version 13.
        ("Windows", Some(hint)) => match digits(hint).parse::<u32>() {
            Ok(13..) => "11".into(),
            Ok(1..) => "10".into(),
            _ => String::new(),
        },
        ("Windows", None) => match after(text, "Windows NT ").map(version) {
            Some(nt) if nt == "6.1" => "7".into(),
            Some(nt) if nt == "6.3" => "8.1".into(),
            _ => String::new(),
        },
        ("iOS" | "iPadOS", _) => after(text, " OS ").map(version).unwrap_or_default(),
        ("Android", None) if !text.contains("Android 10; K") => {
            after(text, "Android ").map(version).unwrap_or_default()
        }
        ("Android" | "macOS", Some(hint)) => digits(hint),
        _ => String::new(),
    }
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.find(mark).map(|at| &text[at + mark.len()..])
}

/// The leading digits, at most six.
fn digits(text: &str) -> String {
    text.chars().take(6).take_while(char::is_ascii_digit).collect()
}

/// `17_5_1 like` → `17.5`.
fn version(text: &str) -> String {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_' && c != '.').unwrap_or(text.len());
    let mut parts = text[..end].split(['_', '.']).map(digits).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => [major.as_str(), ".", &minor].concat(),
        (major, _) => major.unwrap_or_default(),
    }
}
